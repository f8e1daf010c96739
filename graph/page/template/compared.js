// Two days side by side: what is new, gone or moved between them, in the rows and the words of the query `compare`. The later
// side is the date of the slider below, the earlier one has a slider of its own; the state keeps it as `since`.

// The first day on which a position begins.
function firstStart() {
  if (firstStart.day === undefined) {
    const days = nodes.flatMap((node) => (node.kind === "Position" && node.from ? [node.from] : []));
    firstStart.day = days.sort()[0] ?? null;
  }
  return firstStart.day;
}
const sinceDay = () => state.since ?? firstStart();
const sideOf = (date) => {
  const [first, last] = date ? period(date).map(ordinal) : [rule.ALWAYS, rule.FOREVER];
  const label = date ? say(date.length === 10 ? "compare.on" : "compare.in", { day: date }) : say("compare.all");
  return { first, last, label };
};

// What there is on a date; kept for the two dates that were asked for last, as one of them mostly stays where it is.
const sidesAnswered = new Map();
function answersOn(date) {
  const key = JSON.stringify([date, state.whatIf]);
  const level = rule.LEVELS.indexOf(head.level);
  const side = sidesAnswered.get(key) || comparing.side_of(columnsNow(), worthOf(), sideOf(date), level, regionsCoded);
  sidesAnswered.delete(key);
  sidesAnswered.set(key, side);
  if (sidesAnswered.size > 2) sidesAnswered.delete(sidesAnswered.keys().next().value);
  return side;
}

// Worked out anew when a date changes, or what is assumed.
function differencesNow() {
  const key = JSON.stringify([sinceDay(), state.asOf, state.whatIf]);
  if (differencesNow.key !== key) {
    const dates = [sinceDay(), state.asOf];
    const sides = dates.map(sideOf);
    const rows = comparing.differences(columnsNow(), ...dates.map(answersOn));
    Object.assign(differencesNow, { key, sides, rows: rows.map((row) => toldDifference(row, sides)) });
  }
  const { party, issue } = state.pick;
  const asked = (row) =>
    (!issue.length || issue.includes(row.issue.id)) &&
    (!party.length || row.parties.some((one) => party.includes(one.id)));
  return { sides: differencesNow.sides, rows: differencesNow.rows.filter(asked) };
}

// The regions that a position names, none where its issue is settled once.
function regionsCoded(row) {
  const { columns, positions } = ruled();
  if (!columns.issues[columns.issue[row]].per_region) return [];
  return linked(positions[row].index, "CONCERNS", "out").map((index) => nodes[index].own);
}

// The id of each smallest region, by its number.
function leafNames() {
  if (!leafNames.all) {
    const { columns, regions } = ruled();
    leafNames.all = [];
    regions.forEach((node, number) => {
      const numbers = rule.bits(columns.regions[number]);
      if (numbers.length === 1 && leavesOf(node.index).has(node.index)) leafNames.all[numbers[0]] = node.own;
    });
  }
  return leafNames.all;
}

// ------------------------------------------------------------------ words

// Names as the sentences of Python have them: the first eight of many.
function joined(names, last) {
  const some = names.length > 8 ? [...names.slice(0, 8), say("compare.more", { n: names.length - 8 })] : names;
  if (some.length < 2) return some.join("");
  return say("compare.join", { head: some.slice(0, -1).join(", "), last: say(`compare.${last}`), tail: some.at(-1) });
}
const optionQuoted = (issue, option) =>
  option === "other" && !byId.has(`option:${ruled().issues[issue].own}/other`)
    ? say("compare.other")
    : `'${optionName(issue, option)}'`;

// The options that a position names, in the order in which they were coded; one that nobody listed has no node.
function optionsNamed(row) {
  const { columns, positions, issues } = ruled();
  const issue = columns.issue[row];
  const { options } = columns.issues[issue];
  const ofMask = rule.bits(columns.named[row]).map((bit) => options[bit]);
  const coded = around[positions[row].index].map((number) => nodes[edges[number].to].own);
  const place = (option) => coded.indexOf(`${issues[issue].own}/${option}`) + 1 || coded.length + 1;
  return ofMask.sort((a, b) => place(a) - place(b));
}

// What a position names, as it was coded; empty where it takes no side and names nothing.
function namesTold(row) {
  const { columns, positions, issues } = ruled();
  const issue = columns.issue[row];
  const { low, ideal, high } = positions[row].cells;
  if (!columns.issues[issue].is_number) {
    const options = optionsNamed(row);
    const preferred = columns.issues[issue].options[worthOf().prefers.get(row)];
    const names = joined(
      options.map((one) => optionQuoted(issue, one)),
      "or"
    );
    if (preferred === undefined) return names;
    return same(options, [preferred])
      ? say("compare.ideally", { names })
      : say("compare.ideal", { names, ideal: optionQuoted(issue, preferred) });
  }
  const number = (value) => value.toLocaleString("en", { maximumSignificantDigits: 15 });
  const tail = issues[issue].cells.unit ? ` ${issues[issue].cells.unit}` : "";
  const [hasLow, hasIdeal, hasHigh] = [low, ideal, high].map((end) => typeof end === "number");
  if (!hasLow && !hasHigh) return hasIdeal ? say("compare.ideally", { names: number(ideal) + tail }) : "";
  const names = !hasHigh
    ? say("compare.at_least", { low: number(low) })
    : !hasLow
      ? say("compare.at_most", { high: number(high) })
      : low === high
        ? number(low)
        : say("compare.range", { low: number(low), high: number(high) });
  return hasIdeal ? say("compare.ideal", { names: names + tail, ideal: number(ideal) }) : names + tail;
}

// What is said, and how firmly.
function positionTold({ row, party, voice }) {
  const { columns, positions, parties } = ruled();
  const node = positions[row];
  const isSide = columns.stance[row] < rule.ABSTAINS;
  const insists = ["demands", "rejects"].includes(STANCE_WORDS[columns.stance[row]]);
  const marks = [
    insists && rule.LEVELS[columnsNow().firmness[row]],
    columns.contested[row] && say("compare.contested"),
    assumed().has(node.id) && say("compare.what_if"),
    isInferred(node) && say("compare.inferred")
  ].filter(Boolean);
  const names = namesTold(row);
  return [
    say(`compare.stance.${STANCE_WORDS[columns.stance[row]]}`),
    names && (isSide ? names : say("compare.about", { names })),
    marks.length ? `(${marks.join(", ")})` : "",
    voice === party ? "" : say("compare.through", { voice: parties[voice].label })
  ]
    .filter(Boolean)
    .join(" ");
}
// As the rule reads them: a bare ideal accepts, whatever it was called.
const STANCE_WORDS = ["demands", "accepts", "rejects", "abstains", "mixed", "no answer"];
function isInferred(node) {
  const cited = linked(node.index, "SUPPORTED_BY", "out").map((index) => nodes[index].cells.attribution);
  return cited.length > 0 && cited.every((one) => one === "inferred");
}

function zoneTold(issue, state_) {
  const words = rule.words_of(state_.cell, state_.settlements, ruled().issues[issue].cells.unit);
  const isNumber = ruled().columns.issues[issue].is_number;
  const names = joined(isNumber ? words : words.map((one) => optionQuoted(issue, one)), "or");
  return [
    names ? say("compare.zone", { status: state_.word, names }) : state_.word,
    state_.certain ? "" : say("compare.perhaps", { status: state_.at_worst })
  ]
    .filter(Boolean)
    .join(", ");
}

// A difference with its names and its sentence.
function toldDifference(row, [before, after]) {
  const { parties, issues } = ruled();
  const told = { position: positionTold, clash: (one) => one.word, zone: (one) => zoneTold(row.issue, one) }[row.what];
  const [was, now] = [row.was, row.now].map((one) => (one ? told(one) : ""));
  const who = joined(
    row.parties.map((party) => parties[party].label),
    "and"
  );
  const regions = (row.named || row.regions.map((number) => leafNames()[number])).sort();
  const severity = (word) => word && say(`compare.severity.${word}`);
  const values = {
    who,
    before: before.label,
    after: after.label,
    was: row.what === "clash" ? severity(was) : was,
    now: row.what === "clash" ? severity(now) : now
  };
  const sentence =
    row.what === "zone"
      ? [
          [before, was],
          [after, now]
        ]
          .map(([side, phrase]) => say(phrase ? "compare.zone.is" : "compare.zone.none", { side: side.label, phrase }))
          .join("; ") + "."
      : say(`compare.${row.what}.${row.change}`, values);
  const direction = row.what === "position" && row.direction ? say(`compare.direction.${row.direction}`) : "";
  const where = regions.length
    ? say("whatif.in", {
        regions: joined(
          regions.map((id) => named("region", id)),
          "and"
        )
      })
    : "";
  return {
    ...row,
    issue: issues[row.issue],
    parties: row.parties.map((party) => parties[party]),
    regions,
    before: was,
    after: now,
    why: say("compare.why.sentence", {
      issue: issues[row.issue].label,
      where,
      sentence: `${sentence} ${direction}`.trimEnd()
    }),
    sides: row.positions
      ? row.positions.map((all) => [...all])
      : [row.was, row.now].map((one) => (one ? [one.row] : []))
  };
}

// What differs, in a few sentences: counts by kind, and the zones by name.
const COMPARED = ["position", "clash", "zone"];
function comparedWords({ sides: [before, after], rows }) {
  if (!rows.length) return say("compare.none", { before: before.label, after: after.label });
  const sentences = COMPARED.flatMap((kind) => {
    const own = rows.filter((row) => row.what === kind);
    const count = rule.grouped(own, (row) => (row.change === "moved" ? `moved ${row.direction}` : row.change));
    const moved = [...count].filter(([name]) => name.startsWith("moved ")).sort((a, b) => b[1].length - a[1].length);
    const phrases = [
      ...["new", "gone"].flatMap((name) => (count.has(name) ? [[name, count.get(name)]] : [])),
      ...moved
    ];
    const told = phrases.map(([name, all]) => say(`compare.count.${name.replace("moved ", "")}`, { n: all.length }));
    return told.length ? [say(`compare.counts.${kind}`, { counts: joined(told, "and") })] : [];
  });
  for (const direction of ["opened", "closed"]) {
    const names = rows
      .filter((row) => row.what === "zone" && row.direction === direction)
      .map((row) => row.issue.label);
    if (names.length) sentences.push(say(`compare.zones.${direction}`, { names: joined([...new Set(names)], "and") }));
  }
  return `${say("compare.differs", { before: before.label, after: after.label })} ${sentences.join(" ")}`;
}
