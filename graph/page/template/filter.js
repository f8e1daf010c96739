// What is shown: functions of a state (`asked`) and a record, so that it can be worked out beside the page too. The rules,
// which the tests state once more in Python:
// - A position that is assumed to be dropped is not there.
// - A position passes when it fits every group in which something is picked, and holds on some day of the date asked for,
//   if one is; a party is matched by its own positions and by those that count as its own (leaders, delegates).
// - A clash or an overlap passes when it holds on that date and both its positions pass; with one party picked it has to be
//   a side of it, with several both sides have to be of them. With one party picked the other sides are shown too.
// - "Clashes only", or a severity picked: only positions that take part in such a clash. "Common ground only": only those
//   that take part in an overlap. A clash or an overlap is listed when both its positions are shown.
// - A focus (a party, an issue, a region, or several of them): only positions that fit it, and those that they clash or
//   overlap with.
// - Once anything but a date is asked, parties, issues and everything else are shown when a position that is shown leads there.
// - A link is shown when its kind is on and both its ends are.
// - "Only what leads to a position" leaves out what no shown link joins, however far round, to a shown position; where
//   positions are switched off, what has no shown link.

const isNarrowed = (asked) =>
  Boolean(asked.clashesOnly || asked.commonOnly || asked.focus || GROUPS.some((group) => asked.pick[group].length));
const picked = (asked, group, value) => !asked.pick[group].length || asked.pick[group].includes(value);
const isOf = (node, party) => node.party === party || node.principal === party;
const isIn = (node, region) => node.everywhere === true || node.whereSet.has(region);
const ofParty = (asked, node) => !asked.pick.party.length || asked.pick.party.some((one) => isOf(node, one));

// First and last day of a partial date: 2025, 2025-08 or 2025-08-15.
const periods = new Map();
function period(text) {
  if (!periods.has(text)) {
    const [year, month] = text.split("-");
    const last = month
      ? new Date(Date.UTC(Number(year), Number(month), 0)).toISOString().slice(0, 10)
      : `${year}-12-31`;
    periods.set(text, text.length === 10 ? [text, text] : [`${year}-${month || "01"}-01`, last]);
  }
  return periods.get(text);
}

// Whether something holds on some day of a date, both ends included; without a date all dates are asked for.
function holds(date, from, until) {
  if (!date) return true;
  const [first, last] = period(date);
  return (!from || from <= last) && (!until || first <= until);
}

// Whether a position passes, whoever holds it.
function passes(asked, node) {
  const { region, attribution } = asked.pick;
  return (
    !node.dropped &&
    picked(asked, "issue", node.issue) &&
    picked(asked, "firmness", firmness(node)) &&
    picked(asked, "stance", node.cells.stance) &&
    (!attribution.length || attributions(node).some((one) => attribution.includes(one))) &&
    (!region.length || region.some((one) => isIn(node, one))) &&
    holds(asked.asOf, node.from, node.until)
  );
}

// Whether a clash or an overlap passes.
function pairPasses(asked, edge) {
  const [a, b] = [nodes[edge.from], nodes[edge.to]];
  if (!holds(asked.asOf, edge.cells.start, edge.cells.end) || !passes(asked, a) || !passes(asked, b)) return false;
  if (edge.kind === "CLASHES_WITH" && !picked(asked, "severity", edge.cells.severity)) return false;
  return asked.pick.party.length === 1
    ? ofParty(asked, a) || ofParty(asked, b)
    : ofParty(asked, a) && ofParty(asked, b);
}

// Whether a condition is set on the day that is asked for, by a party that exists; of what has no dates nothing else is known.
const isSet = (asked, { since, until }) => holds(asked.asOf, since, until);

// Whether a position fits a place in one of the tables: a party, an issue, a region, or several of them.
const fits = ({ party, issue, region }, node) =>
  (!party || isOf(node, party)) && (!issue || node.issue === issue) && (!region || isIn(node, region));

// The positions that are asked for, as numbers of nodes.
function wantedPositions(asked, clashes, overlaps) {
  const ends = (pairs) => new Set(pairs.flatMap((edge) => [edge.from, edge.to]));
  const limits = [];
  if (asked.clashesOnly || asked.pick.severity.length) limits.push(ends(clashes));
  if (asked.commonOnly) limits.push(ends(overlaps));
  const alone = asked.pick.party.length === 1;
  const beside = asked.focus || alone ? ends([...clashes, ...overlaps]) : new Set();
  const wanted = [];
  nodes.forEach((node, index) => {
    if (node.kind !== "Position") return;
    const own = limits.length
      ? limits.every((limit) => limit.has(index))
      : passes(asked, node) && (ofParty(asked, node) || (alone && beside.has(index)));
    if (own && (!asked.focus || fits(asked.focus, node) || beside.has(index))) wanted.push(index);
  });
  return wanted;
}

function keptNodes(asked, positions) {
  const kinds = new Set(asked.kinds);
  if (!isNarrowed(asked)) {
    const now = new Set(positions);
    return nodes.map((node, index) => kinds.has(node.kind) && (node.kind !== "Position" || now.has(index)));
  }
  const kept = new Uint8Array(nodes.length);
  for (const index of positions) {
    const node = nodes[index];
    kept[index] = kept[node.partyIndex] = kept[node.principalIndex] = kept[node.issueIndex] = 1;
  }
  for (const group of ["party", "issue", "region"]) for (const id of asked.pick[group]) kept[byId.get(id)] = 1;
  const core = kept.slice();
  for (const edge of edges) {
    for (const [here, there] of [
      [edge.from, edge.to],
      [edge.to, edge.from]
    ]) {
      if (core[here] && !["Position", "Party", "Issue"].includes(nodes[there].kind)) kept[there] = 1;
    }
  }
  return nodes.map((node, index) => Boolean(kept[index]) && kinds.has(node.kind));
}

function leadingToPositions(asked, seen, links) {
  const joined = Array.from({ length: nodes.length }, () => false);
  const queue = [];
  if (asked.kinds.includes("Position"))
    nodes.forEach((node, index) => {
      if (seen[index] && node.kind === "Position") queue.push(index);
    });
  else
    edges.forEach((edge, index) => {
      if (links[index]) queue.push(edge.from, edge.to);
    });
  for (const index of queue) joined[index] = true;
  while (queue.length) {
    const index = queue.pop();
    for (const number of around[index]) {
      const next = other(edges[number], index);
      if (links[number] && !joined[next]) {
        joined[next] = true;
        queue.push(next);
      }
    }
  }
  return joined;
}

function compute(asked) {
  const near = (edge) => !asked.focus || fits(asked.focus, nodes[edge.from]) || fits(asked.focus, nodes[edge.to]);
  const pairs = [clashEdges, overlapEdges].map((all) => all.filter((edge) => pairPasses(asked, edge) && near(edge)));
  const wanted = wantedPositions(asked, ...pairs);
  const among = new Set(wanted);
  const [clashes, overlaps] = pairs.map((all) => all.filter((edge) => among.has(edge.from) && among.has(edge.to)));
  const inList = new Set([...clashes, ...overlaps]);
  const on = new Set(asked.links);
  const seen = keptNodes(asked, wanted);
  const links = edges.map(
    (edge) =>
      on.has(edge.kind) &&
      seen[edge.from] &&
      seen[edge.to] &&
      (PAIRS.includes(edge.kind) ? inList.has(edge) : isSet(asked, edge))
  );
  if (asked.linkedOnly) {
    const joined = leadingToPositions(asked, seen, links);
    seen.forEach((value, index) => {
      seen[index] = value && joined[index];
    });
    edges.forEach((edge, index) => {
      links[index] = links[index] && seen[edge.from] && seen[edge.to];
    });
  }
  const positions = [];
  nodes.forEach((node, index) => {
    if (node.kind === "Position" && seen[index]) positions.push(index);
  });
  // The worst clash of each position, of those that are shown.
  const worst = new Map();
  for (const edge of clashes) {
    const rank = SEVERITIES.indexOf(edge.cells.severity);
    for (const end of [edge.from, edge.to]) worst.set(end, Math.min(rank, worst.has(end) ? worst.get(end) : rank));
  }
  return {
    nodes: seen,
    edges: links,
    clashes,
    overlaps,
    positions,
    worst,
    nodeCount: seen.filter(Boolean).length,
    edgeCount: links.filter(Boolean).length
  };
}
const PAIRS = ["CLASHES_WITH", "OVERLAPS_WITH"];

// What stands out while something is selected, a set is chosen or something is searched for; null when everything does.
function litNodes() {
  if (chosen && chosen.cell) return withHolders(inCell(chosen.cell));
  if (chosen && chosen.edge !== undefined) return withHolders([edges[chosen.edge].from, edges[chosen.edge].to]);
  if (chosen) {
    const lit = new Set([chosen.node]);
    for (const number of around[chosen.node]) if (shown.edges[number]) lit.add(other(edges[number], chosen.node));
    // Of an issue: also who holds the positions on it. Of a party: also what its positions are about.
    for (const index of Array.from(lit)) {
      const node = nodes[index];
      if (node.issueIndex === chosen.node) lit.add(node.partyIndex);
      if (node.partyIndex === chosen.node) lit.add(node.issueIndex);
    }
    return lit;
  }
  if (chosenSet()) return withHolders(chosenSet().positions.map((id) => byId.get(id)));
  return found ? new Set(found) : null;
}

function withHolders(indexes) {
  const lit = new Set(indexes);
  for (const index of indexes) {
    const node = nodes[index];
    if (node.kind === "Position")
      for (const one of [node.partyIndex, node.principalIndex, node.issueIndex]) lit.add(one);
  }
  return lit;
}

function edgeIsLit(edge, lit) {
  if (chosen && chosen.edge !== undefined) {
    return (
      edge.index === chosen.edge ||
      (["HOLDS", "ON", "SPEAKS_FOR"].includes(edge.kind) && lit.has(edge.from) && lit.has(edge.to))
    );
  }
  if (chosen && chosen.node !== undefined && edge.from !== chosen.node && edge.to !== chosen.node) {
    return ["HOLDS", "ON", ...PAIRS].includes(edge.kind) && lit.has(edge.from) && lit.has(edge.to);
  }
  return lit.has(edge.from) && lit.has(edge.to);
}
