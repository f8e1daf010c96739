// The views, one file each. A view is an object with
//   name    the word for it in the state; its label is the text "view.<name>"
//   start(box)   optional: make what is made once, when it is first shown; `box` is its element in the stage
//   draw(what)   draw `shown`, `chosen` and `found`; `what` says what changed ({ filtered, selected, viewed, from })
//   hide()       optional: another view takes its place
//   rows()       optional: the rows that it shows, as { columns: [text], rows: [[text or number]] }
//   fits         optional: whether the zoom buttons have a meaning in it

const views = (() => {
  const all = new Map();
  let current = null;
  return {
    register: (view) => all.set(view.name, view),
    names: () => [...all.keys()],
    get: (name) => all.get(name),
    current: () => current,
    // The view that the page opens with.
    first: () => [...all.keys()][0],
    show(name, what) {
      const view = all.get(name);
      if (current && current !== view) {
        current.box.hidden = true;
        if (current.hide) current.hide();
      }
      current = view;
      if (!view.box) {
        view.box = el("div", { id: name, class: "view" });
        $("stage").append(view.box);
        if (view.start) view.start(view.box);
      }
      view.box.hidden = false;
      $("zoom").hidden = !view.fits;
      view.draw(what);
    },
    // One button a view; the pressed one is the current.
    buttons: () => [...all.keys()].map((name) => {
      const made = el("button", { type: "button", id: `show-${name}`, "aria-pressed": "false", onclick: () => apply({ view: name }), text: say(`view.${name}`) });
      made.sync = () => made.setAttribute("aria-pressed", String(state.view === name));
      return made;
    }),
  };
})();
