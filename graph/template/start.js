// One state, every view drawn from it.

function draw(what) {
  syncControls();
  drawDetail();
  drawLists();
  drawResults();
  drawFocus();
  $("clashes").hidden = Boolean(chosen || chosenSet() || found);
  $("summary").hidden = $("clashes").hidden;
  $("results").hidden = Boolean(chosen || chosenSet()) || !found;
  $("status").textContent = [say("status.nodes", { n: shown.nodeCount }), say("status.links", { n: shown.edgeCount }), say("status.clashes", { n: shown.clashes.length })].join(", ")
    + (state.asOf ? ` ${say("status.as_of", { day: readable(state.asOf) })}` : "") + (isNarrowed(state) ? ` ${say("status.filtered")}` : "");
  if (what.selected) {
    tip(null);
    $("story").scrollTop = 0;
    // On a phone what is selected moves under the picture, so that both can be seen at once.
    if (document.body.classList.toggle("chosen", Boolean(chosen || chosenSet())) && innerWidth <= 760) $("stage").scrollIntoView({ block: "start" });
  }
  views.show(state.view, what);
}

function start(data) {
  load(data);
  drawFilters();
  drawTime();
  wire();
  apply(initial());
  const index = (id) => byId.get(id);
  window.zopa = {
    head, toPlain,
    state: () => state,
    apply: (plain) => apply(fromPlain(plain)),
    visible: () => nodes.filter((_, i) => shown.nodes[i]).map((node) => node.id),
    visibleEdges: () => edges.filter((_, i) => shown.edges[i]).map((edge) => [edge.kind, nodes[edge.from].id, nodes[edge.to].id]),
    clashes: () => shown.clashes.map((edge) => [nodes[edge.from].id, nodes[edge.to].id]),
    overlaps: () => shown.overlaps.map((edge) => [nodes[edge.from].id, nodes[edge.to].id]),
    inCell: (cell) => inCell(cell).map((number) => nodes[number].id),
    rows: () => views.current().rows(),
    labels: () => labelBoxes,
    lit: () => [...(litNodes() || [])].map((number) => nodes[number].id),
    select: (id) => select(id === null ? null : { node: index(id) }, "call"),
    selected: () => (chosen ? (chosen.cell || (chosen.edge === undefined ? nodes[chosen.node].id : edges[chosen.edge].kind)) : null),
    where: (id) => network.canvasToDOM(network.getPosition(index(id))),
    fit: () => fit(false),
    ready: true,
  };
}

async function unpack(text) {
  if (!("DecompressionStream" in window)) throw new Error(say("page.old"));
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const { vis: code, data } = JSON.parse(await new Response(stream).text());
  // The policy of the page names the hash of exactly this script; any other would not run.
  const script = document.createElement("script");
  script.textContent = code;
  document.head.append(script);
  return data;
}

showTheme();
dark.addEventListener("change", showTheme);
if ($("packed")) {
  $("status").textContent = say("page.loading");
  unpack($("packed").textContent).then(start).catch((error) => { $("status").textContent = error.message; throw error; });
} else start(JSON.parse($("data").textContent));
