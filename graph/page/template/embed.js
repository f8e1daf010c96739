// Inside a slide or a blog there is no column beside the picture: a line that tells what can be pressed, a key of the signs and
// a button that lays the lists over the picture.

const embedItem = (sample, text) => el("span", { class: "item" }, sample, text);

function embedKey() {
  const position = (cells) => nodeSwatch({ kind: "Position", cells: { stance: "demands", ...cells }, weight: 0 });
  const severe = SEVERITIES.filter((one) => clashEdges.some((edge) => edge.cells.severity === one));
  const items = [
    ["Party", "Issue"].map((kind) => embedItem(nodeSwatch({ kind, cells: {}, weight: 0 }), words(kind))),
    Object.keys(STANCES).map((stance) => embedItem(position({ stance, firmness: "aim" }), stance)),
    embedItem(position({ firmness: "red line" }), "red line"),
    severe.map((severity) =>
      embedItem(linkSwatch({ kind: "CLASHES_WITH", cells: { severity } }), say("print.clash", { severity }))
    ),
    overlapEdges.length ? embedItem(linkSwatch({ kind: "OVERLAPS_WITH", cells: {} }), say("print.shares")) : null
  ];
  return el(
    "div",
    { id: "embed-key" },
    el("span", { text: say("embed.hint") }),
    el("details", {}, el("summary", { text: say("embed.signs") }), el("p", { class: "key" }, items))
  );
}

function drawEmbed() {
  const { body } = document;
  if (!body.classList.contains("embed")) return;
  const lists = el("button", {
    type: "button",
    id: "toggle-lists",
    "aria-controls": "story",
    onclick: () => {
      lists.setAttribute("aria-expanded", String(body.classList.toggle("listed")));
      foldSummary();
    },
    "aria-expanded": "false",
    text: say("embed.lists")
  });
  document.querySelector(".tools").prepend(lists);
  $("above").append(embedKey());
}
