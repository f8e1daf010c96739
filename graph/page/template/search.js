// Search over names, positions, quotes and sources, blind to accents and case.

// What each node says by itself, folded when it is first asked for.
let folded;
function foldedText(index) {
  if (!folded) folded = nodes.map(() => null);
  if (folded[index] === null)
    folded[index] = plain(
      [nodes[index].label, nodes[index].own, ...Object.values(nodes[index].cells)].join(" \u00b7 ")
    );
  return folded[index];
}

// Words of a position's evidence count as its own, so that a search for a quote finds who is quoted. Those of its sources
// help to find it, but do not by themselves: else the title of one source would find everything that cites it.
function matches(query) {
  const parts = plain(query).split(/\s+/).filter(Boolean);
  if (!parts.length) return null;
  const hits = parts.map((part) => Uint8Array.from(nodes, (_, index) => foldedText(index).includes(part)));
  const here = nodes.map((_, index) => index);
  const proof = here.map((index) => [index]);
  const sources = here.map(() => []);
  for (const edge of edges) if (edge.kind === "CITED_IN") sources[edge.from].push(edge.to);
  for (const edge of edges)
    if (edge.kind === "SUPPORTED_BY") {
      proof[edge.from].push(edge.to);
      sources[edge.from].push(...sources[edge.to]);
    }
  const says = (hit, index) => proof[index].some((one) => hit[one]);
  const everywhere = (index) =>
    hits.some((hit) => says(hit, index)) &&
    hits.every((hit) => says(hit, index) || sources[index].some((one) => hit[one]));
  const order = new Map(head.kinds.map((kind, number) => [kind.name, number]));
  const results = here.filter(everywhere).map((index) => ({ index, rank: rankOf(index, parts) }));
  results.sort(
    (a, b) => a.rank - b.rank || order.get(nodes[a.index].kind) - order.get(nodes[b.index].kind) || a.index - b.index
  );
  return results.map((one) => one.index);
}

// Whoever is quoted comes before the quote, and a name before a mention.
function rankOf(index, parts) {
  const { label, kind } = nodes[index];
  const name = plain(label);
  if (name === parts.join(" ")) return -1;
  const inName = parts.every((part) => name.includes(part));
  if (kind === "Party" && inName) return -0.5;
  if (["Party", "Issue", "Position"].includes(kind)) return inName ? 0 : 2;
  return inName ? (["Evidence", "Source"].includes(kind) ? 3 : 1) : 4;
}

const search = (query) => apply({ query, selected: null, set: null }, "typing");

function drawResults() {
  $("results").replaceChildren(
    ...(found
      ? [
          listTitle(say("search.found"), found.length),
          ...(found.length
            ? listOf("results", found, resultItem, 40)
            : [el("p", { class: "empty", text: say("search.none") })])
        ]
      : [])
  );
}

// The words of a text, those that were looked for marked.
const marked = (text, parts) =>
  text
    .split(/(\s+)/)
    .map((word) =>
      word.trim() && parts.some((part) => plain(word).includes(part)) ? el("mark", { text: word }) : word
    );

// So much of a long text that the first word that was looked for is in it.
function excerpt(text, parts) {
  const at = Math.max(text.split(/\s+/).findIndex((word) => parts.some((part) => plain(word).includes(part))) - 8, 0);
  return (at ? "\u2026 " : "") + short(text.split(/\s+/).slice(at).join(" "), 160);
}

function resultItem(index) {
  const node = nodes[index];
  const parts = plain(state.query).split(/\s+/).filter(Boolean);
  const proof = parts.every((part) => plain(node.label).includes(part))
    ? null
    : [index, ...linked(index, "SUPPORTED_BY", "out")]
        .map((one) =>
          Object.values(nodes[one].cells)
            .map(String)
            .find((text) => parts.some((part) => plain(text).includes(part)))
        )
        .find(Boolean);
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: "result", "data-id": node.id, onclick: () => select({ node: index }, "search") },
      nodeSwatch(node),
      el(
        "span",
        {},
        el("span", { class: "kicker", text: words(node.kind) }),
        el("span", { dir: "auto" }, marked(short(node.label, 140), parts)),
        proof ? el("span", { class: "snippet", dir: "auto" }, marked(excerpt(proof, parts), parts)) : null
      )
    )
  );
}
