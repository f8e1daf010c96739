// What the page opens with: a line that says what is stuck between whom, and one that says what is shared. They follow from what
// is shown, and whatever they name is a button that leads there.

// Issues that a line names; the others are in the list behind it.
const MOST_NAMED = 4;

// A text with elements in its places.
const sayWith = (key, values) =>
  TEXT[key].split(/\{(\w+)\}/).map((part, number) => (number % 2 ? values[part] : part && el("span", { text: part })));
// Names with commas and an "and", as elements.
function enumerated(items) {
  // Names without a comma before the last "and", as in the summary.
  const parts = new Intl.ListFormat(LANGUAGE === "en" ? "en-GB" : LANGUAGE).formatToParts(
    items.map((_, number) => String(number))
  );
  return parts.map(({ type, value }) => (type === "element" ? items[Number(value)] : value));
}

// A link and not a button: a button does not break where its line ends.
const leading = (props, go, children) =>
  el(
    "a",
    {
      href: "#story",
      class: "link",
      ...props,
      onclick: (event) => {
        event.preventDefault();
        go();
      }
    },
    children
  );
const toCell = (cell, list, ...children) =>
  leading(
    { "data-cell": JSON.stringify(cell) },
    () => apply({ selected: { cell }, set: null, list }, "lead"),
    children
  );
const toList = (list, text) => leading({ class: "link all", "data-id": list }, () => openList(list), text);
function openList(list) {
  apply({ list, lists: true, selected: null, set: null }, "lead");
  $("clashes").scrollIntoView({ block: "nearest" });
  $(`list-${list}`)?.focus();
}

const sides = (edge) => [edge.from, edge.to].map((end) => nodes[end].principal);

// Pairs of positions put together by whom they stand between: the issues of each two, those with most pairs first.
function byParties(pairs) {
  const groups = new Map();
  for (const edge of pairs) {
    const key = pairOf(edge);
    if (!groups.has(key)) groups.set(key, { key, parties: sides(edge), issues: new Map(), count: 0 });
    const group = groups.get(key);
    group.count += 1;
    group.issues.set(nodes[edge.from].issue, (group.issues.get(nodes[edge.from].issue) || 0) + 1);
  }
  principals();
  const order = new Map(principals.order.map((index, rank) => [nodes[index].id, rank]));
  for (const group of groups.values()) {
    group.parties.sort((a, b) => order.get(a) - order.get(b));
    group.issues = [...group.issues].sort((a, b) => b[1] - a[1]).map(([issue]) => issue);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || b.issues.length - a.issues.length);
}

// Two parties, and the issues that lie between them; each name opens what the list has of it.
function between(name, { parties: [party, other_], issues }, list) {
  const cell = { party, other: other_ };
  const links = issues
    .slice(0, MOST_NAMED)
    .map((issue) => toCell({ ...cell, issue }, list, el("bdi", { text: nameOf(byId.get(issue)) })));
  const more = issues.length - links.length;
  if (more) links.push(toCell(cell, list, say("lead.more", { n: more })));
  const who = [party, other_].map((id) => el("bdi", { text: nameOf(byId.get(id)) }));
  return sayWith(`lead.${name}`, { parties: toCell(cell, list, enumerated(who)), issues: enumerated(links) });
}

// Issues that are closed on the day asked for, although no two red lines on them clash: three or more close them together.
function closedTogether(clashing) {
  if (isNarrowed(state)) return [];
  const closed = head.zones.filter(
    (zone) => zone.status === "closed" && zone.certain && holds(state.asOf, zone.start, zone.end)
  );
  return [...new Set(closed.map((zone) => zone.issue))].filter((issue) => !clashing.has(issue));
}

const closedLine = (closed) =>
  sayWith("lead.closed", {
    lines: head.lines,
    issues: enumerated(
      closed
        .map((issue) => toCell({ issue }, "clash", el("bdi", { text: nameOf(byId.get(issue)) })))
        .slice(0, MOST_NAMED)
    )
  });

function stuckLine() {
  if (head.tooMany) return [say("clashes.too_many", { n: head.tooMany })];
  if (isContext()) return [say("clashes.none.context")];
  const closed = closedTogether(new Set(shown.clashes.map((edge) => nodes[edge.from].issue)));
  if (!shown.clashes.length)
    return closed.length ? closedLine(closed) : [clashEdges.length ? noClash() : say("clashes.none")];
  const severity = SEVERITIES[worstOf(shown.clashes)];
  const [first, ...others] = byParties(shown.clashes.filter((edge) => edge.cells.severity === severity));
  const name = severity === "unknown" && head.level === "aim" ? "uncoded" : severity;
  return [
    between(name, first, "clash"),
    severity === "deadlock" && others.length ? ` ${say("lead.others", { n: others.length })}` : "",
    " ",
    closed.length ? [closedLine(closed), " "] : "",
    toList("clash", say("lead.clashes", { n: shown.clashes.length }))
  ];
}

// Common ground of two that clash comes first, and on what they do not clash about as well.
function sharedLine() {
  if (head.tooMany || isContext()) return null;
  if (!shown.overlaps.length) return [noCommon()];
  const fought = new Set(shown.clashes.map((edge) => `${pairOf(edge)} ${nodes[edge.from].issue}`));
  const free = shown.overlaps.filter((edge) => !fought.has(`${pairOf(edge)} ${nodes[edge.from].issue}`));
  const rank = new Map(byParties(shown.clashes).map(({ key }, number) => [key, number]));
  const rankOfPair = ({ key }) => rank.get(key) ?? rank.size;
  const [first] = byParties(free.length ? free : shown.overlaps).sort((a, b) => rankOfPair(a) - rankOfPair(b));
  return [
    between(free.length ? "shared" : "shared.mixed", first, "common"),
    " ",
    toList("common", say("lead.common", { n: shown.overlaps.length }))
  ];
}

const leadLine = (name, sign, kind, parts) =>
  el(
    "p",
    { class: `lead-line ${name}`, dir: "auto" },
    el("span", { class: kind, "aria-hidden": "true", text: `${sign} ` }),
    el("span", {}, parts)
  );
const leadLines = () => {
  const shared = sharedLine();
  return [
    leadLine("is-stuck", "\u00d7", "against", stuckLine()),
    shared && leadLine("is-shared", "\u2248", "shared-sign", shared)
  ].filter(Boolean);
};

// The whole summary is one button away.
function foldSummary(isOpen) {
  $("summary").hidden = !isOpen;
  $("whole-summary").setAttribute("aria-expanded", String(isOpen));
  $("whole-summary").textContent = say(isOpen ? "page.summary.less" : "page.summary.more");
}
function startLead() {
  $("whole-summary").hidden = false;
  $("whole-summary").addEventListener("click", () => foldSummary($("summary").hidden));
  foldSummary(false);
}
const drawLead = () => $("lead-lines").replaceChildren(...leadLines());
