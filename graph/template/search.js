// Search over names, positions, quotes and sources, blind to accents and case.

// What each node says by itself, folded when it is first asked for.
let folded;
function foldedText(index) {
  if (!folded) folded = nodes.map(() => null);
  if (folded[index] === null) folded[index] = plain([nodes[index].label, nodes[index].own, ...Object.values(nodes[index].cells)].join(" \u00b7 "));
  return folded[index];
}

// Words of a position's evidence and sources count as its own, so that a search for a quote finds who is quoted.
function matches(query) {
  const parts = plain(query).split(/\s+/).filter(Boolean);
  if (!parts.length) return null;
  const hits = parts.map((part) => Uint8Array.from(nodes, (_, index) => foldedText(index).includes(part)));
  const here = nodes.map((_, index) => index);
  const proof = here.map(() => []);
  for (const kind of ["CITED_IN", "SUPPORTED_BY"]) {
    for (const edge of edges) if (edge.kind === kind) proof[edge.from].push(edge.to, ...(kind === "SUPPORTED_BY" ? proof[edge.to] : []));
  }
  const everywhere = (index) => hits.every((hit) => hit[index] || proof[index].some((one) => hit[one]));
  const order = new Map(head.kinds.map((kind, number) => [kind.name, number]));
  const results = here.filter(everywhere).map((index) => ({ index, rank: rankOf(index, parts) }));
  results.sort((a, b) => a.rank - b.rank || order.get(nodes[a.index].kind) - order.get(nodes[b.index].kind) || a.index - b.index);
  return results.map((one) => one.index);
}

// Whoever is quoted comes before the quote, and a name before a mention.
function rankOf(index, parts) {
  const { label, kind } = nodes[index];
  const name = plain(label);
  if (name === parts.join(" ")) return -1;
  const inName = parts.every((part) => name.includes(part));
  if (["Party", "Issue", "Position"].includes(kind)) return inName ? 0 : 2;
  return inName ? (["Evidence", "Source"].includes(kind) ? 3 : 1) : 4;
}

const search = (query) => apply({ query, selected: null }, "search");

function drawResults() {
  const some = (found || []).slice(0, 40);
  $("results").replaceChildren(...(found ? [el("h2", {}, `${say("search.found")} `, el("span", { class: "count", text: found.length })),
    some.length ? el("ul", { class: "results" }, some.map(resultItem)) : el("p", { class: "empty", text: say("search.none") })] : []));
}

function resultItem(index) {
  const node = nodes[index];
  const parts = plain(state.query).split(/\s+/).filter(Boolean);
  const proof = parts.every((part) => plain(node.label).includes(part)) ? null
    : [index, ...linked(index, "SUPPORTED_BY", "out")].map((one) => Object.values(nodes[one].cells).map(String).find((text) => parts.some((part) => plain(text).includes(part)))).find(Boolean);
  return el("li", {}, el("button", { type: "button", class: "result", "data-id": node.id, onclick: () => select({ node: index }, "search") },
    nodeSwatch(node), el("span", {}, el("span", { class: "kicker", text: words(node.kind) }), el("span", { dir: "auto", text: short(node.label, 140) }), proof ? el("span", { class: "snippet", dir: "auto", text: short(proof, 160) }) : null)));
}
