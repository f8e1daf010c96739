// What is shown. The rules, which the tests state once more in Python:
// - A position passes when it fits every group in which something is picked; a party is matched by its own positions
//   and by those that count as its own (leaders, delegates).
// - One party picked: the clashes that it is a side of. Several: the clashes among them.
// - "Clashes only", or a severity picked: only positions that take part in such a clash.
// - Once anything is picked, parties, issues and everything else are shown when a position that is shown leads there.
// - A link is shown when its kind is on and both its ends are.
// - "Only what leads to a position" leaves out what no shown link joins, however far round, to a shown position; where
//   positions are switched off, what has no shown link.

const GROUPS = ["party", "issue", "region", "firmness", "stance", "severity"];
const state = {
  kinds: new Set(), links: new Set(), pick: Object.fromEntries(GROUPS.map((group) => [group, new Set()])),
  clashesOnly: false, linkedOnly: true, query: "", found: null, selected: null, view: "graph",
};
let shown = { nodes: [], edges: [], clashes: [], nodeCount: 0, edgeCount: 0 };

function resetFilters() {
  state.kinds = new Set(head.kinds.filter((kind) => kind.on).map((kind) => kind.name));
  state.links = new Set(head.links.filter((link) => link.on).map((link) => link.name));
  for (const group of GROUPS) state.pick[group].clear();
  state.clashesOnly = false;
  state.linkedOnly = true;
}

const isNarrowed = () => state.clashesOnly || GROUPS.some((group) => state.pick[group].size);
const ofParty = (node) => !state.pick.party.size || state.pick.party.has(node.party) || state.pick.party.has(node.principal);

function passes(node) {
  const { issue, region, firmness: firm, stance } = state.pick;
  if (issue.size && !issue.has(node.issue)) return false;
  if (firm.size && !firm.has(firmness(node))) return false;
  if (stance.size && !stance.has(node.cells.stance)) return false;
  return !region.size || node.everywhere === true || [...region].some((one) => node.whereSet.has(one));
}

function shownClashes() {
  const { party, severity } = state.pick;
  return clashEdges.filter((edge) => {
    const [a, b] = [nodes[edge.from], nodes[edge.to]];
    if (severity.size && !severity.has(edge.cells.severity)) return false;
    if (!passes(a) || !passes(b)) return false;
    return party.size === 1 ? ofParty(a) || ofParty(b) : ofParty(a) && ofParty(b);
  });
}

function keptNodes(clashes) {
  if (!isNarrowed()) return nodes.map((node) => state.kinds.has(node.kind));
  const kept = new Uint8Array(nodes.length);
  if (state.clashesOnly || state.pick.severity.size) for (const edge of clashes) kept[edge.from] = kept[edge.to] = 1;
  else nodes.forEach((node, index) => { if (node.kind === "Position" && passes(node) && ofParty(node)) kept[index] = 1; });
  nodes.forEach((node, index) => {
    if (node.kind === "Position" && kept[index]) kept[node.partyIndex] = kept[node.principalIndex] = kept[node.issueIndex] = 1;
  });
  for (const group of ["party", "issue", "region"]) for (const id of state.pick[group]) kept[byId.get(id)] = 1;
  const core = kept.slice();
  for (const edge of edges) {
    for (const [here, there] of [[edge.from, edge.to], [edge.to, edge.from]]) {
      if (core[here] && !["Position", "Party", "Issue"].includes(nodes[there].kind)) kept[there] = 1;
    }
  }
  return nodes.map((node, index) => Boolean(kept[index]) && state.kinds.has(node.kind));
}

function leadingToPositions(seen, links) {
  const joined = new Array(nodes.length).fill(false);
  const queue = [];
  if (state.kinds.has("Position")) nodes.forEach((node, index) => { if (seen[index] && node.kind === "Position") queue.push(index); });
  else edges.forEach((edge, index) => { if (links[index]) queue.push(edge.from, edge.to); });
  for (const index of queue) joined[index] = true;
  while (queue.length) {
    const index = queue.pop();
    for (const number of around[index]) {
      const next = other(edges[number], index);
      if (links[number] && !joined[next]) { joined[next] = true; queue.push(next); }
    }
  }
  return joined;
}

function compute() {
  const clashes = shownClashes();
  const inList = new Set(clashes);
  const seen = keptNodes(clashes);
  const links = edges.map((edge) => state.links.has(edge.kind) && seen[edge.from] && seen[edge.to]
    && (edge.kind !== "CLASHES_WITH" || inList.has(edge)));
  if (state.linkedOnly) {
    const joined = leadingToPositions(seen, links);
    seen.forEach((value, index) => { seen[index] = value && joined[index]; });
    edges.forEach((edge, index) => { links[index] = links[index] && seen[edge.from] && seen[edge.to]; });
  }
  shown = {
    nodes: seen, edges: links, clashes,
    nodeCount: seen.filter(Boolean).length, edgeCount: links.filter(Boolean).length,
  };
}

// What stands out while something is selected or searched for; null when everything does.
function litNodes() {
  const chosen = state.selected;
  if (chosen) {
    const lit = new Set();
    if (chosen.edge !== undefined) {
      const edge = edges[chosen.edge];
      for (const end of [edge.from, edge.to]) {
        lit.add(end);
        const node = nodes[end];
        if (node.kind === "Position") for (const one of [node.partyIndex, node.principalIndex, node.issueIndex]) lit.add(one);
      }
      return lit;
    }
    lit.add(chosen.node);
    for (const number of around[chosen.node]) if (shown.edges[number]) lit.add(other(edges[number], chosen.node));
    // Of an issue: also who holds the positions on it. Of a party: also what its positions are about.
    for (const index of [...lit]) {
      const node = nodes[index];
      if (node.issueIndex === chosen.node) lit.add(node.partyIndex);
      if (node.partyIndex === chosen.node) lit.add(node.issueIndex);
    }
    return lit;
  }
  return state.found ? new Set(state.found) : null;
}

function edgeIsLit(edge, lit) {
  const chosen = state.selected;
  if (chosen && chosen.edge !== undefined) {
    return edge.index === chosen.edge || (["HOLDS", "ON", "SPEAKS_FOR"].includes(edge.kind) && lit.has(edge.from) && lit.has(edge.to));
  }
  if (chosen && edge.from !== chosen.node && edge.to !== chosen.node) {
    return ["HOLDS", "ON", "CLASHES_WITH", "OVERLAPS_WITH"].includes(edge.kind) && lit.has(edge.from) && lit.has(edge.to);
  }
  return lit.has(edge.from) && lit.has(edge.to);
}
