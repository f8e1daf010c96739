// One state, every view drawn from it.

// How much is shown, by the same counts as the paragraph, the legend and the lists.
function statusText() {
  const undated = state.asOf ? shown.positions.filter((index) => !nodes[index].from && !nodes[index].until).length : 0;
  const parts = [
    `${say("status.positions", { n: shown.positions.length })} ${say("status.parties", { n: principals().length })}` +
      (state.asOf ? ` ${say("status.as_of", { day: state.asOf })}` : "") +
      (undated ? ` ${say("status.undated", { n: undated })}` : ""),
    say("status.clashes", { n: shown.clashes.length }),
    say("status.overlaps", { n: shown.overlaps.length }),
    ...(assumed().size ? [say("whatif.short")] : [])
  ];
  if (["graph", "table"].includes(state.view))
    parts.push(
      say("status.drawn", {
        nodes: say("status.nodes", { n: shown.nodeCount }),
        links: say("status.links", { n: shown.edgeCount })
      })
    );
  return parts.join(" \u00b7 ") + (isNarrowed(state) ? ` ${say("status.filtered")}` : "");
}

// What was chosen is brought into sight, unless it was pressed where it stands; on a phone the picture gives way then.
const isNarrow = () => innerWidth <= 760;
function reveal(from) {
  const box = views.current().box;
  const isThere = ["graph", "cell", "matrix", "parties", "regions", "timeline", "call"].includes(from);
  if ((!chosen && !chosenSet()) || (isThere && !isNarrow())) return;
  const own = chosen && chosen.cell ? "td .on" : ".bar:not(.dimmed), tr.chosen, td .cell:not(.dimmed)";
  const marks = [...box.querySelectorAll(own)];
  // Of two sides the second is the one that may be far below; of many marks the first stands for all.
  for (const one of chosen && chosen.edge !== undefined ? marks : marks.slice(0, marks.length > 3 ? 1 : 3).reverse())
    one.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function draw(what) {
  syncControls();
  showSides();
  if (what.filtered) drawLead();
  drawDetail();
  drawLists();
  drawResults();
  drawFocus();
  drawWhatIf();
  $("clashes").hidden = Boolean(chosen || chosenSet() || found);
  $("results").hidden = Boolean(chosen || chosenSet()) || !found;
  $("status").textContent = statusText();
  if (what.selected) {
    tip(null);
    $("story").scrollTop = 0;
    // On a phone what is selected moves under the picture, so that both can be seen at once.
    if (document.body.classList.toggle("chosen", Boolean(chosen || chosenSet())) && isNarrow())
      $("stage").scrollIntoView({ block: "start" });
  }
  views.show(state.view, what);
  if (what.selected || what.viewed) reveal(what.from);
  tellLater();
  writeLink(what.from !== "start" && what.from !== "link" && (what.selected || what.viewed));
}

function start(data) {
  $("fallback").remove();
  load(data);
  drawFilters();
  drawTime();
  wire();
  drawShare();
  drawKeys();
  startLead();
  apply(fromPlain(fromLink(location.hash)), "start");
  startGuide();
  startKernel();
  for (const moved of ["hashchange", "popstate"]) addEventListener(moved, followLink);
  const index = (id) => byId.get(id);
  window.zopa = {
    head,
    toPlain,
    state: () => state,
    apply: (plain) => apply(fromPlain(plain)),
    visible: () => nodes.filter((_, i) => shown.nodes[i]).map((node) => node.id),
    visibleEdges: () =>
      edges.filter((_, i) => shown.edges[i]).map((edge) => [edge.kind, nodes[edge.from].id, nodes[edge.to].id]),
    clashes: () => shown.clashes.map((edge) => [nodes[edge.from].id, nodes[edge.to].id]),
    overlaps: () => shown.overlaps.map((edge) => [nodes[edge.from].id, nodes[edge.to].id]),
    inCell: (cell) => inCell(cell).map((number) => nodes[number].id),
    rows: () => views.current().rows(),
    link: linkNow,
    csv,
    svg: () => written(viewAsSvg()),
    labels: () => [...labelBoxes],
    lit: () => [...(litNodes() || [])].map((number) => nodes[number].id),
    select: (id) => select(id === null ? null : { node: index(id) }, "call"),
    selected: () =>
      chosen ? chosen.cell || (chosen.edge === undefined ? nodes[chosen.node].id : edges[chosen.edge].kind) : null,
    where: (id) => network.canvasToDOM(network.getPosition(index(id))),
    fit: () => fit(false),
    redraw: () => network.redraw(),
    ready: true
  };
}

showTheme();
dark.addEventListener("change", showTheme);
start(window.unpacked || JSON.parse($("data").textContent));
delete window.unpacked;
