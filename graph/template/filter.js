// What is shown. The rules, which the tests state once more in Python:
// - A position passes when it fits every group in which something is picked; a party is matched by its own positions
//   and by those that count as its own (leaders, delegates).
// - One party picked: the clashes that it is a side of. Several: the clashes among them.
// - "Clashes only", or a severity picked: only positions that take part in such a clash.
// - Once anything is picked, parties, issues and everything else are shown when a position that is shown leads there.
// - A link is shown when its kind is on and both its ends are.
// - "Only what leads to a position" leaves out what no shown link joins, however far round, to a shown position; where
//   positions are switched off, what has no shown link.

const isNarrowed = (asked) => asked.clashesOnly || GROUPS.some((group) => asked.pick[group].length);
const picked = (asked, group, value) => !asked.pick[group].length || asked.pick[group].includes(value);
const ofParty = (asked, node) => picked(asked, "party", node.party) || picked(asked, "party", node.principal);

// Whether a position passes, whoever holds it.
function passes(asked, node) {
  if (!picked(asked, "issue", node.issue) || !picked(asked, "firmness", firmness(node)) || !picked(asked, "stance", node.cells.stance)) return false;
  const { region } = asked.pick;
  return !region.length || node.everywhere === true || region.some((one) => node.whereSet.has(one));
}

// Whether a clash passes.
function clashPasses(asked, edge) {
  const [a, b] = [nodes[edge.from], nodes[edge.to]];
  if (!picked(asked, "severity", edge.cells.severity) || !passes(asked, a) || !passes(asked, b)) return false;
  return asked.pick.party.length === 1 ? ofParty(asked, a) || ofParty(asked, b) : ofParty(asked, a) && ofParty(asked, b);
}

function keptNodes(asked, clashes) {
  const kinds = new Set(asked.kinds);
  if (!isNarrowed(asked)) return nodes.map((node) => kinds.has(node.kind));
  const kept = new Uint8Array(nodes.length);
  if (asked.clashesOnly || asked.pick.severity.length) for (const edge of clashes) kept[edge.from] = kept[edge.to] = 1;
  else nodes.forEach((node, index) => { if (node.kind === "Position" && passes(asked, node) && ofParty(asked, node)) kept[index] = 1; });
  nodes.forEach((node, index) => {
    if (node.kind === "Position" && kept[index]) kept[node.partyIndex] = kept[node.principalIndex] = kept[node.issueIndex] = 1;
  });
  for (const group of ["party", "issue", "region"]) for (const id of asked.pick[group]) kept[byId.get(id)] = 1;
  const core = kept.slice();
  for (const edge of edges) {
    for (const [here, there] of [[edge.from, edge.to], [edge.to, edge.from]]) {
      if (core[here] && !["Position", "Party", "Issue"].includes(nodes[there].kind)) kept[there] = 1;
    }
  }
  return nodes.map((node, index) => Boolean(kept[index]) && kinds.has(node.kind));
}

function leadingToPositions(asked, seen, links) {
  const joined = new Array(nodes.length).fill(false);
  const queue = [];
  if (asked.kinds.includes("Position")) nodes.forEach((node, index) => { if (seen[index] && node.kind === "Position") queue.push(index); });
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

// What is shown in a state: pure, so that it can be worked out beside the page too.
function compute(asked) {
  const clashes = clashEdges.filter((edge) => clashPasses(asked, edge));
  const inList = new Set(clashes), on = new Set(asked.links);
  const seen = keptNodes(asked, clashes);
  const links = edges.map((edge) => on.has(edge.kind) && seen[edge.from] && seen[edge.to] && (edge.kind !== "CLASHES_WITH" || inList.has(edge)));
  if (asked.linkedOnly) {
    const joined = leadingToPositions(asked, seen, links);
    seen.forEach((value, index) => { seen[index] = value && joined[index]; });
    edges.forEach((edge, index) => { links[index] = links[index] && seen[edge.from] && seen[edge.to]; });
  }
  return { nodes: seen, edges: links, clashes, nodeCount: seen.filter(Boolean).length, edgeCount: links.filter(Boolean).length };
}

// What stands out while something is selected or searched for; null when everything does.
function litNodes() {
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
  return found ? new Set(found) : null;
}

function edgeIsLit(edge, lit) {
  if (chosen && chosen.edge !== undefined) {
    return edge.index === chosen.edge || (["HOLDS", "ON", "SPEAKS_FOR"].includes(edge.kind) && lit.has(edge.from) && lit.has(edge.to));
  }
  if (chosen && edge.from !== chosen.node && edge.to !== chosen.node) {
    return ["HOLDS", "ON", "CLASHES_WITH", "OVERLAPS_WITH"].includes(edge.kind) && lit.has(edge.from) && lit.has(edge.to);
  }
  return lit.has(edge.from) && lit.has(edge.to);
}
