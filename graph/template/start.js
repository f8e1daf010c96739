// One selection, one set of filters, every view drawn from them.

function select(chosen, from) {
  state.selected = chosen;
  tip(null);
  draw();
  $("story").scrollTop = 0;
  const narrow = innerWidth <= 760;
  // On a phone what is selected moves under the graph, so that both can be seen at once.
  if (document.body.classList.toggle("chosen", Boolean(chosen)) && narrow) $("stage").scrollIntoView({ block: "start" });
  if (!chosen || state.view !== "graph") return;
  const lit = [...litNodes()];
  if ((from !== "graph" || narrow) && lit.some((index) => shown.nodes[index])) setTimeout(() => fit(true, lit), narrow ? 120 : 0);
}

function setView(name) {
  state.view = name;
  for (const view of ["graph", "table"]) $(`show-${view}`).setAttribute("aria-pressed", String(view === name));
  $("graph").hidden = name !== "graph";
  $("zoom").hidden = name !== "graph";
  $("table").hidden = name !== "table";
  draw();
  if (name === "graph") { network.setSize("100%", "100%"); network.redraw(); }
}

function draw() {
  drawDetail();
  drawClashes();
  $("clashes").hidden = Boolean(state.selected || state.found);
  $("summary").hidden = $("clashes").hidden;
  $("results").hidden = Boolean(state.selected) || !state.found;
  $("status").textContent = `${many(shown.nodeCount, "node")}, ${many(shown.edgeCount, "link")}, ${many(shown.clashes.length, "clash", "clashes")}`
    + (isNarrowed() ? " (filtered)" : "");
  if (state.view === "table") drawTable();
  else if (network) network.redraw();
}

let wasNarrowed = false;

// After a filter changed: a selection that is gone lets go, or everything would stay veiled.
function apply(refit) {
  const before = wasNarrowed;
  wasNarrowed = isNarrowed();
  compute();
  const chosen = state.selected;
  if (chosen && (chosen.edge === undefined ? !shown.nodes[chosen.node] : !shown.edges[chosen.edge])) state.selected = null;
  syncFilters();
  nodeView.refresh();
  edgeView.refresh();
  draw();
  if (refit && state.view === "graph" && (before || wasNarrowed)) fit(true);
}

function start(data) {
  load(data);
  resetFilters();
  compute();
  drawFilters();
  startGraph();
  wire();
  draw();
  const index = (id) => byId.get(id);
  window.zopa = {
    head, state,
    visible: () => nodes.filter((_, i) => shown.nodes[i]).map((node) => node.id),
    visibleEdges: () => edges.filter((_, i) => shown.edges[i]).map((edge) => [edge.kind, nodes[edge.from].id, nodes[edge.to].id]),
    clashes: () => shown.clashes.map((edge) => [nodes[edge.from].id, nodes[edge.to].id]),
    labels: () => labelBoxes,
    lit: () => [...(litNodes() || [])].map((index) => nodes[index].id),
    select: (id) => select(id === null ? null : { node: index(id) }, "call"),
    selected: () => (state.selected ? (state.selected.edge === undefined ? nodes[state.selected.node].id : edges[state.selected.edge].kind) : null),
    where: (id) => network.canvasToDOM(network.getPosition(index(id))),
    fit: () => fit(false),
    ready: true,
  };
}

async function unpack(text) {
  if (!("DecompressionStream" in window)) {
    throw new Error("This page is compressed and needs a browser from 2023 or later. Ask for it uncompressed, or update the browser.");
  }
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const { vis: code, data } = JSON.parse(await new Response(stream).text());
  // The policy of the page names the hash of exactly this script; any other would not run.
  const script = document.createElement("script");
  script.textContent = code;
  document.head.append(script);
  return data;
}

const dark = matchMedia("(prefers-color-scheme: dark)");
setTheme(dark.matches ? "dark" : "light");
dark.addEventListener("change", () => setTheme(dark.matches ? "dark" : "light"));
if ($("packed")) {
  $("status").textContent = "Loading\u2026";
  unpack($("packed").textContent).then(start).catch((error) => { $("status").textContent = error.message; throw error; });
} else start(JSON.parse($("data").textContent));
