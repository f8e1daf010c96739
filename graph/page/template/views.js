// The views, one file each. A view is an object with
//   name    the word for it in the state; its label is the text "view.<name>"
//   start(box)   optional: make what is made once, when it is first shown; `box` is its element in the stage
//   draw(what)   draw `shown`, `chosen` and `found`; `what` says what changed ({ filtered, selected, viewed, from })
//   hide()       optional: another view takes its place
//   has()        optional: whether the case has anything to show in it
//   fluid        optional: it is drawn for the size of its box, and again when that changes
//   rows()       optional: the rows that it shows, as { columns: [text], rows: [[text or number]] }
//   fits         optional: whether the zoom buttons have a meaning in it

const views = (() => {
  const all = new Map();
  let current = null;
  const sizeOf = (box) => `${box.clientWidth} ${box.clientHeight}`;
  const draw = (view, what) => {
    view.size = sizeOf(view.box);
    view.draw(what);
  };
  return {
    register: (view) => all.set(view.name, view),
    names: () => [...all.values()].filter((view) => !view.has || view.has()).map((view) => view.name),
    get: (name) => all.get(name),
    current: () => current,
    // The view that the page opens with.
    first: () => all.keys().next().value,
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
        if (view.fluid)
          new ResizeObserver(() => {
            if (current === view && view.size !== sizeOf(view.box)) keepingFocus(() => draw(view, {}));
          }).observe(view.box);
      }
      view.box.hidden = false;
      $("zoom").hidden = !view.fits;
      draw(view, what);
    },
    // One button a view; the pressed one is the current.
    buttons() {
      return this.names().map((name) => {
        const made = el("button", {
          type: "button",
          id: `show-${name}`,
          "aria-pressed": "false",
          onclick: () => apply({ view: name }),
          text: say(`view.${name}`)
        });
        made.sync = () => made.setAttribute("aria-pressed", String(state.view === name));
        return made;
      });
    }
  };
})();
