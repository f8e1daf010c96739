// Two pages that can be handed round: what the case is and how it looks; what clashes, what is shared, on what it rests.

const PAPER = { clashes: 12, shared: 6, sources: 10 };
let beforePaper = null;

const heading = (text) => el("h2", { text });

// Widths to try for a view made of elements: in the widest its letters are still of seven points.
const WIDTHS = [760, 860];
// The height of the line under a view that is cut.
const NOTE = 22;

// A copy of a view on the paper, as wide as asked for; its heads stand where they stand in it.
function copied(box, width) {
  const copy = box.cloneNode(true);
  copy.classList.add("still");
  Object.assign(copy.style, { width: `${width}px`, flex: "none", overflow: "hidden" });
  $("paper").append(copy);
  return copy;
}

// Where a copy is cut that is higher than there is room: under a whole row or picture, if there is one.
function cutAt(copy, most) {
  const top = copy.getBoundingClientRect().top;
  const ends = [...copy.querySelectorAll("tr, .panel, .bar")].map(
    (one) => one.getBoundingClientRect().bottom - top + 2
  );
  return Math.max(...ends.filter((end) => end <= most && end > most / 2), 0) || most;
}

// The view that is open, as large as it fits into a figure; one that does not fit even when it is small shows its beginning.
function paperPicture(figure, wider = WIDTHS) {
  if (views.current().name === "graph") return [sized(graphAsSvg())];
  const room = figure.clientWidth / (figure.clientHeight - NOTE);
  const box = views.current().box;
  const drawn = box.querySelector(":scope > svg[width]");
  const widths = drawn ? [Number(drawn.getAttribute("width")) + 28] : wider;
  let copy;
  for (const width of widths) {
    copy?.remove();
    copy = copied(box, width);
    if (copy.scrollHeight <= width / room) break;
  }
  const { scrollWidth: width, scrollHeight: height } = copy;
  const most = Math.round(width / room);
  const end = height > most ? Math.round(cutAt(copy, most)) : height;
  const image = elementsAsSvg(copy);
  image.setAttribute("viewBox", `0 0 ${width} ${end}`);
  // As high as what it shows, or the part that was cut off would be seen below.
  Object.assign(image.style, { flex: "0 1 auto", aspectRatio: `${width} / ${end}` });
  copy.remove();
  return [sized(image), height > most ? el("figcaption", { class: "note", text: say("print.cut") }) : ""];
}
function sized(image) {
  for (const name of ["width", "height"]) image.removeAttribute(name);
  return image;
}

const paperKey = () =>
  el(
    "p",
    { class: "key" },
    stancesUsed().map((one) =>
      el(
        "span",
        { class: "item" },
        nodeSwatch({ kind: "Position", cells: { stance: one, firmness: "aim" }, weight: 0 }),
        one
      )
    ),
    ["Party", "Issue"].map((one) =>
      el("span", { class: "item" }, nodeSwatch({ kind: one, cells: {}, weight: 0 }), words(one))
    ),
    Object.keys(FIRM)
      .filter((one) => FIRM[one])
      .map((one) =>
        el(
          "span",
          { class: "item" },
          nodeSwatch({ kind: "Position", cells: { stance: "demands", firmness: one }, weight: 0 }),
          one
        )
      ),
    SEVERITIES.filter((one) => clashEdges.some((edge) => edge.cells.severity === one)).map((one) =>
      el(
        "span",
        { class: "item" },
        linkSwatch({ kind: "CLASHES_WITH", cells: { severity: one } }),
        say("print.clash", { severity: one })
      )
    ),
    el("span", { class: "item" }, linkSwatch({ kind: "OVERLAPS_WITH", cells: {} }), say("print.shares"))
  );

// Common ground of parties that clash elsewhere comes first, once for each issue.
function commonGround() {
  const clashing = clashingThen();
  const seen = new Set();
  return [...shown.overlaps]
    .sort((a, b) => clashing.has(pairOf(b)) - clashing.has(pairOf(a)) || a.index - b.index)
    .filter((edge) => !seen.has(nodes[edge.from].issue) && seen.add(nodes[edge.from].issue));
}
// Pairs of parties that clash on the date asked for, whatever else is filtered.
const clashingThen = () =>
  new Set(clashEdges.filter((edge) => holds(state.asOf, edge.cells.start, edge.cells.end)).map(pairOf));
const pairOf = (edge) => [nodes[edge.from].principal, nodes[edge.to].principal].sort().join(" ");

// Sources by how many pieces of evidence of shown positions are found in them.
function citedSources() {
  const counts = new Map();
  for (const position of shown.positions)
    for (const proof of linked(position, "SUPPORTED_BY", "out"))
      for (const source of linked(proof, "CITED_IN", "out"))
        counts.set(source, (counts.get(source) || new Set()).add(proof));
  return [...counts]
    .sort((a, b) => b[1].size - a[1].size || a[0] - b[0])
    .map(([index, proofs]) => ({ index, n: proofs.size }));
}

function limits() {
  const positions = shown.positions.map((index) => nodes[index]);
  const binding = positions.filter((node) => ["demands", "rejects"].includes(node.cells.stance));
  const counted = (list, test, told) => {
    const n = list.filter(test).length;
    return n ? told(n) : "";
  };
  return [
    counted(
      binding,
      (node) => firmness(node) === NOT_KNOWN,
      (n) => say("print.limits.firmness", { n, all: binding.length })
    ),
    counted(
      positions,
      (node) => node.said.length && node.said.every((one) => one === "inferred"),
      (n) => say("print.limits.inferred", { n })
    ),
    counted(
      shown.positions,
      (index) => !linked(index, "SUPPORTED_BY", "out").length,
      (n) => say("print.limits.bare", { n })
    ),
    head.redact ? $("redacted").textContent : "",
    isNarrowed(state) ? say("print.limits.filtered") : "",
    say("print.limits.coding")
  ].filter(Boolean);
}
const clashLine = (edge) =>
  el("li", {}, badge(edge.cells.severity, "", edge.cells.severity), el("span", { dir: "auto", text: edge.cells.why }));
const sourceLineOnPaper = ({ index, n }) =>
  el(
    "li",
    {},
    el("bdi", { text: nameOf(index) }),
    nodes[index].cells.date ? `, ${nodes[index].cells.date}` : "",
    ` (${say("print.pieces", { n })})`,
    nodes[index].links && nodes[index].links.url ? el("span", { class: "address", text: nodes[index].links.url }) : null
  );

// Where the case comes from, which feeds are read for it, and how what is printed is cited: the foot of the last sheet.
const madeOnPaper = (...above) =>
  el(
    "div",
    { class: "made" },
    above,
    [
      [...head.provenance.long, feedsTold()],
      [say("print.cite"), ...cited()]
    ].map((texts) =>
      el(
        "p",
        {},
        texts.filter(Boolean).map((text) => [el("bdi", { text }), " "])
      )
    )
  );
function feedsTold() {
  const { feeds = [] } = head.provenance;
  const each = ({ name, day }) => `${name} (${day ? say("feeds.day", { day }) : say("feeds.never")})`;
  return feeds.length ? `${say("feeds")} ${listWords(feeds.map(each))}.` : "";
}

function drawPaper() {
  if (state.view === "deal") {
    drawDealPaper();
    return;
  }
  const figure = el("figure");
  const [clashes, shared, sources] = [shown.clashes, commonGround(), citedSources()];
  const date = state.asOf ? say("print.as_of", { day: state.asOf }) : head.dates.length ? say("print.all_dates") : "";
  const first = el(
    "div",
    { class: "sheet" },
    el("h1", { dir: "auto", text: head.title }),
    el("p", { class: "date", text: date }),
    whatIfOnPaper(say("whatif.paragraph")),
    leadLines(),
    el("p", { class: "story" }, head.summary.map((sentence) => [el("bdi", { text: sentence }), " "]).flat()),
    figure,
    // A table has its own key above it.
    ["matrix", "regions"].includes(views.current().name) && !isEmbedded() ? [] : paperKey()
  );
  const lists = {
    clashes: el("ol", { class: "clash-lines" }, clashes.slice(0, PAPER.clashes).map(clashLine)),
    shared: el(
      "ul",
      {},
      shared.slice(0, PAPER.shared).map((edge) => el("li", { dir: "auto", text: edge.cells.why }))
    ),
    sources: el("ul", {}, sources.slice(0, PAPER.sources).map(sourceLineOnPaper))
  };
  const all = { clashes: clashes.length, shared: shared.length, sources: sources.length };
  const rest = Object.fromEntries(Object.keys(lists).map((name) => [name, el("p", { class: "note" })]));
  const second = el(
    "div",
    { class: "sheet" },
    heading(say("print.clashes", { n: all.clashes })),
    lists.clashes,
    rest.clashes,
    heading(say("print.common")),
    lists.shared,
    all.shared ? rest.shared : el("p", { class: "note", text: say("print.common.none") }),
    all.sources ? [heading(say("print.sources", { n: all.sources })), lists.sources, rest.sources] : [],
    heading(say("print.limits")),
    el(
      "ul",
      {},
      limits().map((text) => el("li", { text }))
    ),
    madeOnPaper(heading(say("print.provenance")))
  );
  $("paper").replaceChildren(first, second);
  figure.append(...paperPicture(figure));
  fill(second, lists, rest, all);
}

// As much as one page holds: the longest list gives way first, the clashes later than the others.
const STAYS = { clashes: 0.55, shared: 1, sources: 1 };
function fill(sheet, lists, rest, all) {
  const tell = () => {
    for (const [name, list] of Object.entries(lists))
      rest[name].textContent =
        all[name] > list.children.length ? say("print.more", { n: all[name] - list.children.length }) : "";
  };
  tell();
  while (sheet.scrollHeight > sheet.clientHeight + 1) {
    const some = Object.keys(lists).filter((name) => lists[name].children.length > 1);
    if (!some.length) break;
    const long = (name) => lists[name].offsetHeight * STAYS[name];
    const longest = lists[some.reduce((one, other_) => (long(other_) > long(one) ? other_ : one))];
    longest.lastElementChild.remove();
    tell();
  }
}

function toPaper() {
  beforePaper = { view: state.view, scroll: scrollY };
  document.documentElement.dataset.theme = "light";
  readColours();
  if (state.view === "table") views.show("matrix", { viewed: true });
  else views.show(state.view, {});
  $("paper").hidden = false;
  drawPaper();
}
function fromPaper() {
  if (!beforePaper) return;
  showTheme();
  views.show(state.view, { viewed: true });
  $("paper").hidden = true;
  $("paper").replaceChildren();
  scrollTo(0, beforePaper.scroll);
  beforePaper = null;
}
addEventListener("beforeprint", toPaper);
addEventListener("afterprint", fromPaper);
