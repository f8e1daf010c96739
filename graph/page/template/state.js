// What the reader has asked for, as one plain object of texts, lists and switches: everything on the page follows from it
// and from the data. Every control goes through `apply`; `toPlain` and `fromPlain` write it down and read it back.

const GROUPS = ["party", "issue", "region", "firmness", "stance", "severity", "attribution"];
const SWITCHES = ["clashesOnly", "commonOnly", "linkedOnly"];
const LISTS = ["clash", "common", "contradiction", "opening"];
// A change of any of these changes what is shown; of the others, only how.
const FILTERS = ["kinds", "links", "pick", "asOf", "focus", ...SWITCHES];
const SHOWS = [...FILTERS, "whatIf"];

// - `view` names a registered view; `grouping` says whose bars the timeline puts together; `list` what the side lists.
// - `asOf` is a date as the queries take it (2025, 2025-03, 2025-03-01), at first that of the case, or null for all dates;
//   `since` the earlier date that it is compared with, null for the first; `focus` a place in one of the tables:
//   { party, issue, region }, each an id or left out.
// - `selected` is null, { node: id }, { edge: [kind, id, id, number among the same] } or { cell: { party, other, issue, region } }.
// - `lists` and `legend` say whether the column is open; null where the reader has not decided.
// - `set` is the id of a contradiction or an opening.
// - `whatIf` are the steps of what is assumed, [id of a position, how firm it is or "dropped"], `deal` the package on the deal
//   table, as check.js reads it.
const initial = () => ({
  view: views.first(),
  theme: null,
  kinds: head.kinds.filter((kind) => kind.on).map((kind) => kind.name),
  links: head.links.filter((link) => link.on).map((link) => link.name),
  pick: Object.fromEntries(GROUPS.map((group) => [group, []])),
  clashesOnly: false,
  commonOnly: false,
  linkedOnly: true,
  asOf: head.dates.length && head.asOf ? head.asOf : null,
  since: null,
  focus: null,
  query: "",
  selected: null,
  set: null,
  list: "clash",
  grouping: "party",
  lists: null,
  legend: null,
  whatIf: [],
  deal: {}
});
let state = null;
// Derived from the state: what is shown, what is found, and the selection as { node } or { edge } of row numbers, or { cell }.
let shown = {
  nodes: [],
  edges: [],
  clashes: [],
  overlaps: [],
  positions: [],
  worst: new Map(),
  nodeCount: 0,
  edgeCount: 0
};
let found = null;
let chosen = null;

const noFilters = () => {
  const first = initial();
  return Object.fromEntries(FILTERS.map((name) => [name, first[name]]));
};
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// The state without what is as it was at first; `fromPlain` takes what it understands and leaves the rest.
function toPlain(from = state) {
  const first = initial();
  const plain = Object.fromEntries(
    Object.keys(first)
      .filter((name) => !same(from[name], first[name]))
      .map((name) => [name, from[name]])
  );
  if (plain.pick) plain.pick = Object.fromEntries(Object.entries(plain.pick).filter(([, values]) => values.length));
  return plain;
}
function fromPlain(plain) {
  const made = initial();
  const words = (value, known) =>
    Array.isArray(value) ? [...new Set(value)].filter((one) => known.includes(one)) : null;
  if (plain === null || typeof plain !== "object") return made;
  if (views.names().includes(plain.view)) made.view = plain.view;
  if (["light", "dark"].includes(plain.theme)) made.theme = plain.theme;
  made.kinds =
    words(
      plain.kinds,
      head.kinds.map((kind) => kind.name)
    ) || made.kinds;
  made.links =
    words(
      plain.links,
      head.links.map((link) => link.name)
    ) || made.links;
  for (const group of GROUPS) made.pick[group] = words((plain.pick || {})[group], choices(group)) || [];
  for (const name of Object.keys(SIDES)) if (typeof plain[name] === "boolean") made[name] = plain[name];
  for (const name of SWITCHES) if (typeof plain[name] === "boolean") made[name] = plain[name];
  if (typeof plain.query === "string") made.query = plain.query.slice(0, 200);
  if (plain.asOf === null || (typeof plain.asOf === "string" && isDate(plain.asOf))) made.asOf = plain.asOf;
  if (typeof plain.since === "string" && isDate(plain.since)) made.since = plain.since;
  made.focus = place(plain.focus, ["party", "issue", "region"]);
  if (head.sets.some((one) => one.id === plain.set)) made.set = plain.set;
  if (LISTS.includes(plain.list)) made.list = plain.list;
  if (["party", "issue"].includes(plain.grouping)) made.grouping = plain.grouping;
  made.whatIf = fromPlainSteps(plain.whatIf);
  made.deal = fromPlainDeal(plain.deal);
  const { node, edge, cell } = plain.selected || {};
  if (byId.has(node)) made.selected = { node };
  else if (place(cell, CELL)) made.selected = { cell: place(cell, CELL) };
  else if (Array.isArray(edge) && edgeNamed(edge) !== undefined) made.selected = { edge: edge.slice(0, 4) };
  return made;
}

const CELL = ["party", "other", "issue", "region"];
const isDate = (text) =>
  /^\d{4}(-\d\d){0,2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

// A place in one of the tables, with the names that it may have and that are known; null where none is left.
function place(value, names) {
  const kept = Object.entries(value && typeof value === "object" ? value : {}).filter(
    ([name, id]) => names.includes(name) && byId.has(id)
  );
  return kept.length ? Object.fromEntries(kept) : null;
}

// The values that a group of filters can take, and which of them a position has.
const VALUES = {
  party: (n) => [...new Set([n.party, n.principal])],
  issue: (n) => [n.issue],
  region: (n) => n.where || [],
  firmness: (n) => [firmness(n)],
  stance: (n) => [n.cells.stance],
  attribution: attributions
};
function choices(group) {
  if (group === "severity") return SEVERITIES;
  return [...new Set(nodes.filter((node) => node.kind === "Position").flatMap(VALUES[group]))];
}

// A link by name: its kind, its ends, and its number among those of the same kind between the same two.
const nameOfEdge = (edge) => [edge.kind, nodes[edge.from].id, nodes[edge.to].id, twins(edge).indexOf(edge)];
const twins = (edge) =>
  around[edge.from]
    .map((number) => edges[number])
    .filter((one) => one.kind === edge.kind && one.from === edge.from && one.to === edge.to);
function edgeNamed([kind, from, to, number = 0]) {
  const [a, b] = [byId.get(from), byId.get(to)];
  if (a === undefined || b === undefined) return undefined;
  return twins({ kind, from: a, to: b })[number]?.index;
}

// The one way to change anything. `from` says who asked ("graph", "keys", "panel" ..), so that a click in the picture does
// not move the picture.
function apply(change = {}, from = "") {
  const before = state;
  state = { ...state, ...change };
  const filtered = !before || SHOWS.some((name) => !same(before[name], state[name]));
  const opens = !before || (!before.selected && !before.set);
  if (opens && (state.selected || state.set)) openedFrom = placeOf(document.activeElement);
  if (!before || !same(before.whatIf, state.whatIf) || (state.whatIf.length && before.asOf !== state.asOf))
    supposeWhatIf();
  if (filtered) shown = compute(state);
  found = !before || before.query !== state.query ? matches(state.query) : found;
  chosen = resolved(state.selected);
  // A selection that a filter hides lets go, or everything would stay veiled.
  if (filtered && chosen && !("selected" in change) && !isShown(chosen)) {
    state.selected = chosen = null;
  }
  if (!before || before.theme !== state.theme) showTheme();
  const what = {
    filtered,
    viewed: !before || before.view !== state.view,
    selected: !before || before.selected !== state.selected || before.set !== state.set,
    searched: !before || before.query !== state.query,
    narrowed: Boolean(before && (isNarrowed(before) || isNarrowed(state) || before.asOf !== state.asOf)),
    from
  };
  keepingFocus(() => draw(what));
  if (!before) return;
  if (what.selected) moveFocus(before, from);
  speak(what);
}

function resolved(selected) {
  if (!selected || selected.cell) return selected;
  return selected.node !== undefined ? { node: byId.get(selected.node) } : { edge: edgeNamed(selected.edge) };
}
const isShown = (one) =>
  one.cell ? inCell(one.cell).length > 0 : one.edge === undefined ? shown.nodes[one.node] : shown.edges[one.edge];
const chosenSet = () => head.sets.find((one) => one.id === state.set);

function select(one, from) {
  const named =
    one &&
    (one.cell || one.edge === undefined
      ? one.cell
        ? one
        : { node: nodes[one.node].id }
      : { edge: nameOfEdge(edges[one.edge]) });
  apply(one ? { selected: named } : { selected: null, set: null }, from);
}
