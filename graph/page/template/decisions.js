// Who must agree, and whether a package passes. Hold it against graph/decision.py, queries/deciding/electorate.py and
// package_votes.py, which tell it in words; the names are the same. Parties are places of a list, weights BigInt.

const decisions = (() => {
  const { UNKNOWN, counts } = rule;
  const [PASSES, FAILS, DEPENDS] = ["passes", "fails", "depends"];
  const NEAR = 1e-9;
  const sum = (values) => values.reduce((all, value) => all + value, 0n);
  const gcd = (a, b) => (b ? gcd(b, a % b) : a);
  const ceil = (value, by) => (value + by - 1n) / by;

  // ------------------------------------------------------------------------------------------------ a decision

  // Who has a say, and what it takes; null where the rule cannot be read, or does not fit them.
  function electorate(columns, written, asked) {
    const voters = new Set(written.parties || asked);
    const parties = [...new Set([...voters, ...written.vetoes])].sort((a, b) => a - b);
    const ones = parties.map((party) => (voters.has(party) ? 1n : 0n));
    const known = written.weights && new Map(written.weights.map(([party, weight]) => [party, BigInt(weight)]));
    if (!written.ways || !fits(written, voters, known)) return null;
    const scaled = parties.map((party, at) => (known?.get(party) || 0n) * ones[at]);
    // In the smallest whole parts of these weights.
    const part = scaled.reduce(gcd, BigInt(written.unit || 1));
    const weights = known ? scaled.map((weight) => weight / part) : ones;
    if (!sum(weights)) return null;
    const unit = known && BigInt(written.unit) / part;
    const ways = written.ways.map((way) => way.map((needs) => quota_of(needs, ones, known && weights, unit)));
    if (!ways.some((way) => way.every((quota) => quota.needed <= sum(quota.weights)))) return null;
    const vetoes = parties.map((party, at) => Boolean(written.vetoes.includes(party) || (written.anybody && ones[at])));
    return { id: written.id, parties, ways, vetoes, issues: written.issues && new Set(written.issues) };
  }

  function fits(written, voters, known) {
    const { count, atLeast, vetoCount, weighted } = written;
    if (!voters.size || (known && [...voters].some((party) => !known.has(party)))) return false;
    if (count !== undefined && count !== voters.size) return false;
    if (atLeast !== undefined && voters.size < atLeast) return false;
    if (vetoCount !== undefined && vetoCount !== written.vetoes.length) return false;
    return !weighted || Boolean(known);
  }

  function quota_of({ share, moreThan, number, allBut, byWeight }, ones, weights, unit) {
    const by_weight = Boolean(byWeight && weights);
    const own = by_weight ? weights : ones;
    const one = by_weight ? unit : 1n;
    const [above, below] = (number || share || ["0", "1"]).map(BigInt);
    const total = sum(own);
    const all_but = total - BigInt(allBut ?? 0);
    const needed =
      allBut !== undefined
        ? all_but > 1n
          ? all_but
          : 1n
        : number
          ? ceil(above * one, below)
          : moreThan
            ? (above * total) / below + 1n
            : ceil(above * total, below);
    return { weights: own, needed, unit: one, by_weight };
  }

  // All who hold a position on some of these days.
  const who_is_asked = (columns, first, last) => rule.holding(columns, first, last).map((p) => columns.holder[p]);

  const reached = (quota, in_favour) => sum(quota.weights.filter((_, at) => in_favour.has(at)));
  const wins = (ways, in_favour) => ways.some((way) => way.every((quota) => reached(quota, in_favour) >= quota.needed));
  const passes = ({ ways, vetoes }, in_favour, against) =>
    ![...against].some((at) => vetoes[at]) && wins(ways, in_favour);

  // Whether it passes, fails, or depends on those who are neither, whose votes are not known.
  function outcome(decision, in_favour, against) {
    const unknown = decision.parties.map((_, at) => at).filter((at) => !in_favour.has(at) && !against.has(at));
    if (passes(decision, in_favour, new Set([...against, ...unknown]))) return PASSES;
    return passes(decision, new Set([...in_favour, ...unknown]), against) ? DEPENDS : FAILS;
  }

  // The quotas that are not reached, each with how much is missing, of the way of which the least is.
  function missing({ ways }, in_favour) {
    const short = ways.map((way) =>
      way.map((quota) => ({ quota, gap: quota.needed - reached(quota, in_favour) })).filter(({ gap }) => gap > 0n)
    );
    const share = (gaps) => gaps.reduce((all, { quota, gap }) => all + Number(gap) / Number(quota.needed), 0);
    return short.reduce((best, gaps) =>
      gaps.length < best.length || (gaps.length === best.length && share(gaps) < share(best)) ? gaps : best
    );
  }

  // ------------------------------------------------------------------------------------------------ the votes

  // Who is for a package that was checked and who against it, as places; `below` are those who would rather have none.
  function votes_of(decision, columns, checked, totals, walk_away, level) {
    const [in_favour, against, below] = [new Set(), new Set(), new Set()];
    const issues_of = (row) => (row.questions || [row.question]).map((question) => checked.questions[question].issue);
    const rows = checked.rows.filter(
      (row) => !decision.issues || issues_of(row).some((one) => decision.issues.has(one))
    );
    const own = rule.grouped(rows, (row) => row.party);
    decision.parties.forEach((party, at) => {
      const of_party = own.get(party) || [];
      const lines = of_party.filter((row) => row.verdict === "crosses");
      const [low, high] = totals.get(party) || [0, 1];
      const least = (!decision.issues && walk_away.get(party)) || 0;
      if (high < least - NEAR) below.add(at);
      if (high < least - NEAR || lines.some((row) => counts(row.level, level))) {
        against.add(at);
        return;
      }
      const may_count = (row) =>
        (row.rule ? [row.level] : row.crossed.map((p) => columns.firmness[p])).some(
          (firmness) => firmness === UNKNOWN || counts(firmness, level)
        );
      const may_cross =
        lines.some((row) => !row.certain) || of_party.some((row) => row.verdict === "open" && may_count(row));
      const speaks = of_party.some((row) => ["meets", "open", "crosses"].includes(row.verdict));
      if (speaks && !may_cross && !(low < least - NEAR)) in_favour.add(at);
    });
    return { in_favour, against, below };
  }

  // Those against who alone keep it from passing.
  const blockers = (decision, { in_favour, against }) =>
    [...against].filter((at) => {
      const others = new Set([...against].filter((other_) => other_ !== at));
      return outcome(decision, new Set([...in_favour, at]), others) !== FAILS;
    });

  return { electorate, who_is_asked, outcome, missing, votes_of, blockers };
})();
