// Legend and filters, search, table, theme.

const COLUMNS = [
  ["Kind", (node) => words(node.kind)], ["Name", (node) => node.label], ["Party", (node) => (node.party ? nodes[node.partyIndex].label : "")],
  ["Issue", (node) => (node.issue ? nodes[node.issueIndex].label : "")], ["Firmness", (node) => node.cells.firmness || ""],
  ["Where", (node, index) => (node.kind === "Position" ? linked(index, "CONCERNS", "out").map((one) => nodes[one].label).join(", ") : "")],
  ["When", (node) => [node.cells.start || node.cells.date, node.cells.end].filter(Boolean).join(" \u2013 ")],
  ["Clashes", (node, index) => (node.kind === "Position" ? shown.clashes.filter((edge) => edge.from === index || edge.to === index).length : "")],
];
const MOST_ROWS = 2000;
let sorted = [null, 1];

function drawTable() {
  const box = $("table");
  const rows = nodes.map((node, index) => ({ node, index })).filter(({ index }) => shown.nodes[index] && (!state.found || state.found.includes(index)));
  const first = (row) => (row.node.kind === "Position" ? 0 : 1);
  if (sorted[0] === null) rows.sort((a, b) => first(a) - first(b) || a.index - b.index);
  else {
    const value = COLUMNS[sorted[0]][1];
    const order = new Intl.Collator("en", { numeric: true });
    rows.sort((a, b) => sorted[1] * order.compare(String(value(a.node, a.index)), String(value(b.node, b.index))) || a.index - b.index);
  }
  const header = COLUMNS.map(([name], number) => el("th", { scope: "col", "aria-sort": sorted[0] === number ? (sorted[1] > 0 ? "ascending" : "descending") : null },
    el("button", { type: "button", onclick: () => { sorted = [number, sorted[0] === number ? -sorted[1] : 1]; drawTable(); }, text: name })));
  const body = rows.slice(0, MOST_ROWS).map(({ node, index }) => el("tr", { class: state.selected && state.selected.node === index ? "chosen" : null },
    COLUMNS.map(([name, value]) => {
      const text = String(value(node, index));
      if (name === "Name") return el("td", { dir: "auto" }, button(index, text));
      return el("td", { dir: "auto", class: words(name) }, name === "Firmness" && text ? badge(text, head.values.firmness[text], text.replace(" ", "-")) : name === "Kind" ? [nodeSwatch(node), text] : text);
    })));
  box.replaceChildren(el("table", {}, el("thead", {}, el("tr", {}, header)), el("tbody", {}, body)),
    rows.length > MOST_ROWS ? el("p", { class: "empty", text: `The first ${MOST_ROWS} of ${many(rows.length, "row")}: narrow them with the filters.` }) : "");
}

// ------------------------------------------------------------------ legend and filters

function toggleRow(set, name, sample, label, meaning, count) {
  const box = el("input", { type: "checkbox", "data-name": name, onchange: () => { if (box.checked) set().add(name); else set().delete(name); apply(true); } });
  box.sync = () => { box.checked = set().has(name); };
  return el("label", { class: "row", title: meaning }, box, sample, el("span", { class: "name", text: label }), el("span", { class: "count", text: count }));
}

function chip(group, value, label, meaning, count, sample) {
  const made = el("button", { type: "button", class: "chip", dir: "auto", title: meaning, "data-group": group, "data-value": value, "aria-pressed": "false", onclick: () => {
    const set = state.pick[group];
    if (set.has(value)) set.delete(value); else set.add(value);
    apply(true);
  } }, sample, label, el("span", { class: "count", text: count }));
  made.sync = () => made.setAttribute("aria-pressed", String(state.pick[group].has(value)));
  return made;
}

function group(title, open, ...children) {
  const rows = children.flat().filter(Boolean);
  return rows.length ? el("details", { open }, el("summary", {}, title), el("div", { class: "rows" }, rows)) : null;
}

function onOff(id, label, key, meaning) {
  const box = el("input", { type: "checkbox", id, onchange: () => { state[key] = box.checked; apply(true); } });
  box.sync = () => { box.checked = state[key]; };
  return el("label", { class: "row", title: meaning }, box, el("span", { class: "name", text: label }));
}

const tally = (values) => values.reduce((counts, value) => counts.set(value, (counts.get(value) || 0) + 1), new Map());

function drawFilters() {
  const positions = nodes.filter((node) => node.kind === "Position");
  const held = tally(positions.flatMap((node) => [...new Set([node.party, node.principal])]));
  const on = tally(positions.map((node) => node.issue));
  const firm = tally(positions.map(firmness));
  const stances = tally(positions.map((node) => node.cells.stance));
  const severe = tally(clashEdges.map((edge) => edge.cells.severity));
  const places = tally(positions.flatMap((node) => node.where || []));
  const chips = (name, counts, sort) => [...counts].sort((a, b) => (sort ? b[1] - a[1] : 0)).map(([id, count]) => chip(name, id, nodes[byId.get(id)].label, "", count));
  const sample = (extra) => nodeSwatch({ kind: "Position", cells: extra, weight: 0 });
  const position = (kind) => (kind === "Position" ? { kind, cells: { stance: "demands", firmness: "aim" } } : { kind, cells: {}, weight: 0 });
  const example = (kind) => ({ kind, cells: { severity: "hard" } });
  $("filters").replaceChildren(
    el("div", { class: "top" }, el("h2", { text: "Legend and filters" }), el("button", { type: "button", id: "reset", class: "link", onclick: () => { resetFilters(); $("search").value = ""; search(""); apply(true); }, text: "Reset" })),
    el("div", { class: "rows" }, onOff("clashes-only", "Clashes only", "clashesOnly", "only positions that take part in a clash, and whose they are"),
      onOff("linked-only", "Only what leads to a position", "linkedOnly", "leave out what no drawn link joins to a position")),
    ...[
      group("Nodes", true, head.kinds.map((kind) => toggleRow(() => state.kinds, kind.name, nodeSwatch(position(kind.name)), words(kind.name), kind.meaning, kind.count))),
      group("Links", !small(), head.links.map((link) => toggleRow(() => state.links, link.name, linkSwatch(example(link.name)), words(link.name), link.meaning, link.count))),
      group("Severity of a clash", true, SEVERITIES.filter((one) => severe.has(one)).map((one) => chip("severity", one, one, head.values.severity[one], severe.get(one), linkSwatch({ kind: "CLASHES_WITH", cells: { severity: one } })))),
      group("What a position says", true, Object.keys(STANCES).filter((one) => stances.has(one)).map((one) => chip("stance", one, one, head.values.stance[one], stances.get(one), sample({ stance: one, firmness: "aim" })))),
      group("Firmness", true, Object.keys(FIRM).filter((one) => firm.has(one)).map((one) => chip("firmness", one, one, head.values.firmness[one] || "the source gives no cue", firm.get(one), sample({ stance: "demands", firmness: one })))),
      group("Party", true, chips("party", held, true)), group("Issue", false, chips("issue", on)), group("Region", false, chips("region", places, true)),
    ].filter(Boolean));
  syncFilters();
}

function syncFilters() {
  for (const one of $("filters").querySelectorAll("input, .chip")) if (one.sync) one.sync();
}

const small = () => matchMedia("(max-width: 1100px)").matches;

// ------------------------------------------------------------------ search, theme, keys

function search(query) {
  state.query = query;
  state.found = matches(query);
  const box = $("results");
  box.hidden = !state.found;
  if (state.found) {
    if (state.selected) select(null, "search");
    const some = state.found.slice(0, 40);
    box.replaceChildren(el("h2", {}, "Found ", el("span", { class: "count", text: state.found.length })),
      some.length ? el("ul", { class: "results" }, some.map(resultItem)) : el("p", { class: "empty", text: "No match. Names, positions, notes, quotes and sources were searched." }));
  } else box.replaceChildren();
  draw();
}

function resultItem(index) {
  const node = nodes[index];
  const parts = plain(state.query).split(/\s+/).filter(Boolean);
  const proof = parts.every((part) => searchable[index].own.includes(part)) ? null
    : [index, ...searchable[index].proof].map((one) => Object.values(nodes[one].cells).map(String).find((text) => plain(text).includes(parts[0]))).find(Boolean);
  return el("li", {}, el("button", { type: "button", class: "result", "data-id": node.id, onclick: () => select({ node: index }, "search") },
    nodeSwatch(node), el("span", {}, el("span", { class: "kicker", text: words(node.kind) }), el("span", { dir: "auto", text: short(node.label, 140) }), proof ? el("span", { class: "snippet", dir: "auto", text: short(proof, 160) }) : null)));
}

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  readColours();
  for (const canvas of document.querySelectorAll("canvas.swatch")) if (canvas.redraw) canvas.redraw();
  if (edgeView) { edgeView.restyle(); network.redraw(); }
}

function wire() {
  $("search").addEventListener("input", (event) => search(event.target.value));
  $("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && state.found && state.found.length) select({ node: state.found[0] }, "search");
    if (event.key === "Escape") { event.target.value = ""; search(""); event.target.blur(); event.stopPropagation(); }
  });
  $("show-graph").addEventListener("click", () => setView("graph"));
  $("show-table").addEventListener("click", () => setView("table"));
  $("zoom-in").addEventListener("click", () => zoom(1.3));
  $("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  $("zoom-fit").addEventListener("click", () => fit(true));
  $("theme").addEventListener("click", () => setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
  $("toggle-filters").addEventListener("click", () => {
    const open = document.body.classList.toggle("with-filters");
    $("toggle-filters").setAttribute("aria-expanded", String(open));
    if (open) $("filters").scrollIntoView({ block: "nearest" });
  });
  const keys = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  $("graph").addEventListener("keydown", (event) => {
    if (keys[event.key]) step(...keys[event.key]);
    else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") fit(true);
    else if (event.key === "Enter") $("story").focus();
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    const typing = ["INPUT", "TEXTAREA", "SELECT"].includes(document.activeElement.tagName) && document.activeElement.type !== "checkbox";
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); $("search").focus(); }
    if (event.key === "Escape") select(null, "keys");
  });
}
