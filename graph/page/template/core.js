// The case as it came from Python, indexed; and the few helpers that everything else uses.
// Text from the case only ever becomes a text node: nothing here or below builds markup from a string.

let head;
let nodes;
let edges;
let around;
let byId;
let clashEdges;
let overlapEdges;
let kindOf;

// Every string of the interface stands in text.json (TEXT, put before this script) and is asked for by its key: say("zoom.fit"),
// say("status.nodes", { n: 3 }). An entry with several forms is chosen by the plural rules of the page's language.
const LANGUAGE = document.documentElement.lang || "en";
const plural = new Intl.PluralRules(LANGUAGE);
function say(key, values) {
  const entry = TEXT[key];
  if (entry === undefined) throw new Error(`No text for "${key}"`);
  const text = typeof entry === "string" ? entry : entry[plural.select(values.n)] || entry.other;
  return text.replace(/\{(\w+)\}/g, (_, name) =>
    typeof values[name] === "number" ? values[name].toLocaleString(LANGUAGE) : values[name]
  );
}

function load(data) {
  head = data.head;
  nodes = unfold(data.nodes);
  byId = new Map(nodes.map((node, index) => [node.id, index]));
  edges = unfold(data.edges);
  for (const edge of edges) edge.evidence = edge.evidence || [];
  around = nodes.map(() => []);
  edges.forEach((edge, index) => {
    edge.index = index;
    around[edge.from].push(index);
    if (edge.to !== edge.from) around[edge.to].push(index);
  });
  clashEdges = edges.filter((edge) => edge.kind === "CLASHES_WITH");
  overlapEdges = edges.filter((edge) => edge.kind === "OVERLAPS_WITH");
  kindOf = new Map(head.kinds.map((kind) => [kind.name, kind]));
  nodes.forEach((node, index) => {
    node.index = index;
  });
  for (const node of nodes) {
    if (node.kind !== "Position") continue;
    node.partyIndex = byId.get(node.party);
    node.principalIndex = byId.get(node.principal);
    node.issueIndex = byId.get(node.issue);
    node.whereSet = new Set(node.where || []);
  }
  gradeNodes();
}

// The worst clash of each position and each issue.
function gradeNodes() {
  for (const node of nodes) delete node.worst;
  for (const edge of clashEdges) {
    if (nodes[edge.from].dropped || nodes[edge.to].dropped) continue;
    for (const end of [edge.from, edge.to]) {
      const rank = SEVERITIES.indexOf(edge.cells.severity);
      for (const node of [nodes[end], nodes[nodes[end].issueIndex]]) {
        if (node.worst === undefined || rank < node.worst) node.worst = rank;
      }
    }
  }
}

const SEVERITIES = ["deadlock", "hard", "unknown", "soft"];
const NOT_KNOWN = "not known";

function el(tag, props, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") made.className = value;
    else if (name === "text") made.textContent = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";
function svg(tag, props, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") made.textContent = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const $ = (id) => document.getElementById(id);
const other = (edge, index) => (edge.from === index ? edge.to : edge.from);
const plain = (text) => String(text).normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase(LANGUAGE);
const words = (kind) => kind.toLowerCase().replaceAll("_", " ");
const short = (text, most) => (text.length > most ? text.slice(0, most - 1).trimEnd() + "\u2026" : text);
const wordFor = (value) => (value === NOT_KNOWN ? say("word.not_known") : value);
const attributions = (node) => (node.said.length ? node.said : [NOT_KNOWN]);
const classes = (...names) => names.filter(Boolean).join(" ");
// Stances that take no side have no firmness: nothing is missing there.
const NO_SIDE = ["abstains", "mixed", "no answer"];
const takesSide = (node) => !NO_SIDE.includes(node.cells.stance);
const firmness = (node) => (takesSide(node) && node.cells.firmness) || NOT_KNOWN;
const firmTold = (node) =>
  !takesSide(node) ? "" : firmness(node) === NOT_KNOWN ? say("detail.firmness.unknown") : firmness(node);

// Neighbours over links of one kind, in the order of the tables.
function linked(index, kind, direction) {
  return around[index]
    .map((number) => edges[number])
    .filter(
      (edge) => edge.kind === kind && (!direction || (direction === "out" ? edge.from === index : edge.to === index))
    )
    .map((edge) => other(edge, index));
}
