// The best package from here: what is open on the deal table is filled so that as few rules are broken and as few red lines, then
// bottom lines, then other lines are crossed as can be, and then as much as can be is accepted.

// So many packages, begun or whole, are looked at for each group of rows that depend on one another; more than these are too many
// for a page.
const MOST_LOOKED_AT = 1500;

function fillRest(checked) {
  const { columns, names } = ruled();
  const asked = { ...dealAgenda(), questions: checked.questions };
  const terms = packages.terms_from(columns, names, state.deal);
  const filled = [];
  let tooLarge = 0;
  for (const group of packages.groups_of(asked)) {
    const open = group.flatMap((question) =>
      checked.parts[question]
        .filter((part) => !part.settled)
        .map((part) => ({ question, part, issue: checked.questions[question].issue }))
    );
    if (!open.length) continue;
    const best = bestOf(asked, group, open, terms);
    if (best) filled.push(...best);
    else tooLarge += open.length;
  }
  if (!tooLarge) dealNote = say("deal.filled", { n: filled.length });
  else if (isHeard()) dealNote = say("deal.too_large.kernel", { n: tooLarge });
  else dealNote = say("deal.too_large", { n: tooLarge, command: `zopa deals ${head.id}` });
  apply({ deal: withTerms(state.deal, filled) }, "deal");
  if (tooLarge && isHeard()) askKernel("deals");
}

// The best terms for the open rows of a group, or null where there is too much to look at. A package that is begun can only get
// worse: what it breaks and crosses it breaks and crosses however it goes on, and what is left costs at least what it costs alone.
function bestOf(asked, group, open, terms) {
  const own = packages.agenda_of(asked, group);
  const issues = new Set(own.questions.map((question) => question.issue));
  const fixed = terms.filter((term) => issues.has(term.issue));
  const rows = open.map((row) => {
    const alone = packages.alone(asked, row.question);
    const dependent = new Set(asked.requirements.has(row.question) ? [0] : []);
    const all = candidates(row, asked.questions[row.question].settlements).map((term) => ({
      term,
      cost: costOf(packages.check(alone, [term]), dependent)
    }));
    all.sort((a, b) => compared(a.cost, b.cost));
    return { ...row, all };
  });
  // What the rows from one on cost at least.
  const rest = rows.reduceRight((after, { all }) => [added(all[0].cost, after[0]), ...after], [NO_COST]);
  const bound = new Set(group.flatMap((question, number) => (asked.requirements.has(question) ? [number] : [])));
  let best = null;
  let looked = 0;
  const goOn = (depth, chosenTerms) => {
    if (++looked > MOST_LOOKED_AT) return;
    const isWhole = depth === rows.length;
    const cost = costOf(packages.check(own, [...fixed, ...chosenTerms]), isWhole ? new Set() : bound);
    if (best && compared(added(cost, rest[depth]), best.cost) >= 0) return;
    if (isWhole) best = { cost, terms: chosenTerms };
    else for (const { term } of rows[depth].all) goOn(depth + 1, [...chosenTerms, term]);
  };
  goOn(0, []);
  return looked > MOST_LOOKED_AT ? null : open.map((row, at) => ({ row, term: best.terms[at] }));
}

// Rules broken; red lines, bottom lines and other lines crossed; what is not accepted: the less the better. Whether what has
// conditions is accepted depends on the rest; who holds no position accepts nothing, whatever is settled.
const NO_COST = [0, 0, 0, 0, 0];
function costOf({ rows }, dependent = new Set()) {
  const cost = [...NO_COST];
  for (const row of rows) {
    if (row.verdict === "breaks") cost[0]++;
    else if (row.verdict === "crosses") cost[Math.min(levelsCrossed.indexOf(row.level), 2) + 1]++;
    else if (row.positions?.length && row.part && row.verdict !== "meets" && !dependent.has(row.question)) cost[4]++;
  }
  return cost;
}
const added = (a, b) => a.map((value, number) => value + b[number]);
const compared = (a, b) => a.reduce((sign, value, number) => sign || value - b[number], 0);

// A package with these terms put into the rows that they are for.
function withTerms(deal, filled) {
  const { columns, issues } = ruled();
  const more = { ...deal };
  for (const { row, term } of filled) {
    const issue = issues[row.issue].own;
    const byRegion = issue in more ? { ...packages.by_region(more[issue]) } : {};
    const regions = regionsNamed(row.part.place);
    const value = term.options ? columns.issues[row.issue].options[rule.bits(term.options)[0]] : term.low;
    for (const region of regions.length ? regions : [""]) byRegion[region] = value;
    more[issue] = plainly(byRegion);
  }
  return more;
}

// What a row can be settled as: each option, or on a number issue each value that somebody names, the ends of the scale, and one
// value inside each gap.
function candidates({ issue, part }, cell) {
  return cell.pieces.map((piece, bit) => {
    if (!ruled().columns.issues[issue].is_number)
      return { issue, place: part.place, options: 1n << BigInt(bit), low: -Infinity, high: Infinity };
    const { low, high } = piece;
    const value = Number.isFinite(low)
      ? Number.isFinite(high)
        ? (low + high) / 2
        : low + 1
      : Number.isFinite(high)
        ? high - 1
        : 0;
    return { issue, place: part.place, options: 0n, low: value, high: value };
  });
}
