// The reading side: the clashes worst first, and what is known of whatever is selected.

// On a phone the graph is the next thing below, so only the worst come before it.
let listed = innerWidth <= 760 ? 4 : 40;
const HEADINGS = {
  deadlock: "Deadlocks", hard: "One red line", unknown: "Severity not known", soft: "No red line",
};

const nameOf = (index) => nodes[index].label;
const button = (index, label) => el("button", { type: "button", class: "link", dir: "auto", onclick: () => select({ node: index }, "panel") }, label || nameOf(index));
const badge = (text, meaning, kind) => el("span", { class: `badge ${kind || ""}`, title: meaning, text });
const named = (table, id) => (byId.has(`${table}:${id}`) ? nameOf(byId.get(`${table}:${id}`)) : id);

function clashCard(edge, heading) {
  const { severity, issue, regions, party_a: a, party_b: b, why } = edge.cells;
  const places = regions ? regions.split("|").map((one) => named("region", one)) : [];
  const isOpen = state.selected && state.selected.edge === edge.index;
  return el("li", {},
    el("button", { type: "button", class: `clash ${severity}`, "aria-current": isOpen ? "true" : null, "data-edge": edge.index, onclick: () => select({ edge: edge.index }, "panel") },
      el("span", { class: "who" }, el("bdi", { text: named("party", a) }), el("span", { class: "against", "aria-label": "against", text: "\u00d7" }), el("bdi", { text: named("party", b) }),
        heading ? badge(severity, head.values.severity[severity], severity) : null),
      el("span", { class: "kicker", dir: "auto", text: [named("issue", issue), short(places.join(", "), 60)].filter(Boolean).join(" \u00b7 ") }),
      el("span", { class: "why", dir: "auto", text: why })));
}

function drawClashes() {
  const box = $("clashes");
  if (!clashEdges.length) {
    box.replaceChildren(el("h2", { text: "Where red lines clash" }), el("p", { class: "empty", text: "No two positions of this case clash." }));
    return;
  }
  const firm = clashEdges.some((edge) => ["deadlock", "hard"].includes(edge.cells.severity));
  const parts = [el("h2", {}, firm ? "Where red lines clash " : "Where positions clash ", el("span", { class: "count", id: "clash-count", text: shown.clashes.length }))];
  if (!shown.clashes.length) parts.push(el("p", { class: "empty", text: "No clash passes these filters." }));
  const some = shown.clashes.slice(0, listed);
  for (const severity of SEVERITIES) {
    const here = some.filter((edge) => edge.cells.severity === severity);
    if (!here.length) continue;
    const all = shown.clashes.filter((edge) => edge.cells.severity === severity).length;
    parts.push(el("h3", { class: severity }, el("span", { class: `mark ${severity}`, "aria-hidden": "true" }), `${HEADINGS[severity]} `, el("span", { class: "count", text: all }),
      el("span", { class: "meaning", text: head.values.severity[severity] })));
    parts.push(el("ol", {}, here.map((edge) => clashCard(edge))));
  }
  if (shown.clashes.length > listed) {
    parts.push(el("button", { type: "button", onclick: () => { listed += 100; drawClashes(); }, text: `Show more (${many(shown.clashes.length - listed, "clash", "clashes")} left)` }));
  }
  box.replaceChildren(...parts);
}

function evidenceItem(index) {
  const node = nodes[index];
  const { quote, paraphrase, locator, attribution, note } = node.cells;
  return el("li", { class: "evidence" },
    quote ? el("blockquote", { dir: "auto", text: quote }) : null,
    paraphrase ? el("p", { dir: "auto", text: paraphrase }) : null,
    el("p", { class: "cite" }, linked(index, "CITED_IN", "out").map(sourceLine),
      locator ? el("span", { dir: "auto", text: locator }) : null, attribution ? badge(attribution, head.values.attribution[attribution]) : null,
      el("button", { type: "button", class: "id", dir: "auto", title: "This piece of evidence", onclick: () => select({ node: index }, "panel"), text: node.own })),
    note ? el("p", { class: "note", dir: "auto", text: note }) : null);
}

function sourceLine(index) {
  const node = nodes[index];
  const address = node.links && node.links.url;
  return el("span", {}, button(index), address && /^(https?|mailto):/i.test(address)
    ? el("a", { href: address, target: "_blank", rel: "noopener noreferrer", title: address, text: " open \u2197" }) : null);
}

const section = (title, count, ...children) => el("section", {}, el("h3", {}, `${title} `, count === null ? null : el("span", { class: "count", text: count })), ...children);
function evidenceSection(indexes) {
  const proof = [...new Set(indexes)];
  return proof.length ? section("Evidence", proof.length, el("ul", {}, proof.map(evidenceItem))) : null;
}

function facts(node, skip) {
  const meanings = head.columns[node.kind] || {};
  const rows = Object.entries(node.cells).filter(([name]) => !skip.includes(name));
  if (!rows.length) return null;
  return el("dl", {}, rows.flatMap(([name, value]) => [
    el("dt", { title: meanings[name], text: words(name) }),
    el("dd", { dir: "auto" }, node.links && node.links[name] && /^(https?|mailto):/i.test(node.links[name])
      ? el("a", { href: node.links[name], target: "_blank", rel: "noopener noreferrer", text: value })
      : String(value).split("|").join(", ")),
  ]));
}

function positionDetail(index) {
  const node = nodes[index];
  const firm = firmness(node);
  const regions = linked(index, "CONCERNS", "out");
  const { start, end } = node.cells;
  const when = [start ? `from ${start}` : "", end ? `to ${end}` : ""].filter(Boolean).join(" ");
  const clashes = around[index].map((one) => edges[one]).filter((edge) => edge.kind === "CLASHES_WITH");
  const overlaps = around[index].map((one) => edges[one]).filter((edge) => edge.kind === "OVERLAPS_WITH");
  const line = (label, ...items) => (items.flat().length ? [el("dt", { text: label }), el("dd", { dir: "auto" }, ...items.flat().map((one) => el("span", { class: "item" }, one)))] : []);
  return [
    el("dl", {},
      line("held by", button(node.partyIndex), node.principalIndex === node.partyIndex ? [] : ["counts as", button(node.principalIndex)]), line("on", button(node.issueIndex)),
      line("says", badge(node.cells.stance, head.values.stance[node.cells.stance])), line("firmness", badge(firm, head.values.firmness[firm] || "the source gives no cue", firm.replace(" ", "-"))),
      line("where", regions.map((one) => button(one))), line("when", when ? [when] : []),
      line("names", ["DEMANDS", "ACCEPTS", "REJECTS"].flatMap((kind) => linked(index, kind, "out")).map((one) => button(one))),
      line("rules out", linked(index, "RULES_OUT", "out").map((one) => button(one)))),
    facts(node, ["stance", "firmness", "start", "end", "note"]),
    node.cells.note ? el("p", { class: "note", dir: "auto", text: node.cells.note }) : null,
    clashes.length ? section("Clashes with", clashes.length, el("ol", { class: "cards" }, clashes.map((edge) => clashCard(edge, true)))) : null,
    overlaps.length ? section("Shares ground with", overlaps.length, el("ul", { class: "shared" }, overlaps.map((edge) => el("li", {}, button(other(edge, index)), el("p", { class: "why", dir: "auto", text: edge.cells.why }))))) : null,
    evidenceSection(linked(index, "SUPPORTED_BY", "out")),
    othersSection(index, ["HOLDS", "ON", "CONCERNS", "DEMANDS", "ACCEPTS", "REJECTS", "RULES_OUT", "CLASHES_WITH", "OVERLAPS_WITH", "SUPPORTED_BY"]),
  ];
}

// Everything else that a node is linked to, a list for each kind of link and direction.
function othersSection(index, skip) {
  const groups = new Map();
  for (const number of around[index]) {
    const edge = edges[number];
    if (skip.includes(edge.kind)) continue;
    const key = `${edge.from === index ? "" : "\u2190 "}${words(edge.kind)}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(edge);
  }
  return [...groups].map(([title, list]) => section(title, list.length, el("ul", { class: "others" }, list.map((edge) => el("li", {}, button(other(edge, index)),
    Object.entries(edge.cells).filter(([name]) => name !== "why").map(([name, value]) => el("span", { class: "cell", dir: "auto", text: `${words(name)}: ${value}` })))))));
}

function nodeDetail(index) {
  const node = nodes[index];
  const parts = [el("p", { class: "kicker" }, nodeSwatch(node), el("span", { title: kindOf.get(node.kind).meaning, text: words(node.kind) })), el("h2", { dir: "auto", text: node.label })];
  if (!shown.nodes[index]) parts.push(el("p", { class: "empty", text: "Not drawn: the legend, a filter or its lack of drawn links leaves it out." }));
  if (node.kind === "Position") return [...parts, ...positionDetail(index)];
  if (node.kind === "Evidence") return [...parts, el("ul", {}, evidenceItem(index)), othersSection(index, ["CITED_IN"])];
  const clashes = shown.clashes.filter((edge) => [edge.from, edge.to].some((end) => [nodes[end].partyIndex, nodes[end].principalIndex, nodes[end].issueIndex].includes(index)));
  return [
    ...parts, facts(node, ["name", "title"]),
    clashes.length ? section("Clashes", clashes.length, el("ol", { class: "cards" }, clashes.slice(0, 60).map((edge) => clashCard(edge, true)))) : null,
    othersSection(index, ["SUPPORTED_BY"]), evidenceSection(linked(index, "SUPPORTED_BY", "out")),
  ];
}

function edgeDetail(number) {
  const edge = edges[number];
  const isClash = edge.kind === "CLASHES_WITH";
  const title = isClash ? "Why they clash" : edge.kind === "OVERLAPS_WITH" ? "What they share" : words(edge.kind);
  const { severity, at_least: atLeast, why, gap, start, end, kind } = edge.cells;
  const meaning = head.links.find((link) => link.name === edge.kind).meaning;
  const rows = Object.entries(edge.cells).filter(([name]) => !["why", "severity", "at_least", "issue", "regions", "party_a", "party_b", "gap", "kind", "zone", "start", "end"].includes(name));
  return [
    el("p", { class: "kicker", text: meaning }), el("h2", { text: title }),
    isClash ? el("p", {}, badge(severity, head.values.severity[severity], severity), ` ${head.values.severity[severity]}${severity === "unknown" ? `; at least ${atLeast}` : ""}`) : null,
    why ? el("p", { class: "why big", id: "why", dir: "auto", text: why }) : null,
    isClash && kind === "dissent" ? el("p", { class: "note", text: "Dissent: one is a member of the other." }) : null,
    start || end ? el("p", { class: "note", text: `${start ? `From ${start}` : ""} ${end ? `to ${end}` : ""}` }) : null,
    gap !== undefined && gap > 0 ? el("p", { class: "note", text: `The least that one end must move is ${gap}.` }) : null,
    rows.length ? el("dl", {}, rows.flatMap(([name, value]) => [el("dt", { text: words(name) }), el("dd", { dir: "auto", text: value })])) : null,
    [edge.from, edge.to].map((end_) => el("section", { class: "side" }, el("h3", {}, button(end_)),
      nodes[end_].kind === "Position" ? el("p", { class: "kicker", dir: "auto", text: [nameOf(nodes[end_].issueIndex), firmness(nodes[end_]) === NOT_KNOWN ? "firmness not known" : firmness(nodes[end_])].join(" \u00b7 ") }) : null,
      isClash || edge.kind === "OVERLAPS_WITH" ? el("ul", {}, linked(end_, "SUPPORTED_BY", "out").map(evidenceItem)) : null)),
    evidenceSection(edge.evidence.filter((one) => one !== undefined)),
  ];
}

function drawDetail() {
  const chosen = state.selected;
  $("detail").hidden = !chosen;
  $("clashes").hidden = Boolean(chosen);
  $("summary").hidden = Boolean(chosen);
  if (!chosen) { $("detail").replaceChildren(); return; }
  const back = el("button", { type: "button", class: "back", onclick: () => select(null, "panel"), text: "\u2190 All clashes" });
  const parts = chosen.edge === undefined ? nodeDetail(chosen.node) : edgeDetail(chosen.edge);
  $("detail").replaceChildren(back, ...parts.flat(3).filter(Boolean));
}
