// How one package fares on one day: whose lines it meets or crosses, which rule of the matter it breaks. Hold it against
// queries/packages: terms.py (what a package leaves of a question) and checking.py (the verdicts). The names are the same, and so
// are the answers, as the tests have it (tests/browser/test_rule.py).

const packages = (() => {
  const { ABSTAINS, UNKNOWN, AIM, BOTTOM_LINE, RED_LINE, WHOLE } = rule;
  const { accepted_by, ruled_out_by, settlements, is_value, bits, grouped } = rule;
  const { agenda, merged, question_of, groups_of, agenda_of, alone } = agendas;

  // ------------------------------------------------------------------------------------------------ what a package leaves

  // What is settled in each region; the region "" is everywhere.
  const by_region = (settled) =>
    settled !== null && typeof settled === "object" && !Array.isArray(settled) ? settled : { "": settled };
  // Each option, value or range of a settlement; a value is a range without width.
  const several = (settled) => (Array.isArray(settled) && settled.some(Array.isArray) ? settled : [settled]);
  const ends = (one) => (Array.isArray(one) ? one : [one, one]);

  // The terms of a package: { issue: { region: settlement } }, or { issue: settlement } as the command check-deal reads it; the
  // region "" is everywhere. A settlement is options with | between them, a value, [low, high], or several of these; an end that
  // is open is null. A term is { issue, place, options, low, high }, options being a mask, 0n where it is a range. What names
  // nothing that there is is left out.
  function terms_from(columns, names, deal) {
    return Object.entries(deal).flatMap(([name, settled]) => {
      const issue = names.issues.indexOf(name);
      if (issue < 0 || settled === null) return [];
      const { per_region } = columns.issues[issue];
      // What is settled alike in several regions is one term.
      const alike = new Map();
      for (const [region, one] of Object.entries(by_region(settled))) {
        const number = names.regions.indexOf(region);
        if (region && (number < 0 || !per_region)) continue;
        const place = region ? columns.regions[number] : per_region ? columns.everywhere : WHOLE;
        const key = JSON.stringify(one);
        alike.set(key, { one, place: place | (alike.get(key)?.place ?? 0n) });
      }
      return [...alike.values()].flatMap(({ one, place }) =>
        terms_of(columns.issues[issue], one).map((term) => ({ issue, place, ...term }))
      );
    });
  }

  function terms_of({ is_number, options, scale_low, scale_high }, settled) {
    if (is_number) {
      return several(settled).flatMap((one) => {
        const [low, high] = ends(one).map((end) => end ?? undefined);
        const [from, to] = [low ?? -Infinity, high ?? Infinity].sort((a, b) => a - b);
        const is_range = [low, high].some(Number.isFinite) && ![from, to].some(Number.isNaN);
        return is_range && to >= scale_low && from <= scale_high ? [{ options: 0n, low: from, high: to }] : [];
      });
    }
    const named = typeof settled === "string" ? settled.split("|").map((name) => options.indexOf(name)) : [-1];
    if (named.includes(-1)) return [];
    const mask = named.reduce((all, bit) => all | (1n << BigInt(bit)), 0n);
    return [{ options: mask, low: -Infinity, high: Infinity }];
  }

  function add_questions(made, terms) {
    const { columns } = made;
    for (const [issue, own] of grouped(terms, (term) => term.issue)) {
      const known = made.questions.filter((question) => question.issue === issue);
      const cut = known.length ? known[0].settlements : settlements(columns, issue, []);
      const add = (place) => made.questions.push(question_of(columns, issue, place, cut, []));
      if (!columns.issues[issue].per_region) {
        if (!known.length) add(WHOLE);
        continue;
      }
      const covered = known.reduce((place, question) => place | question.place, 0n);
      const rest = own.reduce((place, term) => place | term.place, 0n) & ~covered;
      if (rest) add(rest);
    }
  }

  // For each question what a package leaves of it: { place, mask, ranges, settled, met, unmet }, apart for the smallest regions
  // in which it says different things, of the question itself or of what its conditions ask for.
  function parts_of(made, terms) {
    const by_issue = grouped(terms, (term) => term.issue);
    const parts = made.questions.map((question, number) => {
      const needed = (made.requirements.get(number) || []).flatMap((one) => one.places.flat());
      const issues = [...new Set([question.issue, ...needed.map((one) => made.questions[one.question].issue)])];
      let places = [{ place: question.place, own: [] }];
      for (const issue of issues)
        for (const term of by_issue.get(issue) || []) {
          const own = issue === question.issue;
          if (question.place === WHOLE) {
            if (own) places[0].own.push(term);
            continue;
          }
          if (term.place === WHOLE) continue;
          places = places.flatMap((area) => {
            const [inside, outside] = [area.place & term.place, area.place & ~term.place];
            return [
              ...(inside ? [{ place: inside, own: own ? [...area.own, term] : area.own }] : []),
              ...(outside ? [{ place: outside, own: area.own }] : [])
            ];
          });
        }
      return places.map((area) => part_of(question, area.place, area.own));
    });
    parts.forEach((own, number) => {
      for (const part of own) with_conditions(made, parts, number, part);
    });
    return parts;
  }

  function part_of({ settlements: { pieces, full } }, place, terms) {
    const part = { place, mask: terms.length ? 0n : full, ranges: [], settled: terms.length > 0, met: 0n, unmet: 0n };
    for (const term of terms) {
      part.mask |= term.options;
      if (term.options) continue;
      part.ranges.push([term.low, term.high]);
      pieces.forEach((piece, bit) => {
        if (touches(piece, term)) part.mask |= 1n << BigInt(bit);
      });
    }
    return part;
  }
  const touches = (piece, term) =>
    is_value(piece) ? term.low <= piece.low && piece.low <= term.high : term.low < piece.high && term.high > piece.low;

  function with_conditions(made, parts, question, part) {
    (made.requirements.get(question) || []).forEach((requirement, number) => {
      const answers = requirement.places.map((place) => says(parts, place, part.place));
      const bit = 1n << BigInt(number);
      if (answers.length && answers.every((word) => word === "yes")) part.met |= bit;
      if (answers.some((word) => word === "no")) part.unmet |= bit;
    });
  }

  // Whether a package has one of these alternatives beside what it has in some place: yes, no or open.
  function says(parts, clause, place) {
    let answer = "no";
    for (const literal of clause) {
      const near = parts[literal.question].filter((part) => part.place & place);
      const there = near.length ? near : parts[literal.question];
      if (there.every((part) => part.settled && !(part.mask & ~literal.settlements))) return "yes";
      if (there.some((part) => part.mask & literal.settlements)) answer = "open";
    }
    return answer;
  }

  // ------------------------------------------------------------------------------------------------ the verdicts

  // The rows of a check: of each party on each part of a question, of rules, stakes and budgets, and of what is left unsettled.
  function check(asked, terms) {
    const made = { ...asked, questions: [...asked.questions] };
    add_questions(made, terms);
    const parts = parts_of(made, terms);
    const parties = parties_of(made);
    const rows = [];
    parts.forEach((own, question) => {
      for (const part of own) {
        if (part.settled)
          for (const party of parties) rows.push({ party, question, part, ...verdict(made, question, part, party) });
        else if (insisting(made, question).length)
          rows.push({ question, part, verdict: "open", positions: insisting(made, question) });
      }
    });
    for (const rule of made.rules) rows.push(...of_rule(made, parts, rule));
    for (const one of made.budgets) rows.push(...of_budget(made, parts, one));
    return { questions: made.questions, parts, parties, rows };
  }
  const parties_of = (made) =>
    [...new Set(made.questions.flatMap((question) => question.positions.map((p) => made.columns.holder[p])))].sort(
      (a, b) => a - b
    );
  const insisting = (made, question) => {
    const { positions, settlements: cell } = made.questions[question];
    return positions.filter((p) => ruled_out_by(made.columns.stance[p], cell.named.get(p), cell.full));
  };

  // What a party says to a part: { verdict, level, certain, crossed, met, positions }.
  function verdict(made, question, part, party) {
    const { columns } = made;
    const { settlements: cell, by_holder } = made.questions[question];
    const positions = by_holder.get(party) || [];
    const bound = bound_by(made, question);
    const holds = (p) => bound.get(p)?.holds ?? 0n;
    const offers = (p) => bound.get(p)?.offers ?? 0n;
    // What holds only if a condition is met rules out nothing where it surely is not, and may where that is open.
    const may_hold = positions.filter((p) => !(holds(p) & part.unmet));
    const sure = may_hold.filter((p) => !columns.contested[p] && !(holds(p) & ~part.met));
    const out = new Map(may_hold.map((p) => [p, ruled_out_by(columns.stance[p], cell.named.get(p), cell.full)]));
    const crossed_at = (level, unknown, counted) => {
      let remaining = part.mask;
      for (const p of counted)
        if (columns.firmness[p] >= level || (unknown && columns.firmness[p] === UNKNOWN)) remaining &= ~out.get(p);
      return !remaining;
    };
    const honoured = sure.filter((p) => out.get(p) && !(out.get(p) & part.mask));
    const crossed = may_hold.filter((p) => out.get(p) & part.mask);
    const levels = [RED_LINE, BOTTOM_LINE, AIM];
    if (crossed_at(AIM, true, sure)) {
      const level = levels.find((one) => crossed_at(one, false, sure)) ?? UNKNOWN;
      const worst = levels.find((one) => crossed_at(one, true, may_hold));
      return { verdict: "crosses", level, certain: level === worst, crossed, met: honoured, positions };
    }
    if (crossed.length)
      return {
        verdict: "open",
        level: UNKNOWN,
        certain: !crossed.some((p) => columns.contested[p]),
        crossed,
        met: honoured,
        positions
      };
    let accepted = 0n;
    for (const p of positions)
      if (!columns.contested[p] && !(offers(p) & ~part.met))
        accepted |= accepted_by(columns.stance[p], cell.named.get(p));
    if (positions.length && !(part.mask & ~accepted)) {
      const level = honoured.reduce((firmest, p) => Math.max(firmest, columns.firmness[p]), UNKNOWN);
      return { verdict: "meets", level, certain: true, crossed: [], met: honoured, positions };
    }
    const speaks = positions.some((p) => columns.stance[p] < ABSTAINS);
    return {
      verdict: speaks ? "open" : "unknown",
      level: UNKNOWN,
      certain: true,
      crossed: [],
      met: honoured,
      positions
    };
  }

  // The requirements of each position of a question as masks: all of them, and those it holds only with.
  function bound_by(made, question) {
    const bound = new Map();
    (made.requirements.get(question) || []).forEach((requirement, number) => {
      const { offers, holds } = bound.get(requirement.position) || { offers: 0n, holds: 0n };
      const bit = 1n << BigInt(number);
      bound.set(requirement.position, { offers: offers | bit, holds: requirement.holds ? holds : holds | bit });
    });
    return bound;
  }

  function of_rule(made, parts, rule) {
    const by_question = rule.clauses.map(merged);
    const questions = [...new Set(by_question.flat().map((literal) => literal.question))];
    if (!questions.some((question) => parts[question].some((part) => part.settled))) return [];
    let [broken, is_broken, is_open] = [WHOLE, false, false];
    for (const clause of by_question)
      for (const { place, masks } of side_by_side(made, parts, clause)) {
        if (clause.every((literal, number) => !(masks[number] & literal.settlements))) {
          is_broken = true;
          broken |= place;
        } else if (clause.every((literal, number) => masks[number] & ~literal.settlements)) is_open = true;
      }
    const word = is_broken ? (rule.party === undefined ? "breaks" : "crosses") : is_open ? "open" : "meets";
    const firmness = rule.party === undefined ? UNKNOWN : rule.firmness;
    const certain = rule.party === undefined || word !== "crosses" || firmness !== UNKNOWN;
    return [{ party: rule.party, rule, questions, verdict: word, level: firmness, certain, place: broken }];
  }

  // The settlements that a package leaves of the questions of a clause, in each place alike in that.
  function side_by_side(made, parts, clause) {
    const places = clause.map((literal) => made.questions[literal.question].place);
    const widest = places.reduce((most, place) => (bits(place).length > bits(most).length ? place : most), WHOLE);
    let areas = [{ place: widest, masks: [] }];
    for (const { question } of clause) {
      const own = parts[question];
      areas = areas.flatMap(({ place, masks }) => {
        const cut = own.filter((part) => part.place & place);
        const rest = place & ~cut.reduce((all, part) => all | part.place, 0n);
        return [
          ...cut.map((part) => ({ place: part.place & place, masks: [...masks, part.mask] })),
          ...(rest || !cut.length ? [{ place: rest, masks: [...masks, own[0].mask] }] : [])
        ];
      });
    }
    return areas;
  }

  function of_budget(made, parts, { id, factors, at_least: bottom, at_most: top }) {
    if (![...factors.keys()].some((question) => parts[question].some((part) => part.settled))) return [];
    let [low, high] = [0, 0];
    for (const [question, factor] of factors) {
      if (!factor) continue;
      const [least, most] = ends_of(made, parts, question);
      low += Math.min(factor * least, factor * most);
      high += Math.max(factor * least, factor * most);
    }
    const near = 1e-9 * Math.max(1, ...[bottom, top].filter(Number.isFinite).map(Math.abs));
    const word =
      low > top + near || high < bottom - near
        ? "breaks"
        : low >= bottom - near && high <= top + near
          ? "meets"
          : "open";
    return [
      {
        budget: id,
        questions: [...factors.keys()],
        verdict: word,
        level: UNKNOWN,
        certain: true,
        low,
        high,
        bottom,
        top
      }
    ];
  }

  function ends_of(made, parts, question) {
    const { scale_low: bottom, scale_high: top } = made.columns.issues[made.questions[question].issue];
    const ranges_left = parts[question].flatMap((part) => (part.ranges.length ? part.ranges : [[bottom, top]]));
    return [
      Math.max(bottom, Math.min(...ranges_left.map(([low]) => low))),
      Math.min(top, Math.max(...ranges_left.map(([, high]) => high)))
    ];
  }

  return { agenda, check, bound_by, terms_from, by_region, several, ends, groups_of, agenda_of, alone };
})();
