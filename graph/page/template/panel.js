// The reading side: the clashes worst first, and what is known of whatever is selected.

// On a phone the graph is the next thing below, so only the worst come before it.
let listed = innerWidth <= 760 ? 2 : 40;

const nameOf = (index) => nodes[index].label;
const button = (index, label) => el("button", { type: "button", class: "link", dir: "auto", "data-id": nodes[index].id, onclick: () => select({ node: index }, "panel") }, label || nameOf(index));
const badge = (text, meaning, kind) => el("span", { class: `badge ${kind || ""}`, title: meaning, text });
const named = (table, id) => (byId.has(`${table}:${id}`) ? nameOf(byId.get(`${table}:${id}`)) : id);

// A clash or an overlap as a card: who, on what, and why.
function pairCard(edge, heading) {
  const { severity = "", issue, regions, party_a: a, party_b: b, why } = edge.cells;
  const places = regions ? regions.split("|").map((one) => named("region", one)) : [];
  const isOpen = chosen && chosen.edge === edge.index, isClash = edge.kind === "CLASHES_WITH";
  return el("li", {},
    el("button", { type: "button", class: `${isClash ? "clash" : "common"} ${severity}`, "aria-current": isOpen ? "true" : null, "data-edge": edge.index, onclick: () => select({ edge: edge.index }, "panel") },
      el("span", { class: "who" }, el("bdi", { text: named("party", a) }), el("span", { class: isClash ? "against" : "shared-sign", role: "img", "aria-label": say(isClash ? "clashes.against" : "common.with"), text: isClash ? "\u00d7" : "\u2248" }), el("bdi", { text: named("party", b) }),
        heading && isClash ? badge(severity, head.values.severity[severity], severity) : null),
      el("span", { class: "kicker", dir: "auto", text: [named("issue", issue), short(places.join(", "), 60)].filter(Boolean).join(" \u00b7 ") }),
      el("span", { class: "why", dir: "auto", text: why })));
}

// A list of which so many are drawn at first, and a button for the next; what was opened stays so when it is drawn again.
const grown = new Map();
function listOf(key, items, drawn, most = 60) {
  const list = el("ol", { class: "cards" });
  const next = el("button", { type: "button", onclick: () => grow(most) });
  const grow = (by) => {
    const at = list.children.length;
    list.append(...items.slice(at, at + by).map(drawn));
    grown.set(key, list.children.length);
    next.hidden = list.children.length === items.length;
    next.textContent = say("list.more", { n: items.length - list.children.length });
    if (at) list.children[at].querySelector("button").focus();
  };
  grow(Math.max(most, grown.get(key) || 0));
  return [list, next];
}

// Four lists, one at a time: clashes, common ground, what cannot hold together, and what would open it.
function drawLists() {
  const many_ = (kind) => ({ clash: shown.clashes, common: shown.overlaps })[kind]?.length ?? head.sets.filter((one) => one.kind === kind).length;
  const there = LISTS.filter((kind) => kind === "clash" || (kind === "common" ? overlapEdges.length : many_(kind)));
  const tabs = there.length > 1 ? el("div", { id: "lists", role: "group", "aria-label": say("lists") }, there.map((kind) => el("button", { type: "button", class: "chip", id: `list-${kind}`, "aria-pressed": String(state.list === kind), onclick: () => apply({ list: kind }, "panel") },
    `${say(`lists.${kind}`)} `, el("span", { class: "count", text: many_(kind).toLocaleString(LANGUAGE) })))) : "";
  const missing = head.missing.length ? el("p", { class: "note", id: "missing", text: say("lists.missing", { names: head.missing.map((name) => say(`lists.missing.${name}`)).join(", ") }) }) : "";
  $("clashes").replaceChildren(...[missing, tabs, { clash: clashList, common: commonList }[state.list]?.() || setList(state.list)].flat().filter(Boolean));
}

// Clashes or overlaps under headings, the first so many of them. A heading is [its element, which of them stand under it].
function pairList(pairs, headings) {
  const some = pairs.slice(0, listed);
  const parts = headings.flatMap(([heading, under]) => {
    const here = some.filter(under);
    if (here.length) heading.querySelector(".count").textContent = pairs.filter(under).length.toLocaleString(LANGUAGE);
    return here.length ? [heading, el("ol", {}, here.map((edge) => pairCard(edge)))] : [];
  });
  if (pairs.length > listed) parts.push(el("button", { type: "button", id: "more", onclick: () => { listed += 100; drawLists(); }, text: say("list.more", { n: pairs.length - listed }) }));
  return parts;
}
const listTitle = (text, count) => el("h2", {}, `${text} `, el("span", { class: "count", text: count.toLocaleString(LANGUAGE) }));

function clashList() {
  if (head.tooMany) return [el("h2", { text: say("clashes.any") }), el("p", { class: "empty", text: say("clashes.too_many", { n: head.tooMany }) })];
  if (!clashEdges.length) return [el("h2", { text: say("clashes.red") }), el("p", { class: "empty", text: say("clashes.none") })];
  const firm = clashEdges.some((edge) => ["deadlock", "hard"].includes(edge.cells.severity));
  return [listTitle(say(firm ? "clashes.red" : "clashes.any"), shown.clashes.length), shown.clashes.length ? null : el("p", { class: "empty", text: say("clashes.none.filtered") }),
    ...pairList(shown.clashes, SEVERITIES.map((severity) => [el("h3", { class: severity }, el("span", { class: `mark ${severity}`, "aria-hidden": "true" }), `${say(`clashes.${severity}`)} `, el("span", { class: "count" }),
      el("span", { class: "meaning", text: head.values.severity[severity] })), (edge) => edge.cells.severity === severity]))];
}

// Common ground of parties that clash elsewhere comes first.
function commonList() {
  const clashing = clashingThen(), elsewhere = (edge) => clashing.has(pairOf(edge));
  const pairs = [...shown.overlaps].sort((a, b) => elsewhere(b) - elsewhere(a) || a.index - b.index);
  const heading = (text) => el("h3", {}, `${text} `, el("span", { class: "count" }));
  return [listTitle(say("common"), pairs.length), el("p", { class: "meaning", text: say("common.meaning") }), pairs.length ? null : el("p", { class: "empty", text: say("common.none.filtered") }),
    ...pairList(pairs, [[heading(say("common.clashing")), elsewhere], [heading(say("common.others")), (edge) => !elsewhere(edge)]])];
}

// Contradictions or openings as the queries found them: of the date of the case, whatever the filters.
function setList(kind) {
  const sets = head.sets.filter((one) => one.kind === kind);
  return [el("h2", {}, `${say(`sets.title.${kind}`)} `, el("span", { class: "count", text: sets.length })), el("p", { class: "meaning", text: say(`sets.meaning.${kind}`) }),
    head.asOf ? el("p", { class: "meaning", text: say("sets.as_of", { day: head.asOf }) }) : null,
    head.unfinished.includes(kind) ? el("p", { class: "meaning", text: say("sets.unfinished") }) : null,
    ...listOf(kind, sets, (one) => el("li", {}, el("button", { type: "button", class: `clash ${kind}`, "data-set": one.id, "aria-current": state.set === one.id ? "true" : null, onclick: () => apply({ set: one.id, selected: null }, "panel") },
      el("span", { class: "who" }, holdersOf(one), one.certain ? null : badge(say("sets.uncertain"), say("sets.uncertain.meaning"))), el("span", { class: "why", dir: "auto", text: one.why }))))];
}
const holdersOf = (one) => [...new Set(one.positions.map((id) => byId.get(id)).filter((index) => index !== undefined).map((index) => nodes[index].principalIndex))].flatMap((index, number) => [number ? el("span", { class: "against", text: "\u00b7" }) : null, el("bdi", { text: nameOf(index) })]);

function setDetail(one) {
  return [el("p", { class: "kicker", text: say(`sets.meaning.${one.kind}`) }), el("h2", { text: say(`sets.this.${one.kind}`) }), one.certain ? null : el("p", { class: "note", text: say("sets.uncertain.meaning") }),
    el("p", { class: "why big", id: "set-why", dir: "auto", text: one.why }), positionList(one.positions.map((id) => byId.get(id)).filter((index) => index !== undefined))];
}

const positionList = (indexes) => section(say("detail.positions"), indexes.length, el("ul", { class: "positions" }, indexes.map((index) => {
  const node = nodes[index];
  const where = linked(index, "CONCERNS", "out").map(nameOf).join(", ");
  return el("li", {}, mark(node, 15), el("span", {}, button(index), el("span", { class: "cell-note", dir: "auto", text: [nameOf(node.issueIndex), firmTold(node), short(where, 60), span(node.from, node.until)].filter(Boolean).join(" \u00b7 ") })));
})));

// A place in one of the tables: who wants what there, and what clashes.
function cellDetail(cell) {
  const names = CELL.filter((name) => cell[name]).map((name) => nameOf(byId.get(cell[name])));
  const positions = inCell(cell), pairs = pairsIn(cell);
  const clashes = pairs.filter((edge) => edge.kind === "CLASHES_WITH"), overlaps = pairs.filter((edge) => edge.kind === "OVERLAPS_WITH");
  const zones = cell.issue ? zonesOf(cell.issue) : [];
  const focus = (only) => () => apply({ view: "graph", focus: Object.fromEntries(only.map((name) => [name, cell[name]])) }, "panel");
  const wider = cell.other ? [] : ["party", "issue", "region"].filter((name) => cell[name]);
  return [
    el("p", { class: "kicker", text: say(cell.other ? "detail.between" : "detail.cell") }), el("h2", { dir: "auto" }, names.flatMap((name, number) => [number ? el("span", { class: "against", text: " \u00d7 " }) : null, el("bdi", { text: name })])),
    wider.length ? el("p", { class: "expand" }, `${say("detail.expand")} `, el("button", { type: "button", class: "chip", id: "expand", onclick: focus(wider), text: say("detail.expand.cell") }), wider.length > 1 ? wider.map((name) => el("button", { type: "button", class: "chip", "data-expand": name, onclick: focus([name]), text: nameOf(byId.get(cell[name])) })) : null) : null,
    ...pairSections(clashes, []),
    cell.other ? null : positionList(positions),
    ...pairSections([], overlaps),
    zones.length ? section(say("detail.zone"), null, el("ul", { class: "shared" }, zones.map((zone) => el("li", {}, el("span", { class: `zone ${zone.status}`, text: `${zoneSign[zone.status]} ${say(`zone.${zone.status}.short`)}` }), el("p", { class: "why", dir: "auto", text: zone.why }))))) : null,
  ];
}

const pairSections = (clashes, overlaps) => [[say("detail.clashes"), clashes, 60], [say("common"), overlaps, 10]].map(([title, pairs, most]) => (pairs.length ? section(title, pairs.length, ...listOf(title, pairs, (edge) => pairCard(edge, true), most)) : null));

function evidenceItem(index) {
  const node = nodes[index];
  const { quote, paraphrase, locator, attribution, note } = node.cells;
  return el("li", { class: "evidence" },
    quote ? el("blockquote", { dir: "auto", text: quote }) : null,
    paraphrase ? el("p", { dir: "auto", text: paraphrase }) : null,
    el("p", { class: "cite" }, linked(index, "CITED_IN", "out").map(sourceLine),
      locator ? el("span", { dir: "auto", text: locator }) : null, attribution ? badge(attribution, head.values.attribution[attribution]) : null,
      el("button", { type: "button", class: "id", dir: "auto", title: say("detail.this_evidence"), onclick: () => select({ node: index }, "panel"), text: node.own })),
    note ? el("p", { class: "note", dir: "auto", text: note }) : null);
}

function sourceLine(index) {
  const node = nodes[index];
  const address = node.links && node.links.url;
  return el("span", {}, button(index), address && /^(https?|mailto):/i.test(address)
    ? el("a", { href: address, target: "_blank", rel: "noopener noreferrer", title: address, text: ` ${say("detail.open")} \u2197` }) : null);
}

const span = (start, end) => [start ? say("detail.from", { day: start }) : "", end ? say("detail.to", { day: end }) : ""].filter(Boolean).join(" ");
const section = (title, count, ...children) => el("section", {}, el("h3", {}, `${title} `, count === null ? null : el("span", { class: "count", text: count })), ...children);
function evidenceSection(indexes) {
  const proof = [...new Set(indexes)];
  return proof.length ? section(say("detail.evidence"), proof.length, el("ul", {}, proof.map(evidenceItem))) : null;
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
  const { start, end, once } = node.cells;
  const when = once === "yes" && start ? say("detail.once", { day: start }) : span(start, end);
  const names = Object.keys(STANCES).map((one) => one.toUpperCase().replace(" ", "_"));
  const clashes = around[index].map((one) => edges[one]).filter((edge) => edge.kind === "CLASHES_WITH");
  const overlaps = around[index].map((one) => edges[one]).filter((edge) => edge.kind === "OVERLAPS_WITH");
  const line = (label, ...items) => (items.flat().length ? [el("dt", { text: label }), el("dd", { dir: "auto" }, ...items.flat().map((one) => el("span", { class: "item" }, one)))] : []);
  return [
    el("dl", {},
      line(say("detail.held_by"), button(node.partyIndex), node.principalIndex === node.partyIndex ? [] : [say("detail.counts_as"), button(node.principalIndex)]), line(say("detail.on"), button(node.issueIndex)),
      line(say("detail.says"), badge(node.cells.stance, head.values.stance[node.cells.stance])), line(say("detail.firmness"), takesSide(node) ? badge(wordFor(firm), head.values.firmness[firm] || say("detail.no_cue"), firm.replace(" ", "-")) : []),
      line(say("detail.where"), regions.map((one) => button(one))), line(say("detail.when"), when ? [when] : []),
      line(say("detail.names"), names.flatMap((kind) => linked(index, kind, "out")).map((one) => button(one))),
      line(say("detail.rules_out"), linked(index, "RULES_OUT", "out").map((one) => button(one)))),
    facts(node, ["stance", "firmness", "start", "end", "once", "note"]),
    node.cells.note ? el("p", { class: "note", dir: "auto", text: node.cells.note }) : null,
    clashes.length ? section(say("detail.clashes_with"), clashes.length, ...listOf("detail", clashes, (edge) => pairCard(edge, true))) : null,
    overlaps.length ? section(say("detail.shares"), overlaps.length, el("ul", { class: "shared" }, overlaps.map((edge) => el("li", {}, button(other(edge, index)), el("p", { class: "why", dir: "auto", text: edge.cells.why }))))) : null,
    evidenceSection(linked(index, "SUPPORTED_BY", "out")),
    othersSection(index, ["HOLDS", "ON", "CONCERNS", ...names, "RULES_OUT", "CLASHES_WITH", "OVERLAPS_WITH", "SUPPORTED_BY"]),
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
    Object.entries(edge.cells).filter(([name]) => name !== "why").map(([name, value]) => el("span", { class: "cell-note", dir: "auto", text: `${words(name)}: ${value}` })))))));
}

function nodeDetail(index) {
  const node = nodes[index];
  const parts = [el("p", { class: "kicker" }, nodeSwatch(node), el("span", { title: kindOf.get(node.kind).meaning, text: words(node.kind) })), el("h2", { dir: "auto", text: node.label })];
  if (!shown.nodes[index]) parts.push(el("p", { class: "empty", text: say("detail.not_drawn") }));
  if (node.kind === "Position") return [...parts, ...positionDetail(index)];
  if (node.kind === "Evidence") return [...parts, el("ul", {}, evidenceItem(index)), othersSection(index, ["CITED_IN"])];
  const about = (edge) => [edge.from, edge.to].some((end) => [nodes[end].partyIndex, nodes[end].principalIndex, nodes[end].issueIndex].includes(index));
  const expandable = { Party: "party", Issue: "issue", Region: "region" }[node.kind];
  return [
    ...parts, expandable ? el("p", { class: "expand" }, el("button", { type: "button", class: "chip", id: "expand", onclick: () => apply({ view: "graph", focus: { [expandable]: node.id } }, "panel"), text: say("detail.expand.node") })) : null, facts(node, ["name", "title"]),
    ...pairSections(shown.clashes.filter(about), shown.overlaps.filter(about)),
    othersSection(index, ["SUPPORTED_BY"]), evidenceSection(linked(index, "SUPPORTED_BY", "out")),
  ];
}

function edgeDetail(number) {
  const edge = edges[number];
  const isClash = edge.kind === "CLASHES_WITH";
  const title = isClash ? say("detail.why_clash") : edge.kind === "OVERLAPS_WITH" ? say("detail.why_share") : words(edge.kind);
  const { severity, at_least: atLeast, why, gap, start, end, kind } = edge.cells;
  const meaning = head.links.find((link) => link.name === edge.kind).meaning;
  const rows = Object.entries(edge.cells).filter(([name]) => !["why", "severity", "at_least", "issue", "regions", "party_a", "party_b", "gap", "kind", "zone", "start", "end"].includes(name));
  return [
    el("p", { class: "kicker", text: meaning }), el("h2", { text: title }),
    isClash ? el("p", {}, badge(severity, head.values.severity[severity], severity), ` ${severity === "unknown" ? say("detail.at_least", { meaning: head.values.severity[severity], severity: atLeast }) : head.values.severity[severity]}`) : null,
    why ? el("p", { class: "why big", id: "why", dir: "auto", text: why }) : null,
    isClash && kind === "dissent" ? el("p", { class: "note", text: say("detail.dissent") }) : null,
    start || end ? el("p", { class: "note", text: span(start, end) }) : null,
    gap !== undefined && gap > 0 ? el("p", { class: "note", text: say("detail.gap", { gap }) }) : null,
    rows.length ? el("dl", {}, rows.flatMap(([name, value]) => [el("dt", { text: words(name) }), el("dd", { dir: "auto", text: value })])) : null,
    [edge.from, edge.to].map((end_) => el("section", { class: "side" }, el("h3", {}, button(end_)),
      nodes[end_].kind === "Position" ? el("p", { class: "kicker", dir: "auto", text: [nameOf(nodes[end_].issueIndex), firmTold(nodes[end_])].filter(Boolean).join(" \u00b7 ") }) : null,
      isClash || edge.kind === "OVERLAPS_WITH" ? el("ul", {}, linked(end_, "SUPPORTED_BY", "out").map(evidenceItem)) : null)),
    evidenceSection(edge.evidence.filter((one) => one !== undefined)),
  ];
}

function drawDetail() {
  const one = chosenSet();
  const open = chosen || one;
  $("detail").hidden = !open;
  if (!open) { $("detail").replaceChildren(); return; }
  const back = el("button", { type: "button", class: "back", id: "back", onclick: () => (chosen && one ? apply({ selected: null }, "panel") : select(null, "panel")), text: `\u2190 ${chosen && one ? say(`sets.this.${one.kind}`) : found ? say("search.found") : say(`lists.${state.list}`)}` });
  const parts = !chosen ? setDetail(one) : chosen.cell ? cellDetail(chosen.cell) : chosen.edge === undefined ? nodeDetail(chosen.node) : edgeDetail(chosen.edge);
  $("detail").replaceChildren(back, ...parts.flat(3).filter(Boolean));
}
