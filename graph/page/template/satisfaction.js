// How satisfied each party is with a package: a range, where something is open or nothing is known. Hold it against
// queries/packages/satisfaction.py, choices.py, saliences.py and terms.py, which tell it in words; the names are the same.

const satisfaction = (() => {
  const { ABSTAINS, UNKNOWN, RED_LINE, WHOLE, accepted_by, ruled_out_by, is_value, bits } = rule;
  const [DEMANDS, ACCEPTS, REJECTS] = [0, 1, 2];
  const OUT_BIT = 1;
  const OTHER = "other";
  const LEAST_ACCEPTED = 0.5;
  const [NOTHING, ALL, NOT_KNOWN] = [
    [0, 0, true],
    [1, 1, true],
    [0, 1, false]
  ];
  const size_of = (place) => (place === WHOLE ? 1 : place.toString(2).split("1").length - 1);
  const has = (mask, bit) => Boolean((mask >> BigInt(bit)) & 1n);

  // What `graph/page/deciding.py` wrote of positions, parties and issues.
  function cells_of({ own, ranks, ideals, prefers, saliences, walkAway, wholes }) {
    return {
      own: new Map(own),
      ranks: new Map(ranks),
      ideals: new Map((ideals || []).map(([p, ideal, has_low, has_high]) => [p, { ideal, has_low, has_high }])),
      prefers: new Map(prefers),
      saliences: saliences || [],
      walk_away: new Map(walkAway),
      wholes: new Map(wholes)
    };
  }

  // ------------------------------------------------------------------------------------------------ saliences

  // What share of the whole the smallest regions of each issue have for each party: they add up to 1 over all questions.
  function shares_of({ columns, questions }, cells, parties) {
    const places = new Map();
    for (const { issue, place } of questions) places.set(issue, (places.get(issue) || 0) + size_of(place));
    const options_of = new Map();
    for (const issue of places.keys())
      if (cells.wholes.has(issue))
        options_of.set(cells.wholes.get(issue), (options_of.get(cells.wholes.get(issue)) || 0) + 1);
    const portion = (issue) => 1 / (options_of.get(cells.wholes.get(issue)) || 1);
    const coded = saliences_of(columns, cells);
    const sum = (values) => values.reduce((all, value) => all + value, 0);
    return new Map(
      parties.map((party) => {
        const of_party = coded.get(party) || new Map();
        const of_issues = [...places.keys()].filter((issue) => of_party.has(issue));
        const is_coded = of_issues.some((issue) => of_party.get(issue));
        const counted = is_coded ? sum(of_issues.map(portion)) : 0;
        const usual = counted ? sum(of_issues.map((issue) => of_party.get(issue) * portion(issue))) / counted : 1;
        const weights = new Map(
          [...places.keys()].map((issue) => [
            issue,
            (is_coded && of_party.has(issue) ? of_party.get(issue) : usual) * portion(issue)
          ])
        );
        const total = sum([...weights.values()]);
        return [party, new Map([...weights].map(([issue, own]) => [issue, own / total / places.get(issue)]))];
      })
    );
  }

  // Salience by party and issue; a delegate's counts as its principal's where the principal has none itself.
  function saliences_of(columns, cells) {
    const coded = new Map();
    const of = (party) => coded.get(party) || coded.set(party, new Map()).get(party);
    const through = new Map();
    for (const [party, issue, salience] of cells.saliences) {
      const principal = columns.principal[party];
      if (principal === party) continue;
      const key = `${principal} ${issue}`;
      through.set(key, [...(through.get(key) || []), salience]);
      const all = through.get(key);
      of(principal).set(issue, all.reduce((sum, value) => sum + value, 0) / all.length);
    }
    for (const [party, issue, salience] of cells.saliences) of(party).set(issue, salience);
    return coded;
  }

  // ------------------------------------------------------------------------------------------------ choices

  // The choices of a question as { bit, value }; on a number issue each gap is cut at the ideals, and the ends of what the
  // package has are choices as well.
  function choices_of({ columns }, { issue, settlements: { pieces, named } }, parts, cells) {
    if (!columns.issues[issue].is_number) return pieces.map((_, bit) => ({ bit, value: NaN }));
    const ideals = [...named.keys()].filter((p) => cells.ideals.has(p)).map((p) => cells.ideals.get(p).ideal);
    const choices = pieces.flatMap((piece, bit) => {
      if (is_value(piece)) return [{ bit, value: piece.low }];
      const inner = ideals.filter((ideal) => piece.low < ideal && ideal < piece.high).sort((a, b) => a - b);
      const cuts = [piece.low, ...new Set(inner), piece.high];
      return cuts
        .slice(1)
        .flatMap((above, number) => [inside(cuts[number], above), ...(above < piece.high ? [above] : [])])
        .map((value) => ({ bit, value }));
    });
    for (const value of parts.flatMap((part) => part.ranges.flat()).filter(Number.isFinite)) {
      const bit = pieces.findIndex(
        ({ low, high }) => (low < value && value < high) || (low === value && value === high)
      );
      if (bit >= 0) choices.push({ bit, value });
    }
    return choices;
  }

  function inside(low, high) {
    if (low === -Infinity) return high === Infinity ? 0 : high - 1;
    return high === Infinity ? low + 1 : (low + high) / 2;
  }

  // ------------------------------------------------------------------------------------------------ scores

  // Whether satisfaction falls with the distance from an ideal without limits: both ends of the scale are known.
  function is_spatial(columns, cells, p) {
    const { is_number, is_ordered, options, scale_low, scale_high } = columns.issues[columns.issue[p]];
    if (is_number) {
      const of = cells.ideals.get(p);
      const accepts = columns.stance[p] === DEMANDS || columns.stance[p] === ACCEPTS;
      const ends = Number.isFinite(scale_low) && Number.isFinite(scale_high) && scale_low < scale_high;
      return Boolean(of && !of.has_low && !of.has_high && accepts && ends);
    }
    const bare = cells.prefers.has(p) && columns.named[p] === 1n << BigInt(cells.prefers.get(p));
    return is_ordered && bare && columns.stance[p] === ACCEPTS && options.length > 1;
  }

  // 1 at the ideal, falling to the end that the position names, or to the farther end of the scale without limits.
  function graded(columns, cells, p, { value, bit }) {
    const issue = columns.issues[columns.issue[p]];
    if (cells.prefers.has(p)) {
      const [ideal, place] = [cells.prefers.get(p), bit];
      if (place === ideal) return 1;
      if (is_spatial(columns, cells, p))
        return 1 - Math.abs(place - ideal) / Math.max(ideal, issue.options.length - 1 - ideal);
      const named = bits(columns.named[p]);
      const end = place < ideal ? named[0] : named.at(-1);
      return LEAST_ACCEPTED + (LEAST_ACCEPTED * (place - end)) / (ideal - end);
    }
    const { ideal, has_low, has_high } = cells.ideals.get(p);
    if (is_spatial(columns, cells, p)) {
      const farther = Math.max(ideal - issue.scale_low, issue.scale_high - ideal);
      return Math.max(0, 1 - Math.abs(value - ideal) / farther);
    }
    const [low, high] = [columns.low[p], columns.high[p]];
    const nearest = Math.min(Math.max(ideal, low), high);
    const [end, is_coded] = value < nearest ? [low, has_low] : [high, has_high];
    if (value === nearest || !is_coded) return 1;
    return LEAST_ACCEPTED + (LEAST_ACCEPTED * (value - end)) / (nearest - end);
  }

  // The satisfaction that follows from the ranks of a party's positions: ranked.py has the rule.
  function by_rank(cells, { pieces, named }, positions) {
    const ranking = positions.filter((p) => cells.ranks.has(p));
    if (!ranking.length) return new Map();
    const options = pieces.reduce((mask, piece, bit) => (piece === OTHER ? mask : mask | (1n << BigInt(bit))), 0n);
    const count = (mask) => bits(mask).length;
    const named_by = (chosen) => chosen.reduce((mask, p) => mask | (named.get(p) & options), 0n);
    const [others, unranked] = [count(options) - 1, count(options & ~named_by(ranking))];
    return new Map(
      ranking.map((p) => {
        const rank = cells.ranks.get(p);
        const better = named_by(ranking.filter((rival) => cells.ranks.get(rival) < rank));
        const ranked_ahead = count(better & ~named.get(p));
        const ahead = ranked_ahead + Math.min(Math.max(0, rank - 1 - ranked_ahead), unranked);
        return [p, others > 0 ? 1 - Math.min(ahead, others) / others : 1];
      })
    );
  }

  // Least and most satisfaction of a party, by its positions, with one choice, and whether anything is known of it; `met`
  // are the conditions that are met.
  function score(made, cells, question, positions, bound, choice, met) {
    const { columns } = made;
    const { named, full } = question.settlements;
    const contested = positions.filter((p) => columns.contested[p] && columns.stance[p] < ABSTAINS);
    const sure = sure_score(made, cells, question, positions, bound, choice, met);
    if (sure[2] && sure[1] === 0) return sure;
    const speaks = (p) => has(ruled_out_by(columns.stance[p], named.get(p), full) | named.get(p), choice.bit);
    return contested.some(speaks) ? NOT_KNOWN : sure;
  }

  function sure_score({ columns }, cells, { issue, settlements }, positions, bound, choice, met) {
    const { bit } = choice;
    const holds = (p) => !((bound.get(p)?.holds ?? 0n) & ~met);
    const offers = (p) => !((bound.get(p)?.offers ?? 0n) & ~met);
    const accepts = (p) => columns.stance[p] === DEMANDS || columns.stance[p] === ACCEPTS;
    const spread = (values) => [Math.min(...values), Math.max(...values), true];
    const standing = positions.filter((p) => !columns.contested[p] && holds(p));
    const named = standing.filter((p) => has(settlements.named.get(p), bit) && (!accepts(p) || offers(p)));
    const out = standing
      .filter((p) => has(ruled_out_by(columns.stance[p], settlements.named.get(p), settlements.full), bit))
      .map((p) => columns.firmness[p]);
    const ranked = by_rank(cells, settlements, positions);
    const coded = named
      .filter((p) => cells.own.has(p) || ranked.has(p))
      .map((p) => (cells.own.has(p) ? cells.own.get(p) : ranked.get(p)));
    if (coded.length) return spread(coded);
    const accepting = named.filter(accepts);
    if (out.includes(RED_LINE) || (out.length && !accepting.length)) return NOTHING;
    if (out.length) return [out.includes(UNKNOWN) ? 0 : LEAST_ACCEPTED, LEAST_ACCEPTED, true];
    const spatial = (p) => is_spatial(columns, cells, p);
    const ideals = [
      ...accepting.filter((p) => (cells.ideals.has(p) || cells.prefers.has(p)) && !spatial(p)),
      ...standing.filter((p) => spatial(p) && offers(p))
    ];
    if (ideals.length) return spread(ideals.map((p) => graded(columns, cells, p, choice)));
    if (!accepting.length) {
      const wanted = cells.wholes.has(issue) && bit === OUT_BIT;
      return wanted && standing.some((p) => columns.stance[p] === REJECTS) ? ALL : NOT_KNOWN;
    }
    return accepting.some((p) => columns.stance[p] === DEMANDS) ? ALL : [LEAST_ACCEPTED, LEAST_ACCEPTED, true];
  }

  // Which conditions make a difference to what a choice is worth to a party.
  function matters(made, cells, question, positions, bound, { bit }) {
    const { columns } = made;
    const { named, full } = question.settlements;
    return positions.reduce((mask, p) => {
      if (!bound.has(p)) return mask;
      const { offers, holds } = bound.get(p);
      const stance = columns.stance[p];
      const left_out = cells.wholes.has(question.issue) && stance === REJECTS ? 1n << BigInt(OUT_BIT) : 0n;
      const tied = has(accepted_by(stance, named.get(p)), bit) || is_spatial(columns, cells, p);
      const bears = has(ruled_out_by(stance, named.get(p), full) | named.get(p) | left_out, bit);
      return mask | (tied ? offers : 0n) | (bears ? holds : 0n);
    }, 0n);
  }

  // Least and most satisfaction of a party with what a package leaves of a question.
  function satisfaction_with(made, cells, number, part, party, choices, bound) {
    const question = made.questions[number];
    const positions = question.by_holder.get(party) || [];
    const never = (made.requirements.get(number) || []).reduce(
      (mask, { places }, at) => (places.length ? mask : mask | (1n << BigInt(at))),
      0n
    );
    let [low, high] = [1, 0];
    for (const choice of choices) {
      const inside_range = ([from, to]) => from <= choice.value && choice.value <= to;
      if (!has(part.mask, choice.bit) || (part.ranges.length && !part.ranges.some(inside_range))) continue;
      const tied = matters(made, cells, question, positions, bound, choice);
      const open = tied & ~(part.met | part.unmet | never);
      // Every set of the conditions of which it is open whether they are met.
      for (let met = open; ; met = (met - 1n) & open) {
        const [least, most] = score(made, cells, question, positions, bound, choice, met | (tied & part.met));
        [low, high] = [Math.min(low, least), Math.max(high, most)];
        if (!met) break;
      }
    }
    return [low, high];
  }

  const rounded = (value) => Math.round(value * 1e9) / 1e9;
  // The least and the most satisfaction of each party with the whole of a package that was checked: [low, high] by party.
  function totals(made, checked, cells) {
    const whole = { ...made, questions: checked.questions };
    const shares = shares_of(whole, cells, checked.parties);
    const found = new Map(checked.parties.map((party) => [party, [0, 1]]));
    checked.parts.forEach((parts, number) => {
      if (!parts.some((part) => part.settled)) return;
      const question = whole.questions[number];
      const choices = choices_of(whole, question, parts, cells);
      const bound = packages.bound_by(whole, number);
      for (const part of parts.filter(({ settled }) => settled))
        for (const [party, ends] of found) {
          const share = shares.get(party).get(question.issue) * size_of(part.place);
          const [least, most] = satisfaction_with(whole, cells, number, part, party, choices, bound);
          ends[0] += share * least;
          ends[1] -= share * (1 - most);
        }
    });
    return new Map([...found].map(([party, ends]) => [party, ends.map(rounded)]));
  }

  return { cells_of, totals };
})();
