// What the signs mean where the legend is folded away: above the graph, and behind a line inside of a slide or a blog, which has
// no legend.

// The sign and its words, of nodes and of lines.
const signOf = (cells) => ({ kind: "Position", cells: { stance: "demands", ...cells }, weight: 0 });
const signsOfKinds = () =>
  ["Party", "Issue"]
    .filter((kind) => kindOf.has(kind))
    .map((kind) => ({ node: { kind, cells: {}, weight: 0 }, text: words(kind) }));
const signsOfPositions = () => [
  ...stancesUsed().map((stance) => ({ node: signOf({ stance, firmness: "aim" }), text: stance })),
  ...Object.keys(FIRM)
    .filter((one) => nodes.some((node) => node.kind === "Position" && takesSide(node) && firmness(node) === one))
    .map((one) => ({ node: signOf({ firmness: one }), text: one === NOT_KNOWN ? say("detail.firmness.unknown") : one }))
];
const signsOfLines = () => [
  ...SEVERITIES.filter((one) => clashEdges.some((edge) => edge.cells.severity === one)).map((severity) => ({
    edge: { kind: "CLASHES_WITH", cells: { severity } },
    text: say("print.clash", { severity })
  })),
  ...(overlapEdges.length ? [{ edge: { kind: "OVERLAPS_WITH", cells: {} }, text: say("print.shares") }] : [])
];
const signsOfGraph = () => [...signsOfKinds(), ...signsOfPositions(), ...signsOfLines()];
const keyOf = (signs) =>
  el(
    "p",
    { class: "key" },
    signs.map(({ node, edge, text }) => el("span", { class: "item" }, node ? nodeSwatch(node) : linkSwatch(edge), text))
  );

// The key of the graph as a part of its picture: what is drawn, and how high it is.
function keyDrawn(width) {
  const pen = new Pen(width, 0);
  pen.font = `400 12px ${FONT}`;
  let [x, y] = [12, 16];
  for (const { node, edge, text } of signsOfGraph()) {
    const long = 52 + pen.measureText(text).width;
    if (x > 12 && x + long > width) [x, y] = [12, y + 22];
    if (node) drawGlyph(pen, { ...look(node), size: 6, halo: undefined }, x + 14, y, 1);
    else drawSample(pen, edge, x, y);
    pen.image.append(svg("text", { x: x + 34, y: y + 4, "font-size": 12, fill: colours["--soft-ink"], text }));
    x += long;
  }
  return { drawn: svg("g", {}, [...pen.image.childNodes]), height: y + 12 };
}

function embedKey() {
  return el(
    "div",
    { id: "embed-key" },
    el("span", { text: say("embed.hint") }),
    el(
      "details",
      {},
      el("summary", { text: say("embed.signs") }),
      el("div", {}, matrixKey(true), keyOf([...signsOfKinds(), ...signsOfLines()]))
    )
  );
}

function drawKeys() {
  const key = isEmbedded() ? embedKey() : keyOf(signsOfGraph());
  key.id = key.id || "graph-key";
  $("above").append(key);
}
