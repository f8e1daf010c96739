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
  writeLink();
}

function start(data) {
  $("fallback").remove();
  load(data);
  drawFilters();
  drawTime();
  wire();
  drawShare();
  apply(fromPlain(fromLink(location.hash)));
  addEventListener("hashchange", followLink);
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
    link: linkNow,
    csv,
    svg: () => written(viewAsSvg()),
    labels: () => labelBoxes,
    lit: () => [...(litNodes() || [])].map((number) => nodes[number].id),
    select: (id) => select(id === null ? null : { node: index(id) }, "call"),
    selected: () => (chosen ? (chosen.cell || (chosen.edge === undefined ? nodes[chosen.node].id : edges[chosen.edge].kind)) : null),
    where: (id) => network.canvasToDOM(network.getPosition(index(id))),
    fit: () => fit(false),
    redraw: () => network.redraw(),
    ready: true,
  };
}

showTheme();
dark.addEventListener("change", showTheme);
start(window.unpacked || JSON.parse($("data").textContent));
delete window.unpacked;
