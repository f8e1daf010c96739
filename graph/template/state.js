// What the reader has asked for, as one plain object of texts, lists and switches: everything on the page follows from it
// and from the data. Every control goes through `apply`; `toPlain` and `fromPlain` write it down and read it back.

const GROUPS = ["party", "issue", "region", "firmness", "stance", "severity"];
const SWITCHES = ["clashesOnly", "linkedOnly"];
// A change of any of these changes what is shown; of the others, only how.
const FILTERS = ["kinds", "links", "pick", ...SWITCHES];

// `selected` is null, { node: id } or { edge: [kind, id, id, number among the same] }; `view` names a registered view.
const initial = () => ({
  view: views.first(), theme: null,
  kinds: head.kinds.filter((kind) => kind.on).map((kind) => kind.name), links: head.links.filter((link) => link.on).map((link) => link.name),
  pick: Object.fromEntries(GROUPS.map((group) => [group, []])), clashesOnly: false, linkedOnly: true,
  query: "", selected: null,
});
let state = null;
// Derived from the state: what is shown, what is found, and the selection as { node } or { edge } of row numbers.
let shown = { nodes: [], edges: [], clashes: [], nodeCount: 0, edgeCount: 0 };
let found = null, chosen = null;

const noFilters = () => { const { view, theme, query, selected, ...filters } = initial(); return filters; };
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// The state without what is as it was at first; `fromPlain` takes what it understands and leaves the rest.
function toPlain(from = state) {
  const first = initial();
  const plain = Object.fromEntries(Object.keys(first).filter((name) => !same(from[name], first[name])).map((name) => [name, from[name]]));
  if (plain.pick) plain.pick = Object.fromEntries(Object.entries(plain.pick).filter(([, values]) => values.length));
  return plain;
}
function fromPlain(plain) {
  const made = initial();
  const words = (value, known) => (Array.isArray(value) ? [...new Set(value)].filter((one) => known.includes(one)) : null);
  if (plain === null || typeof plain !== "object") return made;
  if (views.names().includes(plain.view)) made.view = plain.view;
  if (["light", "dark"].includes(plain.theme)) made.theme = plain.theme;
  made.kinds = words(plain.kinds, head.kinds.map((kind) => kind.name)) || made.kinds;
  made.links = words(plain.links, head.links.map((link) => link.name)) || made.links;
  for (const group of GROUPS) made.pick[group] = words((plain.pick || {})[group], choices(group)) || [];
  for (const name of SWITCHES) if (typeof plain[name] === "boolean") made[name] = plain[name];
  if (typeof plain.query === "string") made.query = plain.query.slice(0, 200);
  const { node, edge } = plain.selected || {};
  if (byId.has(node)) made.selected = { node };
  else if (Array.isArray(edge) && edgeNamed(edge) !== undefined) made.selected = { edge: edge.slice(0, 4) };
  return made;
}

// The values that a group of filters can take.
function choices(group) {
  const values = { party: (n) => [n.party, n.principal], issue: (n) => [n.issue], region: (n) => n.where || [], firmness: (n) => [firmness(n)], stance: (n) => [n.cells.stance] }[group];
  if (group === "severity") return SEVERITIES;
  return [...new Set(nodes.filter((node) => node.kind === "Position").flatMap(values))];
}

// A link by name: its kind, its ends, and its number among those of the same kind between the same two.
const nameOfEdge = (edge) => [edge.kind, nodes[edge.from].id, nodes[edge.to].id, twins(edge).indexOf(edge)];
const twins = (edge) => around[edge.from].map((number) => edges[number]).filter((one) => one.kind === edge.kind && one.from === edge.from && one.to === edge.to);
function edgeNamed([kind, from, to, number = 0]) {
  const [a, b] = [byId.get(from), byId.get(to)];
  if (a === undefined || b === undefined) return undefined;
  const found = twins({ kind, from: a, to: b })[number];
  return found && found.index;
}

// The one way to change anything. `from` says who asked ("graph", "keys", "panel" ..), so that a click in the picture does
// not move the picture.
function apply(change = {}, from = "") {
  const before = state;
  state = { ...state, ...change };
  const filtered = !before || FILTERS.some((name) => !same(before[name], state[name]));
  if (filtered) shown = compute(state);
  found = !before || before.query !== state.query ? matches(state.query) : found;
  chosen = state.selected && (state.selected.node !== undefined ? { node: byId.get(state.selected.node) } : { edge: edgeNamed(state.selected.edge) });
  // A selection that a filter hides lets go, or everything would stay veiled.
  if (filtered && chosen && !("selected" in change) && !(chosen.edge === undefined ? shown.nodes[chosen.node] : shown.edges[chosen.edge])) {
    state.selected = chosen = null;
  }
  if (!before || before.theme !== state.theme) showTheme();
  draw({ filtered, viewed: !before || before.view !== state.view, selected: !before || before.selected !== state.selected, narrowed: Boolean(before && (isNarrowed(before) || isNarrowed(state))), from });
}

const select = (one, from) => apply({ selected: one && (one.edge === undefined ? { node: nodes[one.node].id } : { edge: nameOfEdge(edges[one.edge]) }) }, from);
