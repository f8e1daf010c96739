// The deal table: what has to be settled down, parties across. A settlement is picked for each row, and every party's lines are
// held against it by the rule (check.js). The state keeps the package, so that a link has it.

const fromPlainDeal = (deal) => {
  const { columns, names } = ruled();
  if (deal === null || typeof deal !== "object" || Array.isArray(deal)) return {};
  return Object.fromEntries(
    Object.entries(deal).filter(([issue, settled]) => packages.terms_from(columns, names, { [issue]: settled }).length)
  );
};

// The day that a package is agreed on: the last of those asked for, or the case's own.
const dealDay = () => (state.asOf ? ordinal(period(state.asOf)[1]) : (head.rule.day ?? rule.ALWAYS));

// What has to be settled that day; made anew when the day or what is assumed changes.
function dealAgenda() {
  const key = `${dealDay()} ${JSON.stringify(state.whatIf)}`;
  if (dealAgenda.key !== key)
    Object.assign(dealAgenda, { key, made: packages.agenda(columnsNow(), head.rule, dealDay()) });
  return dealAgenda.made;
}

function dealChecked() {
  const { columns, names } = ruled();
  const checked = packages.check(dealAgenda(), packages.terms_from(columns, names, state.deal));
  const rows = checked.parts.flatMap((parts, question) =>
    parts.map((part) => ({ question, part, issue: checked.questions[question].issue, verdicts: new Map() }))
  );
  const of = new Map(rows.map((row) => [row.part, row]));
  for (const row of checked.rows)
    if (row.part && row.party !== undefined) of.get(row.part).verdicts.set(row.party, row);
  rows.sort((a, b) => a.issue - b.issue);
  return {
    ...checked,
    table: rows,
    ties: checked.rows.filter((row) => row.rule || row.budget),
    order: principals.order ? rankedParties(checked.parties) : checked.parties
  };
}
// Parties in the order of the other views.
function rankedParties(parties) {
  const at = new Map(principals.order.map((index, number) => [nodes[index].id, number]));
  const place = (party) => at.get(ruled().parties[party].id) ?? at.size;
  return [...parties].sort((a, b) => place(a) - place(b));
}

// ------------------------------------------------------------------ what the package says

const settlementOf = (issue, part) => {
  if (!part.settled) return null;
  if (!part.ranges.length) {
    const { options } = ruled().columns.issues[issue];
    return rule
      .bits(part.mask)
      .map((bit) => options[bit])
      .join("|");
  }
  const ends = part.ranges.map((range) => range.map((end) => (Number.isFinite(end) ? end : null)));
  return ends.length > 1 ? ends : ends[0][0] === ends[0][1] ? ends[0][0] : ends[0];
};

// Settles a row, or leaves it open (null); what is settled in other places of the issue stays.
function settle(row, settled, from = "deal") {
  const byRegion = {};
  for (const beside of dealChecked().table.filter((one) => one.issue === row.issue)) {
    const value = beside.part.place === row.part.place ? settled : settlementOf(row.issue, beside.part);
    if (value === null) continue;
    const regions = regionsNamed(beside.part.place);
    for (const region of regions.length ? regions : [""]) byRegion[region] = value;
  }
  const deal = { ...state.deal };
  const { own } = ruled().issues[row.issue];
  delete deal[own];
  if (Object.keys(byRegion).length) deal[own] = plainly(byRegion);
  apply({ deal }, from);
}
const plainly = (byRegion) => (Object.keys(byRegion).join() === "" && "" in byRegion ? byRegion[""] : byRegion);

// The settlement of a row in words.
function settledText(row, questions) {
  const { issue, part } = row;
  if (!part.settled) return say("deal.open");
  if (!part.ranges.length) return settledWords(issue, questions[row.question].settlements, part.mask);
  const unit = ruled().issues[issue].cells.unit;
  return listWords(
    part.ranges.map(([low, high]) => rule.range_words({ low, high: low }, { low: high, high }, unit)),
    "disjunction"
  );
}

// The verdict in sentences: what is broken, whose lines are crossed, what is open.
const levelsCrossed = [rule.RED_LINE, rule.BOTTOM_LINE, rule.AIM, rule.UNKNOWN];
function verdictWords({ table, ties, rows, order }) {
  const settled = table.filter((row) => row.part.settled);
  if (!settled.length) return [say("deal.empty", { n: table.length })];
  const { parties } = ruled();
  const sentences = [];
  const broken = ties.filter((row) => row.verdict === "breaks");
  if (broken.length) sentences.push(say("deal.breaks", { n: broken.length, rules: listWords(broken.map(tieName)) }));
  const crossing = rows.filter((row) => row.verdict === "crosses" && row.party !== undefined);
  let known = false;
  for (const level of levelsCrossed) {
    const who = order
      .filter((party) => crossing.some((row) => row.level === level && row.party === party))
      .map((party) => parties[party].label);
    if (!who.length) continue;
    known ||= level === rule.RED_LINE;
    sentences.push(say(`deal.crosses.${level}`, { parties: listWords(who) }));
  }
  if (!crossing.length) sentences.push(say("deal.none"));
  else if (!known) sentences.push(say("deal.none.red"));
  const unsure = [
    ...new Set(crossing.filter((row) => !row.certain && row.level).map((row) => parties[row.party].label))
  ];
  if (unsure.length) sentences.push(say("deal.unsure", { parties: listWords(unsure) }));
  const silent = rows.filter((row) => row.part && ["open", "unknown"].includes(row.verdict) && row.party !== undefined);
  if (silent.length) sentences.push(say("deal.silent", { n: silent.length }));
  const left = table.length - settled.length;
  if (left) sentences.push(say("deal.left", { n: left, all: table.length }));
  return sentences;
}
const tieName = (row) =>
  row.budget
    ? named("budget", row.budget)
    : row.rule.kind === "constraint"
      ? tieWords(head.rule.constraints.find((one) => one.id === row.rule.id))
      : tieWords(head.rule.conditions.find((one) => one.id === row.rule.id));
// What a rule of the matter, or a condition, says.
function tieWords(written) {
  const names = ([issue, mask]) => {
    const [bit] = rule.bits(BigInt(mask));
    return say("deal.option", {
      option: optionName(issue, ruled().columns.issues[issue].options[bit]),
      issue: ruled().issues[issue].label
    });
  };
  const [first, others] = written.option ? [written.option, [written.other]] : [written.what, written.requires];
  const phrase = {
    first: names(first),
    relation: written.relation,
    others: listWords(others.map(names), "disjunction")
  };
  return written.party === undefined
    ? say("deal.tie", phrase)
    : say("deal.tie.party", { ...phrase, party: ruled().parties[written.party].label });
}

// All that the cells of a row are drawn from, in one text.
function cellsOf(row) {
  const verdicts = [...row.verdicts].map(([party, { verdict, level, crossed, positions }]) =>
    [party, verdict, level, crossed, positions].join()
  );
  return [...row.there.map((p) => `${p} ${firmnessNow(ruled().positions[p])}`), ...verdicts].join(";");
}

// The table stays while its rows and columns do, so that a slider is not taken from under the hand that drags it.
const dealView = { key: null, rows: [] };
function drawDeal() {
  const box = views.current().box;
  const checked = dealChecked();
  const { issues, parties } = ruled();
  if (!checked.table.length) {
    dealView.key = null;
    box.replaceChildren(nothing());
    return;
  }
  const own = checked.order.slice(0, atMost.parties);
  const table = checked.table.slice(0, Math.ceil(atMost.verdicts / own.length));
  const key = JSON.stringify([own, table.map((row) => [row.issue, String(row.part.place)])]);
  if (dealView.key !== key || dealView.body?.closest(".view") !== box) {
    dealView.rows = table.map((row, number) => {
      const where = regionsNamed(row.part.place).map((id) => named("region", id));
      const control = controlOf(row, number, checked.questions);
      const heading = el(
        "th",
        { scope: "row", dir: "auto" },
        headButton(issues[row.issue].index, "deal"),
        where.length ? el("span", { class: "kicker", dir: "auto", text: short(listWords(where), 90) }) : null
      );
      return { row, sync: control.sync, line: el("tr", {}, heading, control.box) };
    });
    dealView.verdict = el("p", { id: "verdict", role: "status", dir: "auto" });
    dealView.tools = el("div", { class: "deal-tools" });
    dealView.ties = el("div", { id: "deal-ties" });
    dealView.decisions = el("div", { id: "deal-decisions" });
    dealView.foot = el("tfoot", {});
    dealView.body = el(
      "tbody",
      {},
      dealView.rows.map(({ line: row }) => row)
    );
    const headings = el(
      "tr",
      {},
      el("th", { scope: "col", class: "corner", text: say("table.issue") }),
      el("th", { scope: "col", text: say("deal.settlement") }),
      own.map((party) => el("th", { scope: "col", dir: "auto" }, headButton(parties[party].index, "deal")))
    );
    const all = [checked.order.length, checked.table.length];
    box.replaceChildren(
      dealView.tools,
      dealView.verdict,
      ...(all[0] > own.length || all[1] > table.length
        ? [
            cutNotice(say("deal.most", { parties: own.length, points: table.length, all: all[0], allPoints: all[1] }), [
              "parties",
              "verdicts"
            ])
          ]
        : []),
      el("table", { class: "matrix deal" }, el("thead", {}, headings), dealView.body, dealView.foot),
      dealView.decisions,
      dealView.ties
    );
    dealView.key = key;
  }
  dealView.rows.forEach((kept, number) => {
    kept.row = { ...table[number], there: checked.questions[table[number].question].positions };
    kept.sync(kept.row, settledText(kept.row, checked.questions));
    kept.line.classList.toggle("unsettled", !kept.row.part.settled);
    // Only what has changed is drawn anew.
    const says = cellsOf(kept.row);
    if (kept.says === says) return;
    kept.says = says;
    while (kept.line.children.length > 2) kept.line.lastElementChild.remove();
    kept.line.append(...own.map((party) => verdictCell(kept.row, party, number)));
  });
  for (const one of dealView.body.querySelectorAll("button.verdict")) {
    const { party, issue } = JSON.parse(one.dataset.cell);
    one.classList.toggle("on", same(chosen?.cell, { party, issue }));
  }
  const worth = totalsOf(checked);
  const votes = decided(checked, worth);
  const isEmpty = !checked.table.some((row) => row.part.settled);
  const sentences = [...verdictWords(checked), ...(isEmpty ? [] : decidedWords(votes))].join(" ");
  if (dealView.verdict.textContent !== sentences) dealView.verdict.textContent = sentences;
  dealView.verdict.className = dealTone(checked);
  dealView.foot.replaceChildren(totals(checked, own), satisfactions(worth, own));
  dealView.decisions.replaceChildren(...decisionList(votes, isEmpty));
  dealView.tools.replaceChildren(...dealTools(checked));
  dealView.ties.replaceChildren(...tieList(checked));
}

const dealTone = ({ rows, table }) =>
  !table.some((row) => row.part.settled)
    ? ""
    : rows.some((row) => ["crosses", "breaks"].includes(row.verdict))
      ? "blocked"
      : "free";

// For each party how much is met, open and crossed.
function totals({ table }, own) {
  const settled = table.filter((row) => row.part.settled);
  const count = (party, phrase) => settled.filter((row) => phrase.includes(row.verdicts.get(party)?.verdict)).length;
  return el(
    "tr",
    {},
    el("th", { scope: "row", text: say("deal.total") }),
    el("td", { class: "settle" }, say("deal.settled", { n: settled.length, all: table.length })),
    own.map((party) =>
      el(
        "td",
        { class: "total" },
        ["meets", "open", "crosses"].map((word) => {
          const n = count(party, word === "open" ? ["open", "unknown"] : [word]);
          return el(
            "span",
            { class: classes("verdict", n ? word : "zero") },
            el("span", { class: "sign", "aria-hidden": "true", text: `${DEAL_SIGNS[word]} ` }),
            say(`deal.total.${word}`, { n })
          );
        })
      )
    )
  );
}

function tieList({ ties }) {
  if (!ties.length) return [];
  return [
    el("h3", { text: say("deal.ties") }),
    el(
      "ul",
      {},
      ties.map((row) =>
        el(
          "li",
          {},
          el(
            "span",
            { class: `verdict ${row.verdict === "breaks" ? "crosses" : row.verdict}` },
            el("span", {
              class: "sign",
              "aria-hidden": "true",
              text: `${DEAL_SIGNS[row.verdict] || DEAL_SIGNS.crosses} `
            }),
            say(`deal.tie.${row.verdict}`)
          ),
          el("span", { dir: "auto", text: ` ${tieName(row)}` })
        )
      )
    )
  ];
}

// The verdict, the whole table and what is assumed, on one page: a long table in smaller letters.
const DEAL_WIDTHS = [760, 860, 1000, 1200, 1500, 1900];
function drawDealPaper() {
  const day = dayText(dealDay());
  const figure = el("figure");
  const sheet = el(
    "div",
    { class: "sheet" },
    el("h1", { dir: "auto", text: head.title }),
    el("p", { class: "date", text: day ? say("deal.on", { day }) : "" }),
    whatIfOnPaper(),
    figure,
    madeOnPaper()
  );
  $("paper").replaceChildren(sheet);
  figure.append(...paperPicture(figure, DEAL_WIDTHS));
}

views.register({
  name: "deal",
  has: () => nodes.some((node) => node.kind === "Position"),
  draw: drawDeal,
  rows: () => {
    const checked = dealChecked();
    const { parties, issues } = ruled();
    return {
      columns: [
        say("table.issue"),
        say("table.where"),
        say("deal.settlement"),
        ...checked.order.map((party) => parties[party].label)
      ],
      rows: [
        ...checked.table.map((row) => [
          issues[row.issue].label,
          regionsNamed(row.part.place)
            .map((id) => named("region", id))
            .join("; "),
          settledText(row, checked.questions),
          ...checked.order.map((party) => {
            const verdict = row.verdicts.get(party);
            if (!verdict) return "";
            const line = verdict.verdict === "crosses" ? say(`deal.line.${verdict.level}`) : "";
            return [say(`deal.${verdict.verdict}`), line].filter(Boolean).join(" ");
          })
        ]),
        ...totalRows(checked)
      ]
    };
  }
});
