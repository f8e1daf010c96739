// Who wants what: issues down, parties across, a clash in the colour of the worst severity.

// Drawn at first; the reader can ask for more of them, or narrow the case with the filters.
const atMost = { parties: 60, issues: 200, regions: 25, rows: 1000, bars: 600, verdicts: 3000 };

// Above a view that draws a part of what there is: how much of it, and a button for more.
function cutNotice(text, names) {
  return el(
    "p",
    { class: "empty cut" },
    `${text} `,
    el("button", {
      type: "button",
      class: "link",
      "data-more": names[0],
      onclick: () =>
        keepingFocus(() => {
          for (const name of names) atMost[name] *= 2;
          views.show(state.view, {});
        }),
      text: say("view.more")
    })
  );
}
// From so many parties on they stand closer together; from so many on a cell has room for glyphs alone.
const MANY = 6;
const CROWD = 8;
const matrixLook = (count) => classes("matrix", count > CROWD ? "crowded" : count >= MANY && "many");
const FIRM_ORDER = Object.keys(FIRM);

function drawMatrix() {
  const box = views.current().box;
  const [parties, issues] = [principals().slice(0, atMost.parties), issuesShown().slice(0, atMost.issues)];
  if (!issues.length) {
    box.replaceChildren(nothing());
    return;
  }
  const clashes = clashesByPosition();
  const shared = sharedPositions();
  const lit = litNodes();
  const held = new Map();
  for (const index of shown.positions) {
    const key = `${nodes[index].principalIndex} ${nodes[index].issueIndex}`;
    held.set(key, [...(held.get(key) || []), index]);
  }
  const crowded = parties.length > CROWD;
  const headings = partyHeads(say("matrix.corner"), parties, "matrix");
  const body = issues.map((issue) =>
    el(
      "tr",
      {},
      el(
        "th",
        { scope: "row", dir: "auto" },
        headButton(issue, "matrix"),
        el("span", { class: "zones" }, zoneBadges(nodes[issue].id))
      ),
      parties.map((party) =>
        matrixCell(party, issue, held.get(`${party} ${issue}`) || [], clashes, shared, lit, crowded)
      )
    )
  );
  const all = [principals().length, issuesShown().length];
  const cut =
    all[0] > atMost.parties || all[1] > atMost.issues
      ? cutNotice(
          say("matrix.most", { parties: parties.length, issues: issues.length, all: all[0], allIssues: all[1] }),
          ["parties", "issues"]
        )
      : "";
  const keep = [box.scrollLeft, box.scrollTop];
  box.replaceChildren(
    cut,
    matrixKey(true),
    el("table", { class: matrixLook(parties.length) }, el("thead", {}, headings), el("tbody", {}, body))
  );
  [box.scrollLeft, box.scrollTop] = keep;
}

const picks = (index) => chosen && chosen.node === index;
// Whether anything holds on the date asked for, whatever the filters.
const holdsThen = (list) => list.some(({ from, until }) => holds(state.asOf, from, until));
// Whether the case holds context only: parties, events and places, and nobody's position.
const isContext = () => !nodes.some((node) => node.kind === "Position");
function whyNothing() {
  if (isContext()) return say("view.nothing.context");
  if (state.asOf && !holdsThen(nodes.filter((node) => node.kind === "Position")))
    return say("view.nothing.date", { day: state.asOf });
  return say(state.clashesOnly && state.commonOnly ? "view.nothing.both" : "view.nothing");
}
const nothing = () =>
  el(
    "p",
    { class: "empty nothing" },
    `${whyNothing()} `,
    el("button", { type: "button", class: "link", onclick: reset, text: say("filters.reset") })
  );
const sharedPositions = () => new Set(drawnPairs().overlaps.flatMap((edge) => [edge.from, edge.to]));

function matrixCell(party, issue, positions, clashes, shared, lit, crowded) {
  if (!positions.length) return el("td", { class: "blank" });
  const cell = { party: nodes[party].id, issue: nodes[issue].id };
  return el("td", {}, cellButton(cell, positions, clashes, shared, lit, crowded, `${nameOf(party)}, ${nameOf(issue)}`));
}

// A cell as a button: what is wanted, the worst clash as colour and border, and a sign where ground is shared.
function cellButton(cell, positions, clashes, shared, lit, crowded, name, soft) {
  const met = new Set();
  for (const index of positions)
    for (const edge of clashes.get(index) || []) if (!cell.region || placesOf(edge).has(cell.region)) met.add(edge);
  const here = [...met];
  here.sort((a, b) => SEVERITIES.indexOf(a.cells.severity) - SEVERITIES.indexOf(b.cells.severity) || a.index - b.index);
  const severity = here.length ? SEVERITIES[worstOf(here)] : "";
  const sharing = positions.filter((index) => shared.has(index)).length;
  const isChosen = chosen && chosen.cell && same(chosen.cell, cell);
  const dimmed = lit && !(chosen && chosen.cell && !chosen.cell.other) && !positions.some((index) => lit.has(index));
  const lines = crowded ? 4 : 2;
  // Who clashes comes first, then who is firmest.
  const rank = (index) => (clashes.has(index) ? 0 : 10) + FIRM_ORDER.indexOf(firmness(nodes[index]));
  // The same said twice (by a party and its leader, or in two places) is one line.
  const once = new Map();
  const ranked = positions.map((index) => [rank(index), index]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  for (const [, index] of ranked) if (!once.has(nodes[index].short)) once.set(nodes[index].short, index);
  const shownHere = [...once.values()];
  const texts = shownHere
    .slice(0, lines)
    .map((index) => (crowded ? mark(nodes[index], 15) : line(nodes[index], soft && soft(index))));
  const said = [
    name,
    ...positions.map((index) => glyphTold(nodes[index]) + what(nodes[index])),
    here.length ? `${say("status.clashes", { n: here.length })}, ${severity}` : "",
    sharing ? say("cell.shares") : ""
  ]
    .filter(Boolean)
    .join("; ");
  return el(
    "button",
    {
      type: "button",
      class: ["cell", severity, sharing ? "sharing" : "", isChosen ? "on" : "", dimmed ? "dimmed" : ""]
        .filter(Boolean)
        .join(" "),
      "aria-label": said,
      "data-cell": JSON.stringify(cell),
      "data-tip": cellTip(positions, here),
      "data-kind": name,
      onclick: () => select({ cell }, "cell")
    },
    el("span", { class: "lines" }, texts),
    here.length || sharing || shownHere.length > lines
      ? el(
          "span",
          { class: "signs", "aria-hidden": "true" },
          shownHere.length > lines ? el("span", { class: "count", text: `+${shownHere.length - lines}` }) : null,
          here.length ? el("span", { class: "clashes", text: `\u00d7${here.length}` }) : null,
          sharing ? el("span", { class: "shared-sign", text: "\u2248" }) : null
        )
      : null
  );
}

// What shapes, colours and signs mean, above the table.
function matrixKey(withZones) {
  const sample = (cells) => mark({ cells }, 13);
  const item = (...children) => el("span", { class: "item" }, children.flat());
  return el(
    "p",
    { class: "key" },
    stancesUsed().map((stance) => item(sample({ stance, firmness: "aim" }), stance)),
    Object.keys(FIRM)
      .filter((one) => nodes.some((node) => node.kind === "Position" && firmness(node) === one))
      .map((one) =>
        item(
          mark({ cells: { stance: "demands", firmness: one } }, 16),
          one === NOT_KNOWN ? say("detail.firmness.unknown") : one
        )
      ),
    SEVERITIES.filter((one) => clashEdges.some((edge) => edge.cells.severity === one)).map((one) =>
      item(el("span", { class: `cell sample ${one}` }), one)
    ),
    clashEdges.length ? item(el("strong", { text: "\u00d72" }), say("key.clashes")) : null,
    item(el("strong", { text: "+2" }), say("key.more")),
    overlapEdges.length ? item(el("span", { class: "shared-sign", text: "\u2248" }), say("cell.shares")) : null,
    withZones && head.zones.length
      ? item(
          say("zone", head),
          ["closed", "open", "agreed"].map((one) =>
            el("span", {
              class: `zone ${one}`,
              "data-tip": say(`zone.${one}`, head),
              text: `${zoneSign[one]} ${say(`zone.${one}.short`)}`
            })
          ),
          head.zones.some((zone) => !zone.certain) ? [el("strong", { text: "?" }), say("key.uncertain")] : null
        )
      : null
  );
}

views.register({
  name: "matrix",
  draw: drawMatrix,
  rows: () => {
    const parties = principals();
    return {
      columns: [say("table.issue"), ...parties.map(nameOf)],
      rows: issuesShown().map((issue) => [
        nameOf(issue),
        ...parties.map((party) =>
          inCell({ party: nodes[party].id, issue: nodes[issue].id })
            .map((index) => nodes[index].short + (firmTold(nodes[index]) ? ` (${firmTold(nodes[index])})` : ""))
            .join("; ")
        )
      ])
    };
  }
});
