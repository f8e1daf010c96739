// What a package is worth: how satisfied each party is beside the value below which it prefers no agreement, and whether the
// package passes where the case says who must agree, and who blocks it.

const worthOf = () => (worthOf.cells ||= satisfaction.cells_of(head.rule.worth));
const totalsOf = (checked) => satisfaction.totals(dealAgenda(), checked, worthOf());
const NEARLY = 1e-9;

const shareWords = (value) => value.toLocaleString(LANGUAGE, { maximumFractionDigits: 2 });
const rangeTold = ([low, high]) =>
  low === high ? shareWords(low) : say("deal.range", { low: shareWords(low), high: shareWords(high) });
// Whether a party surely reaches its walk-away value, surely does not, or may do either; nothing where none is coded.
function walkAwayWord(party, [low, high]) {
  const least = worthOf().walk_away.get(party);
  if (least === undefined) return null;
  return low >= least - NEARLY ? "meets" : high < least - NEARLY ? "crosses" : "open";
}
const walkAwayTold = (party, ends) => {
  const word = walkAwayWord(party, ends);
  return word && say(`deal.walk_away.${word}`, { least: shareWords(worthOf().walk_away.get(party)) });
};

// A bar from the least to the most, with a mark at the walk-away value.
function worthBar([low, high], least) {
  const at = (value) => round(value * 100);
  return svg(
    "svg",
    { class: "worth", viewBox: "-1 0 102 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: "whole", x: 0, y: 3, width: 100, height: 4 }),
    svg("rect", { class: "range", x: at(low), y: 3, width: Math.max(at(high - low), 1.5), height: 4 }),
    least === undefined ? null : svg("path", { d: `M${at(least)},0 V10` })
  );
}

function satisfactions(totals, own) {
  const { walk_away: walkAway } = worthOf();
  return el(
    "tr",
    { class: "satisfactions" },
    el("th", { scope: "row", text: say("deal.satisfaction") }),
    el("td", { class: "settle", text: say(walkAway.size ? "deal.satisfaction.meaning" : "deal.satisfaction.alone") }),
    own.map((party) => {
      const ends = totals.get(party);
      const word = walkAwayWord(party, ends);
      return el(
        "td",
        { class: "total" },
        el("strong", { text: rangeTold(ends) }),
        worthBar(ends, walkAway.get(party)),
        word &&
          el(
            "span",
            { class: `verdict ${word}` },
            el("span", { class: "sign", "aria-hidden": "true", text: `${DEAL_SIGNS[word]} ` }),
            walkAwayTold(party, ends)
          )
      );
    })
  );
}

// ------------------------------------------------------------------ who must agree

// Each decision of the case with its votes and its verdict; a rule that does not fit those who have a say has neither.
function decided(checked, totals) {
  const columns = columnsNow();
  const date = state.asOf || head.asOf;
  const [first, last] = date ? period(date).map(ordinal) : [rule.ALWAYS, rule.FOREVER];
  const asked = decisions.who_is_asked(columns, first, last);
  return head.rule.decisions.map((written) => {
    const decision = decisions.electorate(columns, written, asked);
    if (!decision) return { written };
    const level = rule.LEVELS.indexOf(head.level);
    const votes = decisions.votes_of(decision, columns, checked, totals, worthOf().walk_away, level);
    return { written, decision, votes, verdict: decisions.outcome(decision, votes.in_favour, votes.against) };
  });
}

const votersNamed = ({ decision }, places, kind) =>
  listWords(
    [...places].map((at) => ruled().parties[decision.parties[at]].label),
    kind
  );
const weightTold = ({ unit }, amount) => (Number(amount) / Number(unit)).toLocaleString(LANGUAGE);
const amountTold = ({ written }, quota, amount) =>
  quota.by_weight ? `${weightTold(quota, amount)} ${written.column}` : say("deal.parties", { n: Number(amount) });

// What it takes to pass, and who can veto it.
function takesTold(one) {
  const { written, decision } = one;
  const ways = decision.ways
    .filter((way) => way.length)
    .map((way) =>
      listWords(
        way.map((quota) =>
          say("deal.quota", {
            needed: weightTold(quota, quota.needed),
            total: amountTold(
              one,
              quota,
              quota.weights.reduce((a, b) => a + b)
            )
          })
        )
      )
    );
  const takes = written.anybody ? say("deal.consensus") : say("deal.takes", { ways: listWords(ways, "disjunction") });
  const vetoes = written.anybody ? [] : decision.vetoes.flatMap((veto, at) => (veto ? [at] : []));
  return vetoes.length ? `${takes} ${say("deal.veto", { n: vetoes.length, who: votersNamed(one, vetoes) })}` : takes;
}

function voteWords(one) {
  const { decision, votes, verdict } = one;
  const said = (key, places, kind) =>
    places.size ? [say(key, { n: places.size, who: votersNamed(one, places, kind) })] : [];
  const unknown = decision.parties
    .map((_, at) => at)
    .filter((at) => !votes.in_favour.has(at) && !votes.against.has(at));
  const sentences = [
    ...said("deal.vote.for", votes.in_favour),
    ...said("deal.vote.against", votes.against),
    ...said("deal.vote.unknown", new Set(unknown)),
    ...said("deal.vote.below", votes.below)
  ];
  if (verdict !== "fails") return sentences.join(" ");
  const gaps = decisions.missing(decision, votes.in_favour);
  return [
    ...sentences,
    ...said("deal.vote.blocks", new Set(decisions.blockers(decision, votes)), "disjunction"),
    ...(gaps.length
      ? [say("deal.vote.lacks", { what: listWords(gaps.map(({ quota, gap }) => amountTold(one, quota, gap))) })]
      : [])
  ].join(" ");
}

// In the verdict: under which decisions a package passes, and under which it does not.
const DECIDED = { passes: "meets", fails: "crosses", depends: "open" };
const decidedWords = (all) =>
  Object.keys(DECIDED).flatMap((verdict) => {
    const names = all.filter((one) => one.verdict === verdict).map((one) => named("decision", one.written.id));
    return names.length ? [say(`deal.under.${verdict}`, { names: listWords(names) })] : [];
  });

function decisionList(all, isEmpty) {
  if (!all.length) return [];
  const items = all.map((one) => {
    const name = named("decision", one.written.id);
    if (!one.decision) {
      const command = `${dealCommand()} --decision ${one.written.id}`;
      return el("li", { dir: "auto", text: say("deal.decision.none", { name, command }) });
    }
    const word = DECIDED[one.verdict];
    return el(
      "li",
      {},
      el("strong", { dir: "auto", text: name }),
      isEmpty
        ? null
        : el(
            "span",
            { class: `verdict ${word}` },
            el("span", { class: "sign", "aria-hidden": "true", text: DEAL_SIGNS[word] }),
            say(`deal.decision.${one.verdict}`)
          ),
      el("p", { class: "note", dir: "auto", text: takesTold(one) }),
      isEmpty ? null : el("p", { dir: "auto", text: voteWords(one) })
    );
  });
  return [el("h3", { text: say("deal.decisions") }), el("ul", {}, items)];
}

// As rows of a table, below those of what is settled.
function totalRows(checked) {
  const totals = totalsOf(checked);
  const voteOf = ({ decision, votes }, party) => {
    const at = decision.parties.indexOf(party);
    if (at < 0) return "";
    return say(`deal.vote.${votes.in_favour.has(at) ? "yes" : votes.against.has(at) ? "no" : "open"}`);
  };
  return [
    [
      say("deal.satisfaction"),
      "",
      "",
      ...checked.order.map((party) =>
        [rangeTold(totals.get(party)), walkAwayTold(party, totals.get(party))].filter(Boolean).join("; ")
      )
    ],
    ...decided(checked, totals)
      .filter(({ decision }) => decision)
      .map((one) => [
        named("decision", one.written.id),
        "",
        say(`deal.decision.${one.verdict}`),
        ...checked.order.map((party) => voteOf(one, party))
      ])
  ];
}
