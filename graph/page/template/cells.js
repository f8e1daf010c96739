// What stands in a place of a table (a party and an issue, a party and a region, two parties), read from what is shown.

// The words of a position without its stance, which the glyph beside it says; what takes no side says so in words.
const what = (node) =>
  node.wants === undefined
    ? (node.wants = takesSide(node) ? node.short.replace(new RegExp(`^${node.cells.stance}:? `), "") : node.short)
    : node.wants;
// What the glyph beside these words says, for those who hear the page.
const glyphTold = (node) => (takesSide(node) ? `${node.cells.stance} ` : "");

// Positions of the shown ones, as numbers of nodes. Two parties: what they clash or overlap about.
function inCell(cell) {
  if (cell.other) return [...new Set(pairsIn(cell).flatMap((edge) => [edge.from, edge.to]))];
  return shown.positions.filter((index) => fits(cell, nodes[index]));
}

// What the reader has not switched off. Overlaps that are off at first, to spare the graph, are counted here all the same.
const drawnPairs = () => ({
  clashes: wanting("CLASHES_WITH") ? shown.clashes : [],
  overlaps: wanting("OVERLAPS_WITH") ? shown.overlaps : []
});
const wanting = (kind) => state.links.includes(kind) || head.links.some((link) => link.name === kind && !link.on);

// Shown clashes and overlaps that stand in a cell, the worst first.
function pairsIn(cell, from = [...shown.clashes, ...shown.overlaps]) {
  return from.filter((edge) => {
    const ends = [nodes[edge.from], nodes[edge.to]];
    if (!shown.nodes[edge.from] || !shown.nodes[edge.to]) return false;
    if (cell.other && !(ends.some((one) => isOf(one, cell.party)) && ends.some((one) => isOf(one, cell.other))))
      return false;
    if (cell.party && !ends.some((one) => isOf(one, cell.party) && fits({ issue: cell.issue }, one))) return false;
    if (cell.issue && !ends.some((one) => one.issue === cell.issue)) return false;
    return !cell.region || placesOf(edge).has(cell.region);
  });
}

// The regions in which a clash or an overlap holds: where both its positions do. Found once for each place and each two.
const placesMet = new Map();
function placesOf(edge) {
  if (!edge.places) {
    const [a, b] = [nodes[edge.from], nodes[edge.to]];
    const key = edge.cells.regions || (a.everywhere && b.everywhere ? "" : null);
    edge.places =
      placesMet.get(key) ||
      new Set(
        regionNodes()
          .filter((index) => isMet(edge.cells.regions, a, b, index))
          .map((index) => nodes[index].id)
      );
    if (key !== null) placesMet.set(key, edge.places);
  }
  return edge.places;
}
const metLeaves = new Map();
function isMet(regions, a, b, index) {
  if (!regions) return isIn(a, nodes[index].id) && isIn(b, nodes[index].id);
  if (!metLeaves.has(regions))
    metLeaves.set(regions, new Set(regions.split("|").flatMap((one) => [...leavesOf(byId.get(`region:${one}`))])));
  const met = metLeaves.get(regions);
  const own = leavesOf(index);
  const [fewer, more] = own.size < met.size ? [own, met] : [met, own];
  return [...fewer].some((leaf) => more.has(leaf));
}
const regionNodes = () =>
  (regionNodes.all = regionNodes.all || nodes.flatMap((node, index) => (node.kind === "Region" ? [index] : [])));

// The smallest regions inside a region, itself where nothing is smaller.
const leavesOf = (index) => {
  const node = nodes[index];
  if (!node.leaves) {
    const inner = linked(index, "PART_OF", "in").filter((one) => nodes[one].kind === "Region");
    node.leaves = new Set(inner.length ? inner.flatMap((one) => [...leavesOf(one)]) : [index]);
  }
  return node.leaves;
};

// Clashes by position, of those that are drawn.
function clashesByPosition() {
  const by = new Map();
  for (const edge of drawnPairs().clashes)
    for (const end of [edge.from, edge.to]) {
      if (by.has(end)) by.get(end).push(edge);
      else by.set(end, [edge]);
    }
  return by;
}
const worstOf = (pairs) =>
  pairs.reduce((worst, edge) => Math.min(worst, SEVERITIES.indexOf(edge.cells.severity)), SEVERITIES.length);

// Principals that hold a shown position, those in most clashes first; the order does not change with the filters.
function principals(positions = shown.positions) {
  if (!principals.order) {
    const weight = new Map();
    for (const node of nodes)
      if (node.kind === "Position") weight.set(node.principalIndex, (weight.get(node.principalIndex) || 0) + 1);
    for (const edge of clashEdges)
      for (const end of [edge.from, edge.to])
        weight.set(nodes[end].principalIndex, weight.get(nodes[end].principalIndex) + 1000);
    principals.order = [...weight].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([index]) => index);
  }
  const holding = new Set(positions.map((index) => nodes[index].principalIndex));
  return principals.order.filter((index) => holding.has(index));
}

// Issues with a shown position: those with the worst clashes first, then as they come; the order does not change either.
function issuesShown(positions = shown.positions) {
  const on = new Set(positions.map((index) => nodes[index].issueIndex));
  const rank = (index) => (nodes[index].worst === undefined ? SEVERITIES.length : nodes[index].worst);
  return [...on].sort((a, b) => rank(a) - rank(b) || a - b);
}

// The zones of an issue on the day asked for.
const zonesOf = (issue) => head.zones.filter((zone) => zone.issue === issue && holds(state.asOf, zone.start, zone.end));

// A glyph as a small picture in the text: shape and colour of the stance, border of the firmness.
function mark(node, size = 13) {
  const [shape, fill] = STANCES[node.cells.stance] || STANCES.demands;
  const border = FIRM[firmness(node)];
  const points = POLYGONS[shape].map(([x, y]) => `${(x * 5).toFixed(2)},${(y * 5).toFixed(2)}`).join(" ");
  const made = svg(
    "svg",
    { class: "mark-glyph", width: size, height: size, viewBox: "-8 -8 16 16", "aria-hidden": "true" },
    svg("polygon", {
      points,
      class: `fill${fill}`,
      "stroke-linejoin": "round",
      "stroke-width": border ? border[0] * 0.8 : 0,
      ...(border ? { "data-stroke": border[2] } : {})
    })
  );
  made.firstChild.style.fill = `var(${fill})`;
  if (border) made.firstChild.style.stroke = `var(${border[2]})`;
  return made;
}

// One line of a cell: the glyph and the words, and for those who hear the page what the glyph says.
const line = (node, soft) =>
  el(
    "span",
    { class: soft ? "line soft" : "line" },
    mark(node),
    el("span", { dir: "auto" }, el("span", { class: "unseen", text: glyphTold(node) }), what(node))
  );

const zoneSign = { closed: "\u2715", open: "\u25cb", agreed: "\u25cf" };
function zoneBadges(issue) {
  const zones = zonesOf(issue);
  return ["closed", "open", "agreed"]
    .filter((status) => zones.some((zone) => zone.status === status))
    .map((status) => {
      const here = zones.filter((zone) => zone.status === status);
      const sure = here.every((zone) => zone.certain);
      return el(
        "span",
        {
          class: `zone ${status}`,
          "data-tip": here
            .map((zone) => zone.why)
            .slice(0, 3)
            .join("\n"),
          "data-kind": say(`zone.${status}`, head)
        },
        el("span", { "aria-hidden": "true", text: `${zoneSign[status]} ` }),
        say(`zone.${status}.short`) + (sure ? "" : "?")
      );
    });
}

// What to say of a cell on hovering: the sentences of its clashes, or else of its positions.
function cellTip(positions, clashes) {
  const told = clashes.length ? clashes.map((edge) => edge.cells.why) : positions.map((index) => nodes[index].label);
  return told.slice(0, 3).join("\n") + (told.length > 3 ? `\n${say("cell.more", { n: told.length - 3 })}` : "");
}

// The head of a row or a column, by which its node is chosen in a view; and the row of heads that names the parties.
const headButton = (index, view) =>
  el("button", {
    type: "button",
    class: picks(index) ? "head on" : "head",
    "data-id": nodes[index].id,
    onclick: () => select({ node: index }, view),
    text: nameOf(index)
  });
const partyHeads = (corner, parties, view) =>
  el(
    "tr",
    {},
    el("td", { class: "corner" }, el("span", { text: corner })),
    parties.map((party) => el("th", { scope: "col", dir: "auto" }, headButton(party, view)))
  );
