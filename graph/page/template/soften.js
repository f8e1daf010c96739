// What if a position were softer, firmer or not there? The state keeps the steps, in the order in which they were made; the
// case that every view draws follows from them, by the rule (rule.js). The coded values are kept beside what is assumed.

const DROPPED = "dropped";
const WHAT_IF = [DROPPED, "aim", "bottom line", "red line"];
const MOST_STEPS = 300;

// The last word on each position, by its id, where it is another than what was coded.
function assumed(steps = state.whatIf) {
  const last = new Map();
  for (const [id, word] of steps) {
    last.delete(id);
    if (word !== codedFirmness(nodes[byId.get(id)])) last.set(id, word);
  }
  return last;
}
const codedFirmness = (node) => ("coded" in node ? node.coded : node.cells.firmness) || "";
const firmnessNow = (node) => (node.dropped ? DROPPED : node.cells.firmness || "");
// What can be assumed of a position: how firm it is, where it can rule something out, or that it is not there.
const canBe = (node) => (["demands", "rejects"].includes(node.cells.stance) ? WHAT_IF : [DROPPED]);
const softer = (node) => {
  const at = canBe(node).indexOf(firmnessNow(node));
  return at < 0 ? canBe(node).at(-2) || DROPPED : canBe(node)[at - 1];
};
const assume = (index, word, from = "panel") =>
  apply({ whatIf: [...state.whatIf, [nodes[index].id, word]].slice(-MOST_STEPS) }, from);

function fromPlainSteps(steps) {
  if (!Array.isArray(steps)) return [];
  return steps
    .filter((step) => {
      const node = Array.isArray(step) && step.length === 2 ? nodes[byId.get(step[0])] : undefined;
      return node && node.kind === "Position" && [...canBe(node), codedFirmness(node)].includes(step[1]);
    })
    .slice(-MOST_STEPS);
}

// ------------------------------------------------------------------ the case that is assumed

// The columns of the rule, and the row of each position, party, issue and region in them.
function ruled() {
  if (!ruled.made) {
    const of = (kind) => nodes.filter((node) => node.kind === kind);
    const [positions, parties, issues, regions] = ["Position", "Party", "Issue", "Region"].map(of);
    ruled.made = {
      columns: rule.columns_of(head.rule),
      positions,
      row: new Map(positions.map((node, row) => [node.id, row])),
      parties,
      issues,
      regions,
      names: { issues: issues.map((node) => node.own), regions: regions.map((node) => node.own) }
    };
  }
  return ruled.made;
}

// The columns with what is assumed; made anew when that changes.
function columnsNow() {
  const key = JSON.stringify(state.whatIf);
  if (columnsNow.key !== key) {
    const { columns, row } = ruled();
    const changes = [...assumed()].map(([id, word]) => [
      row.get(id),
      word === DROPPED ? null : rule.LEVELS.indexOf(word)
    ]);
    Object.assign(columnsNow, { key, columns: rule.softened(columns, new Map(changes)) });
  }
  return columnsNow.columns;
}

// Days as Python counts them.
const FIRST_DAY = 719163;
const ordinal = (text) => dayNumber(text) + FIRST_DAY;
const dayText = (day) => (Number.isFinite(day) ? new Date((day - FIRST_DAY) * 864e5).toISOString().slice(0, 10) : "");

// Puts what is assumed into the nodes, the clashes, the zones and the lists of sets, which all views are drawn from.
function supposeWhatIf() {
  const now = assumed();
  for (const node of nodes) {
    if (node.kind !== "Position" || !("coded" in node || now.has(node.id))) continue;
    if (!("coded" in node)) node.coded = node.cells.firmness;
    const word = now.get(node.id);
    node.dropped = word === DROPPED;
    node.cells.firmness = word === undefined || word === DROPPED ? node.coded : word;
    for (const edge of around[node.index].map((number) => edges[number])) grade(edge, now);
  }
  gradeNodes();
  if (!supposeWhatIf.coded) supposeWhatIf.coded = { sets: head.sets, zones: head.zones };
  const { sets, zones } = supposeWhatIf.coded;
  head.sets = now.size ? [...setsLeft(sets, "contradiction", now), ...openingsLeft(sets, now)] : sets;
  head.zones = now.size && zones.length ? zonesLeft(zones, now) : zones;
}

// The severity of a clash, and its sentence with what is assumed of its two sides.
function grade(edge, now) {
  if (!["CLASHES_WITH", "OVERLAPS_WITH"].includes(edge.kind)) return;
  edge.coded ||= { ...edge.cells };
  const ends = [nodes[edge.from], nodes[edge.to]];
  const changed = ends.filter((node) => now.has(node.id));
  Object.assign(edge.cells, edge.coded);
  if (!changed.length) return;
  if (edge.kind === "CLASHES_WITH") {
    const firm = ends.map((node) =>
      node.cells.contested === "yes" ? rule.UNKNOWN : rule.LEVELS.indexOf(node.cells.firmness || "")
    );
    [edge.cells.severity, edge.cells.at_least] = rule.severities(...firm);
  }
  edge.cells.why = [edge.coded.why, ...changed.map((node) => stepWords(node, now.get(node.id)))].join(" ");
}

// One change in a sentence: what was coded, and what is assumed.
const levelWord = (word) => (word === DROPPED ? say("whatif.dropped") : word || say("detail.firmness.unknown"));
const stepWords = (node, word) => say("whatif.step", { position: node.label, ...beforeAndNow(node, word) });
// In a sentence: a red line, an aim; a position that has no firmness is held or dropped.
const levelTold = (node, word) => say(`whatif.level.${canBe(node).length === 1 && word !== DROPPED ? "held" : word}`);
const beforeAndNow = (node, word) => ({ before: levelTold(node, codedFirmness(node)), now: levelTold(node, word) });
const whatIfWords = () => [...assumed()].map(([id, word]) => stepWords(nodes[byId.get(id)], word));

// All of it in one text, with what it is not; empty where nothing is assumed.
const whatIfTold = () =>
  assumed().size ? [say("whatif.title", { n: assumed().size }), ...whatIfWords()].join(" ") : "";
const whatIfOnPaper = (more = "") =>
  assumed().size ? el("p", { class: "what-if-paper", dir: "auto", text: `${whatIfTold()} ${more}` }) : null;

// Whether a position still insists on something at the level of the case.
function insistsNow(id, now) {
  const word = now.get(id);
  if (word === undefined) return true;
  return word !== DROPPED && rule.counts(rule.LEVELS.indexOf(word), rule.LEVELS.indexOf(head.level));
}

// A contradiction falls with one of its positions.
const setsLeft = (sets, kind, now) =>
  sets.filter((one) => one.kind === kind && one.positions.every((id) => insistsNow(id, now)));

// An opening, without what is softened already, opens the rest; where nothing is left of one, its part of the case is open.
// Openings of one part share positions with the same contradictions. Conditions stand in the id of a set alone.
const membersOf = (one) =>
  one.id
    .slice(one.kind.length + 1)
    .split("|")
    .map((id) => (byId.has(`position:${id}`) ? `position:${id}` : id));
function openingsLeft(sets, now) {
  const part = new Map();
  const rootOf = (id) => (part.has(id) && part.get(id) !== id ? rootOf(part.get(id)) : id);
  for (const one of sets) for (const id of membersOf(one)) part.set(rootOf(id), rootOf(membersOf(one)[0]));
  const openings = sets
    .filter((one) => one.kind === "opening")
    .map((one) => ({ one, left: membersOf(one).filter((id) => insistsNow(id, now)), part: rootOf(membersOf(one)[0]) }));
  const isLess = (a, b) =>
    a.part === b.part &&
    a.left.every((id) => b.left.includes(id)) &&
    (a.left.length < b.left.length || openings.indexOf(a) < openings.indexOf(b));
  return openings
    .filter((own) => own.left.length && !openings.some((less) => less !== own && isLess(less, own)))
    .map(({ one, left }) => {
      if (left.length === membersOf(one).length) return one;
      const positions = left.filter((id) => byId.has(id));
      const names = positions.map((id) => nameOf(byId.get(id))).join("; ");
      const why =
        positions.length === left.length
          ? say("whatif.opening", { positions: names })
          : say("whatif.opening.rest", { why: one.why });
      return { ...one, positions, why };
    });
}

// Zones of the issues that something was changed on, worked out for the dates asked for; the others stay as they were.
function zonesLeft(zones, now) {
  const { row, issues } = ruled();
  const columns = columnsNow();
  const touched = new Set([...now.keys()].map((id) => columns.issue[row.get(id)]));
  const [first, last] = state.asOf ? period(state.asOf).map(ordinal) : [rule.ALWAYS, rule.FOREVER];
  const level = rule.LEVELS.indexOf(head.level);
  const own = new Set([...touched].map((issue) => issues[issue].id));
  return [
    ...zones.filter((zone) => !own.has(zone.issue)),
    ...[...touched].flatMap((issue) => rule.zones(columns, issue, level, first, last).map(zoneRecord))
  ];
}

function zoneRecord(answer) {
  const { parties, issues } = ruled();
  const issue = issues[answer.issue];
  const regions = regionsNamed(answer.place);
  const who = (keep) =>
    listWords([...answer.says].filter(([, view]) => keep(view)).map(([party]) => parties[party].label));
  const values = {
    issue: issue.label,
    parties: who(answer.status === "closed" ? (view) => view.ruled_out : () => true),
    settlements: settledWords(answer.issue, answer.cell, answer.settlements),
    lines: head.lines,
    line: head.line,
    where: regions.length ? say("whatif.in", { regions: listWords(regions.map((id) => named("region", id))) }) : ""
  };
  return {
    issue: issue.id,
    regions: regions.join("|"),
    start: dayText(answer.start) || undefined,
    end: dayText(answer.end) || undefined,
    status: answer.status,
    certain: answer.certain,
    why: say(`whatif.zone.${answer.status}`, values)
  };
}

// The names of the largest regions that make up a place; none for everywhere.
function regionsNamed(place) {
  const { columns, regions } = ruled();
  if (place === rule.WHOLE || place === columns.everywhere) return [];
  const bySize = columns.regions
    .map((mask, number) => ({ mask, number, size: rule.bits(mask).length }))
    .filter(({ mask }) => !(mask & ~place))
    .sort((a, b) => b.size - a.size || a.number - b.number);
  const ids = [];
  let left = place;
  for (const { mask, number } of bySize)
    if (mask & left) {
      ids.push(regions[number].own);
      left &= ~mask;
    }
  return ids;
}

// Names in a row, the first eight of many.
function listWords(names, kind = "conjunction") {
  const some = names.length > 9 ? [...names.slice(0, 8), say("whatif.more", { n: names.length - 8 })] : names;
  return new Intl.ListFormat(LANGUAGE, { type: kind }).format(some);
}

const optionName = (issue, option) =>
  option === "other" && !byId.has(`option:${ruled().issues[issue].own}/other`)
    ? say("deal.other")
    : named("option", `${ruled().issues[issue].own}/${option}`);
// A mask in words: the names of options, or ranges with the unit.
function settledWords(issue, cell, mask) {
  const { columns, issues } = ruled();
  const said = rule.words_of(cell, mask, issues[issue].cells.unit);
  return listWords(columns.issues[issue].is_number ? said : said.map((one) => optionName(issue, one)), "disjunction");
}

// ------------------------------------------------------------------ what the reader sees of it

// What is assumed stands above every view, as long as it is.
function drawWhatIf() {
  const now = assumed();
  const box = $("what-if");
  box.hidden = !now.size;
  document.body.classList.toggle("supposing", now.size > 0);
  if (!$("as-coded")) $("summary").before(el("p", { class: "note", id: "as-coded", text: say("whatif.paragraph") }));
  $("as-coded").hidden = !now.size || $("summary").hidden;
  if (!now.size) {
    box.replaceChildren();
    return;
  }
  const isHarder = [...now].some(
    ([id, word]) => word === head.level && WHAT_IF.indexOf(codedFirmness(nodes[byId.get(id)])) < WHAT_IF.indexOf(word)
  );
  // Common ground that one party's own rejection cut is no link of this page, and so it cannot come back.
  const isCut = [...now].some(([id, word]) => {
    const { principal, issue, cells } = nodes[byId.get(id)];
    const accepts = (node) => ["demands", "accepts"].includes(node.cells.stance);
    const ofTheSame = (node) => node.kind === "Position" && node.principal === principal && node.issue === issue;
    return word === DROPPED && cells.stance === "rejects" && nodes.some((node) => ofTheSame(node) && accepts(node));
  });
  const wasOpen = box.querySelector("details")?.open;
  box.replaceChildren(
    el(
      "div",
      { class: "row" },
      el("strong", { text: say("whatif.title", { n: now.size }) }),
      el("button", {
        type: "button",
        id: "what-if-undo",
        onclick: () => apply({ whatIf: state.whatIf.slice(0, -1) }, "whatif"),
        text: say("whatif.undo")
      }),
      el("button", {
        type: "button",
        id: "what-if-reset",
        onclick: () => apply({ whatIf: [] }, "whatif"),
        text: say("whatif.reset")
      })
    ),
    el(
      "details",
      { open: wasOpen === undefined ? now.size < 4 && innerWidth > 760 && innerHeight > 600 : wasOpen },
      el("summary", { text: say("whatif.list") }),
      el(
        "ul",
        {},
        [...now].map(([id, word]) =>
          el(
            "li",
            { dir: "auto" },
            button(byId.get(id)),
            ` ${say("whatif.change", beforeAndNow(nodes[byId.get(id)], word))} `,
            el("button", {
              type: "button",
              class: "link",
              "data-back": id,
              "aria-label": say("whatif.back", { position: nodes[byId.get(id)].label }),
              onclick: () => apply({ whatIf: state.whatIf.filter(([changed]) => changed !== id) }, "whatif"),
              text: say("whatif.back.short")
            })
          )
        )
      ),
      el("p", {
        class: "note",
        text: [
          say("whatif.note"),
          isHarder && (isHeard() ? say("whatif.harder.kernel") : say("whatif.harder")),
          isCut && say("whatif.cut")
        ]
          .filter(Boolean)
          .join(" ")
      })
    )
  );
}

// In the panel of a position: what it could be instead.
function softener(index) {
  const node = nodes[index];
  const now = firmnessNow(node);
  const steps = codedFirmness(node) || canBe(node).length === 1 ? canBe(node) : ["", ...canBe(node)];
  return section(
    say("whatif.position"),
    null,
    el(
      "div",
      { class: "ladder", role: "group", "aria-label": say("whatif.position") },
      [...(canBe(node).length === 1 ? [codedFirmness(node)] : []), ...steps]
        .reverse()
        .map((word) =>
          el("button", {
            type: "button",
            class: "chip",
            id: `suppose-${word.replace(" ", "-") || "coded"}`,
            "aria-pressed": String(word === now),
            onclick: () => assume(index, word),
            text:
              word === codedFirmness(node)
                ? say("whatif.coded", { word: canBe(node).length === 1 ? say("whatif.kept") : levelWord(word) })
                : levelWord(word)
          })
        )
    )
  );
}
