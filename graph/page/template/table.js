// The rows of what is shown, in columns that sort.

const COLUMNS = [
  ["kind", (node) => words(node.kind)],
  ["name", (node) => node.label],
  ["party", (node) => (node.party ? nodes[node.partyIndex].label : "")],
  ["issue", (node) => (node.issue ? nodes[node.issueIndex].label : "")],
  ["firmness", (node) => node.cells.firmness || ""],
  [
    "where",
    (node, index) =>
      node.kind === "Position"
        ? linked(index, "CONCERNS", "out")
            .map((one) => nodes[one].label)
            .join(", ")
        : ""
  ],
  ["when", (node) => [node.cells.start || node.cells.date, node.cells.end].filter(Boolean).join(" \u2013 ")],
  ["clashes", (node, index) => (node.kind === "Position" ? clashCounts.get(index) || 0 : "")]
];
let sorted = [null, 1];
let clashCounts = new Map();

// Of what is shown and, while something is searched for, found: positions first, or as the reader sorted them.
function tableRows() {
  const wanted = found && new Set(found);
  clashCounts = tally(shown.clashes.flatMap((edge) => [edge.from, edge.to]));
  const rows = nodes
    .map((node, index) => ({ node, index }))
    .filter(({ index }) => shown.nodes[index] && (!wanted || wanted.has(index)));
  const first = (row) => (row.node.kind === "Position" ? 0 : 1);
  if (sorted[0] === null) rows.sort((a, b) => first(a) - first(b) || a.index - b.index);
  else {
    const value = COLUMNS[sorted[0]][1];
    const order = new Intl.Collator(LANGUAGE, { numeric: true });
    rows.sort(
      (a, b) =>
        sorted[1] * order.compare(String(value(a.node, a.index)), String(value(b.node, b.index))) || a.index - b.index
    );
  }
  return rows;
}

function drawTable() {
  const box = $("table");
  const rows = tableRows();
  const header = COLUMNS.map(([name], number) =>
    el(
      "th",
      { scope: "col", "aria-sort": sorted[0] === number ? (sorted[1] > 0 ? "ascending" : "descending") : null },
      el("button", {
        type: "button",
        id: `sort-${name}`,
        onclick: () => {
          sorted = [number, sorted[0] === number ? -sorted[1] : 1];
          keepingFocus(drawTable);
        },
        text: say(`table.${name}`)
      })
    )
  );
  // A clash, a set or a cell that is chosen stands out as rows of positions, and these stand first; a node stays in its place.
  const isNode = chosen && chosen.node !== undefined;
  const lit = !isNode && (chosen || chosenSet()) ? litNodes() : new Set();
  const isChosen = (index) => (isNode ? chosen.node === index : lit.has(index) && nodes[index].kind === "Position");
  const drawn = [
    ...rows.filter(({ index }) => !isNode && isChosen(index)),
    ...rows.filter(({ index }) => isNode || !isChosen(index))
  ];
  const body = drawn.slice(0, atMost.rows).map(({ node, index }) =>
    el(
      "tr",
      { class: isChosen(index) ? "chosen" : null },
      COLUMNS.map(([name, value]) => {
        const text = String(value(node, index));
        if (name === "name") return el("td", { dir: "auto" }, button(index, text));
        return el(
          "td",
          { dir: "auto", class: name },
          name === "firmness" && text
            ? badge(text, head.values.firmness[text], text.replace(" ", "-"))
            : name === "kind"
              ? [nodeSwatch(node), text]
              : text
        );
      })
    )
  );
  box.replaceChildren(
    rows.length > atMost.rows ? cutNotice(say("table.most", { n: atMost.rows, all: rows.length }), ["rows"]) : "",
    el("table", {}, el("thead", {}, el("tr", {}, header)), el("tbody", {}, body))
  );
}

views.register({
  name: "table",
  draw: drawTable,
  rows: () => ({
    columns: COLUMNS.map(([name]) => say(`table.${name}`)),
    rows: tableRows().map(({ node, index }) => COLUMNS.map(([, value]) => value(node, index)))
  })
});
