// Legend and filters, search, theme, keys.

// A list with a value put in or taken out, in a lasting order.
const toggled = (list, value) => (list.includes(value) ? list.filter((one) => one !== value) : [...list, value].sort());

function toggleRow(key, name, sample, label, meaning, count) {
  const box = el("input", {
    type: "checkbox",
    "data-name": name,
    onchange: () => apply({ [key]: toggled(state[key], name) })
  });
  const told = el("span", { class: "count" });
  box.sync = () => {
    box.checked = state[key].includes(name);
    const drawn = shownCounts()[key].get(name) || 0;
    told.textContent =
      box.checked && drawn < count ? say("filters.count", { n: drawn, all: count }) : count.toLocaleString(LANGUAGE);
  };
  return el("label", { class: "row", title: meaning }, box, sample, el("span", { class: "name", text: label }), told);
}

function chip(name, value, label, meaning, sample) {
  const told = el("span", { class: "count" });
  const made = el(
    "button",
    {
      type: "button",
      class: "chip",
      dir: "auto",
      title: meaning,
      "data-group": name,
      "data-value": value,
      "aria-pressed": "false",
      onclick: () => apply({ pick: { ...state.pick, [name]: toggled(state.pick[name], value) } })
    },
    sample,
    label,
    told
  );
  made.sync = () => {
    const isPicked = state.pick[name].includes(value);
    made.setAttribute("aria-pressed", String(isPicked));
    // Beside others that are picked it is not known how many there would be.
    told.textContent =
      isPicked || !state.pick[name].length ? (shownCounts()[name].get(value) || 0).toLocaleString(LANGUAGE) : "";
  };
  return made;
}

function group(title, open, ...children) {
  const rows = children.flat().filter(Boolean);
  return rows.length ? el("details", { open }, el("summary", {}, title), el("div", { class: "rows" }, rows)) : null;
}

const reset = () => apply({ ...noFilters(), query: "" });

function onOff(id, label, key, meaning) {
  const box = el("input", { type: "checkbox", id, onchange: () => apply({ [key]: box.checked }) });
  box.sync = () => {
    box.checked = state[key];
  };
  return el("label", { class: "row", title: meaning }, box, el("span", { class: "name", text: label }));
}

const tally = (values) => values.reduce((counts, value) => counts.set(value, (counts.get(value) || 0) + 1), new Map());

// How many of what is shown stand behind each row and each chip.
function shownCounts() {
  if (shownCounts.of !== shown) {
    const held = shown.positions.map((index) => nodes[index]);
    Object.assign(shownCounts, {
      of: shown,
      all: {
        kinds: tally(nodes.filter((_, index) => shown.nodes[index]).map((node) => node.kind)),
        links: tally(edges.filter((_, index) => shown.edges[index]).map((edge) => edge.kind)),
        ...Object.fromEntries(Object.keys(VALUES).map((name) => [name, tally(held.flatMap(VALUES[name]))])),
        severity: tally(shown.clashes.map((edge) => edge.cells.severity))
      }
    });
  }
  return shownCounts.all;
}

function drawFilters() {
  const positions = nodes.filter((node) => node.kind === "Position");
  const {
    party: held,
    issue: on,
    firmness: firm,
    attribution: said,
    stance: stances,
    region: places
  } = Object.fromEntries(Object.keys(VALUES).map((name) => [name, tally(positions.flatMap(VALUES[name]))]));
  const severe = new Set(clashEdges.map((edge) => edge.cells.severity));
  const chips = (name, counts, sort) =>
    [...counts].sort((a, b) => (sort ? b[1] - a[1] : 0)).map(([id]) => chip(name, id, nodes[byId.get(id)].label, ""));
  const sample = (extra) => nodeSwatch({ kind: "Position", cells: extra, weight: 0 });
  const position = (kind) =>
    kind === "Position" ? { kind, cells: { stance: "demands", firmness: "aim" } } : { kind, cells: {}, weight: 0 };
  const example = (kind) => ({ kind, cells: { severity: "deadlock" } });
  $("filters").replaceChildren(
    el(
      "div",
      { class: "top" },
      el("h2", { text: say("page.filters") }),
      el("button", { type: "button", id: "reset", class: "link", onclick: reset, text: say("filters.reset") })
    ),
    el(
      "div",
      { class: "rows" },
      onOff("clashes-only", say("filters.clashes_only"), "clashesOnly", say("filters.clashes_only.meaning")),
      onOff("common-only", say("filters.common_only"), "commonOnly", say("filters.common_only.meaning")),
      onOff("linked-only", say("filters.linked_only"), "linkedOnly", say("filters.linked_only.meaning"))
    ),
    ...[
      group(
        say("filters.severity"),
        true,
        SEVERITIES.filter((one) => severe.has(one)).map((one) =>
          chip(
            "severity",
            one,
            one,
            head.values.severity[one],
            linkSwatch({ kind: "CLASHES_WITH", cells: { severity: one } })
          )
        )
      ),
      group(
        say("filters.stance"),
        true,
        Object.keys(STANCES)
          .filter((one) => stances.has(one))
          .map((one) => chip("stance", one, one, head.values.stance[one], sample({ stance: one, firmness: "aim" })))
      ),
      group(
        say("filters.firmness"),
        true,
        Object.keys(FIRM)
          .filter((one) => firm.has(one))
          .map((one) =>
            chip(
              "firmness",
              one,
              wordFor(one),
              head.values.firmness[one] || say("detail.no_cue"),
              sample({ stance: "demands", firmness: one })
            )
          )
      ),
      group(
        say("filters.attribution"),
        false,
        [...said.keys()]
          .sort()
          .map((one) =>
            chip(
              "attribution",
              one,
              one === NOT_KNOWN ? say("filters.attribution.none") : one,
              (head.values.attribution || {})[one] || say("filters.attribution.none.meaning")
            )
          )
      ),
      group(say("filters.party"), true, chips("party", held, true)),
      group(say("filters.issue"), false, chips("issue", on)),
      group(say("filters.region"), false, chips("region", places, true)),
      group(
        say("filters.nodes"),
        false,
        head.kinds.map((kind) =>
          toggleRow("kinds", kind.name, nodeSwatch(position(kind.name)), words(kind.name), kind.meaning, kind.count)
        )
      ),
      group(
        say("filters.links"),
        false,
        head.links.map((link) =>
          toggleRow(
            "links",
            link.name,
            linkSwatch(example(link.name)),
            words(link.name),
            link.meaning + (link.on || link.name !== "OVERLAPS_WITH" ? "" : say("filters.overlaps_off")),
            link.count
          )
        )
      )
    ].filter(Boolean)
  );
}

// What narrows the view to the surroundings of a party, an issue or a region, with a way out.
function drawFocus() {
  const box = $("focus");
  box.hidden = !state.focus;
  if (!state.focus) return;
  const names = Object.values(state.focus).map((id) => nameOf(byId.get(id)));
  box.replaceChildren(
    el("span", { dir: "auto", text: say("focus", { names: names.join(" \u00d7 ") }) }),
    el("button", {
      type: "button",
      id: "unfocus",
      class: "link",
      onclick: () => apply({ focus: null }),
      text: say("focus.leave")
    })
  );
}

// Every control that shows a part of the state has a `sync`.
function syncControls() {
  for (const one of document.querySelectorAll("input, button")) if (one.sync) one.sync();
}

// ------------------------------------------------------------------ search, theme, keys

const dark = matchMedia("(prefers-color-scheme: dark)");
const theme = () => (state && state.theme) || (dark.matches ? "dark" : "light");
function showTheme() {
  document.documentElement.dataset.theme = theme();
  readColours();
  for (const canvas of document.querySelectorAll("canvas.swatch")) if (canvas.redraw) canvas.redraw();
  if (network) network.redraw();
}

function wire() {
  $("search").addEventListener("input", (event) => search(event.target.value));
  $("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && found && found.length) select({ node: found[0] }, "search");
    if (event.key === "Escape") {
      search("");
      event.target.blur();
      event.stopPropagation();
    }
  });
  $("search").sync = () => {
    if ($("search").value !== state.query) $("search").value = state.query;
  };
  $("views").replaceChildren(...views.buttons());
  $("zoom-in").addEventListener("click", () => zoom(1.3));
  $("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  $("zoom-fit").addEventListener("click", () => fit(true));
  $("theme").addEventListener("click", () => apply({ theme: theme() === "dark" ? "light" : "dark" }));
  wireSides();
  // In the views made of elements, whatever has something to say says it on hovering and on focus.
  const telling = (event) => {
    const one = event.target.closest ? event.target.closest("[data-tip]") : null;
    if (!one) {
      if (views.current().name !== "graph") tip(null);
      return;
    }
    const stage = $("stage").getBoundingClientRect();
    const box = one.getBoundingClientRect();
    const at =
      event.type === "focusin"
        ? { x: box.left + box.width / 2, y: box.bottom }
        : { x: event.clientX, y: event.clientY };
    tip(one.dataset.tip, one.dataset.kind || "", { x: at.x - stage.left, y: at.y - stage.top });
  };
  for (const type of ["pointermove", "focusin"]) $("stage").addEventListener(type, telling);
  $("stage").addEventListener("pointerleave", () => tip(null));
  $("stage").addEventListener("focusout", (event) => {
    if (!$("stage").contains(event.relatedTarget)) tip(null);
  });
  document.addEventListener("keydown", (event) => {
    const typing =
      ["INPUT", "TEXTAREA", "SELECT"].includes(document.activeElement.tagName) &&
      !["checkbox", "range"].includes(document.activeElement.type);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      $("search").focus();
    }
    if (event.key === "Escape") select(null, "keys");
  });
}
