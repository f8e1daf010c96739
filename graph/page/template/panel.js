// What is known of whatever is selected: a place in a table, a position, any other node, a clash or common ground.

// A place in one of the tables: who wants what there, and what clashes.
function cellDetail(cell) {
  const names = CELL.filter((name) => cell[name]).map((name) => nameOf(byId.get(cell[name])));
  const positions = inCell(cell);
  const pairs = pairsIn(cell);
  const clashes = pairs.filter((edge) => edge.kind === "CLASHES_WITH");
  const overlaps = pairs.filter((edge) => edge.kind === "OVERLAPS_WITH");
  const isShared = cell.other && state.list === "common";
  const zones = cell.issue ? zonesOf(cell.issue) : [];
  const focus = (only) => () =>
    apply({ view: "graph", focus: Object.fromEntries(only.map((name) => [name, cell[name]])) }, "panel");
  const wider = cell.other ? [] : ["party", "issue", "region"].filter((name) => cell[name]);
  return [
    el("p", { class: "kicker", text: say(cell.other ? "detail.between" : "detail.cell") }),
    el(
      "h2",
      { dir: "auto" },
      names.flatMap((name, number) => [
        number === 1 && cell.other ? el("span", { class: "against", text: " \u00d7 " }) : number ? " \u00b7 " : null,
        el("bdi", { text: name })
      ])
    ),
    wider.length
      ? el(
          "p",
          { class: "expand" },
          `${say("detail.expand")} `,
          el("button", {
            type: "button",
            class: "chip",
            id: "expand",
            onclick: focus(wider),
            text: say("detail.expand.cell")
          }),
          wider.length > 1
            ? wider.map((name) =>
                el("button", {
                  type: "button",
                  class: "chip",
                  "data-expand": name,
                  onclick: focus([name]),
                  text: nameOf(byId.get(cell[name]))
                })
              )
            : null
        )
      : null,
    // Between two parties, the one of the two that was asked for comes first.
    ...(isShared ? pairSections([], overlaps) : pairSections(clashes, [])),
    cell.other ? null : positionList(positions),
    ...(isShared ? pairSections(clashes, []) : pairSections([], overlaps)),
    zones.length
      ? section(
          say("detail.zone"),
          null,
          el(
            "ul",
            { class: "shared" },
            zones.map((zone) =>
              el(
                "li",
                {},
                el("span", {
                  class: `zone ${zone.status}`,
                  text: `${zoneSign[zone.status]} ${say(`zone.${zone.status}.short`)}`
                }),
                el("p", { class: "why", dir: "auto", text: zone.why })
              )
            )
          )
        )
      : null
  ];
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
  const line = (label, ...items) =>
    items.flat().length
      ? [
          el("dt", { text: label }),
          el("dd", { dir: "auto" }, ...items.flat().map((one) => el("span", { class: "item" }, one)))
        ]
      : [];
  return [
    el(
      "dl",
      {},
      line(
        say("detail.held_by"),
        button(node.partyIndex),
        node.principalIndex === node.partyIndex ? [] : [say("detail.counts_as"), button(node.principalIndex)]
      ),
      line(say("detail.on"), button(node.issueIndex)),
      line(say("detail.says"), badge(node.cells.stance, head.values.stance[node.cells.stance])),
      line(
        say("detail.firmness"),
        takesSide(node)
          ? badge(wordFor(firm), head.values.firmness[firm] || say("detail.no_cue"), firm.replace(" ", "-"))
          : []
      ),
      line(
        say("detail.where"),
        regions.map((one) => button(one))
      ),
      line(say("detail.when"), when ? [when] : []),
      line(
        say("detail.names"),
        names.flatMap((kind) => linked(index, kind, "out")).map((one) => button(one))
      ),
      line(
        say("detail.rules_out"),
        linked(index, "RULES_OUT", "out").map((one) => button(one))
      )
    ),
    softener(index),
    facts(node, ["stance", "firmness", "start", "end", "once", "note"]),
    node.cells.note ? el("p", { class: "note", dir: "auto", text: node.cells.note }) : null,
    clashes.length
      ? section(
          say("detail.clashes_with"),
          clashes.length,
          ...listOf("detail", clashes, (edge) => pairCard(edge, true))
        )
      : null,
    overlaps.length
      ? section(
          say("detail.shares"),
          overlaps.length,
          el(
            "ul",
            { class: "shared" },
            overlaps.map((edge) =>
              el("li", {}, button(other(edge, index)), el("p", { class: "why", dir: "auto", text: edge.cells.why }))
            )
          )
        )
      : null,
    evidenceSection(linked(index, "SUPPORTED_BY", "out")),
    othersSection(index, [
      "HOLDS",
      "ON",
      "CONCERNS",
      ...names,
      "RULES_OUT",
      "CLASHES_WITH",
      "OVERLAPS_WITH",
      "SUPPORTED_BY"
    ])
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
  return [...groups].map(([title, list]) =>
    section(
      title,
      list.length,
      el(
        "ul",
        { class: "others" },
        list.map((edge) =>
          el(
            "li",
            {},
            button(other(edge, index)),
            Object.entries(edge.cells)
              .filter(([name]) => name !== "why")
              .map(([name, value]) => el("span", { class: "cell-note", dir: "auto", text: `${words(name)}: ${value}` }))
          )
        )
      )
    )
  );
}

function nodeDetail(index) {
  const node = nodes[index];
  const parts = [
    el(
      "p",
      { class: "kicker" },
      nodeSwatch(node),
      el("span", { title: kindOf.get(node.kind).meaning, text: words(node.kind) })
    ),
    el("h2", { dir: "auto", text: node.label })
  ];
  if (!shown.nodes[index]) parts.push(el("p", { class: "empty", text: say("detail.not_drawn") }));
  if (node.kind === "Party" && !holds(state.asOf, node.from, node.until))
    parts.push(el("p", { class: "empty absent", text: say("detail.absent", { day: state.asOf }) }));
  if (node.kind === "Position") return [...parts, ...positionDetail(index)];
  if (node.kind === "Evidence")
    return [...parts, el("ul", {}, evidenceItem(index)), othersSection(index, ["CITED_IN"])];
  const about = (edge) =>
    [edge.from, edge.to].some((end) =>
      [nodes[end].partyIndex, nodes[end].principalIndex, nodes[end].issueIndex].includes(index)
    );
  const expandable = { Party: "party", Issue: "issue", Region: "region" }[node.kind];
  return [
    ...parts,
    expandable
      ? el(
          "p",
          { class: "expand" },
          el("button", {
            type: "button",
            class: "chip",
            id: "expand",
            onclick: () => apply({ view: "graph", focus: { [expandable]: node.id } }, "panel"),
            text: say("detail.expand.node")
          })
        )
      : null,
    facts(node, ["name", "title"]),
    ...pairSections(shown.clashes.filter(about), shown.overlaps.filter(about)),
    othersSection(index, ["SUPPORTED_BY"]),
    evidenceSection(linked(index, "SUPPORTED_BY", "out"))
  ];
}

function edgeDetail(number) {
  const edge = edges[number];
  const isClash = edge.kind === "CLASHES_WITH";
  const title = isClash
    ? say("detail.why_clash")
    : edge.kind === "OVERLAPS_WITH"
      ? say("detail.why_share")
      : words(edge.kind);
  const { severity, at_least: atLeast, why, gap, start, end, kind } = edge.cells;
  const meaning = head.links.find((link) => link.name === edge.kind).meaning;
  const rows = Object.entries(edge.cells).filter(
    ([name]) =>
      ![
        "why",
        "severity",
        "at_least",
        "issue",
        "regions",
        "party_a",
        "party_b",
        "gap",
        "kind",
        "zone",
        "start",
        "end"
      ].includes(name)
  );
  return [
    el("p", { class: "kicker", text: meaning }),
    el("h2", { text: title }),
    isClash
      ? el(
          "p",
          {},
          badge(severity, head.values.severity[severity], severity),
          " ",
          severity === "unknown"
            ? say("detail.at_least", { meaning: head.values.severity[severity], severity: atLeast })
            : head.values.severity[severity]
        )
      : null,
    why ? el("p", { class: "why big", id: "why", dir: "auto", text: why }) : null,
    isClash && kind === "dissent" ? el("p", { class: "note", text: say("detail.dissent") }) : null,
    start || end ? el("p", { class: "note", text: span(start, end) }) : null,
    gap !== undefined && gap > 0 ? el("p", { class: "note", text: say("detail.gap", { gap }) }) : null,
    rows.length
      ? el(
          "dl",
          {},
          rows.flatMap(([name, value]) => [el("dt", { text: words(name) }), el("dd", { dir: "auto", text: value })])
        )
      : null,
    [edge.from, edge.to].map((end_) =>
      el(
        "section",
        { class: "side" },
        el("h3", {}, button(end_)),
        nodes[end_].kind === "Position"
          ? el("p", {
              class: "kicker",
              dir: "auto",
              text: [nameOf(nodes[end_].issueIndex), firmTold(nodes[end_])].filter(Boolean).join(" \u00b7 ")
            })
          : null,
        isClash || edge.kind === "OVERLAPS_WITH"
          ? el("ul", {}, linked(end_, "SUPPORTED_BY", "out").map(evidenceItem))
          : null
      )
    ),
    evidenceSection(edge.evidence.filter((one) => one !== undefined))
  ];
}

function drawDetail() {
  const one = chosenSet();
  const open = chosen || one;
  $("detail").hidden = !open;
  if (!open) {
    $("detail").replaceChildren();
    return;
  }
  const back = el("button", {
    type: "button",
    class: "back",
    id: "back",
    onclick: () => (chosen && one ? apply({ selected: null }, "panel") : select(null, "panel")),
    text: `\u2190 ${chosen && one ? say(`sets.this.${one.kind}`) : found ? say("search.found") : say(`lists.${state.list}`)}`
  });
  const parts = !chosen
    ? setDetail(one)
    : chosen.cell
      ? cellDetail(chosen.cell)
      : chosen.edge === undefined
        ? nodeDetail(chosen.node)
        : edgeDetail(chosen.edge);
  $("detail").replaceChildren(back, ...parts.flat(3).filter(Boolean));
}
