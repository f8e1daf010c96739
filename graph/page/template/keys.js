// What the signs mean where the legend is folded away: above the graph, and behind a line inside of a slide or a blog, which has
// no legend.

const keyItem = (sample, text) => el("span", { class: "item" }, sample, text);
const keyOfNodes = () =>
  ["Party", "Issue"]
    .filter((kind) => kindOf.has(kind))
    .map((kind) => keyItem(nodeSwatch({ kind, cells: {}, weight: 0 }), words(kind)));
const keyOfStances = () =>
  stancesUsed().map((stance) =>
    keyItem(nodeSwatch({ kind: "Position", cells: { stance, firmness: "aim" }, weight: 0 }), stance)
  );
const keyOfFirmness = () =>
  Object.keys(FIRM)
    .filter((one) => nodes.some((node) => node.kind === "Position" && takesSide(node) && firmness(node) === one))
    .map((one) =>
      keyItem(
        nodeSwatch({ kind: "Position", cells: { stance: "demands", firmness: one }, weight: 0 }),
        one === NOT_KNOWN ? say("detail.firmness.unknown") : one
      )
    );
const keyOfLines = () => [
  ...SEVERITIES.filter((one) => clashEdges.some((edge) => edge.cells.severity === one)).map((severity) =>
    keyItem(linkSwatch({ kind: "CLASHES_WITH", cells: { severity } }), say("print.clash", { severity }))
  ),
  overlapEdges.length ? keyItem(linkSwatch({ kind: "OVERLAPS_WITH", cells: {} }), say("print.shares")) : null
];
const graphKey = () => el("p", { class: "key" }, keyOfNodes(), keyOfStances(), keyOfFirmness(), keyOfLines());

function embedKey() {
  return el(
    "div",
    { id: "embed-key" },
    el("span", { text: say("embed.hint") }),
    el(
      "details",
      {},
      el("summary", { text: say("embed.signs") }),
      el("div", {}, matrixKey(true), el("p", { class: "key" }, keyOfNodes(), keyOfLines()))
    )
  );
}

function drawKeys() {
  const key = isEmbedded() ? embedKey() : graphKey();
  key.id = key.id || "graph-key";
  $("above").append(key);
}
