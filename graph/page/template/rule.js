// The rule once more: what positions rule out, accept and leave open, when two clash, and what zone a set of parties has.
// Hold it against graph/rule.py, which tells it in words: the same order, the same names, and the same answers, as the tests
// have it (tests/browser/test_rule.py). Sets of settlements are bit masks of BigInt, which know no largest number.

const rule = (() => {
  const [DEMANDS, ACCEPTS, REJECTS, ABSTAINS] = [0, 1, 2, 3];
  const [UNKNOWN, AIM, BOTTOM_LINE, RED_LINE] = [0, 1, 2, 3];
  const LEVELS = ["", "aim", "bottom line", "red line"];
  // As in graph/rule.py; the page lists severities in another order, the worst first.
  const RULE_SEVERITIES = ["deadlock", "hard", "soft", "unknown"];

  // ------------------------------------------------------------------------------------------------ one position

  const accepted_by = (stance, named) => (stance === DEMANDS || stance === ACCEPTS ? named : 0n);

  function ruled_out_by(stance, named, full) {
    if (stance === DEMANDS) return full & ~named;
    return stance === REJECTS ? named : 0n;
  }

  // ------------------------------------------------------------------------------------------------ two positions

  function left_open(columns, position) {
    const { full } = columns.issues[columns.issue[position]];
    return full & ~ruled_out_by(columns.stance[position], columns.named[position], full);
  }

  function rules_out_everything(columns, position) {
    const issue = columns.issues[columns.issue[position]];
    if (!issue.is_number) return left_open(columns, position) === 0n;
    const { stance, at_bottom, at_top } = ranges(columns, position);
    return stance === REJECTS && at_bottom && at_top;
  }

  function ranges(columns, position) {
    const issue = columns.issues[columns.issue[position]];
    const [low, high] = [columns.low[position], columns.high[position]];
    return {
      stance: columns.stance[position],
      low,
      high,
      at_bottom: low <= issue.scale_low,
      at_top: high >= issue.scale_high
    };
  }

  function ranges_clash(a, b) {
    const disjoint = a.low > b.high || b.low > a.high;
    if (a.stance === DEMANDS && b.stance === DEMANDS) return disjoint;
    if (a.stance === DEMANDS && b.stance === REJECTS) return b.low <= a.low && a.high <= b.high;
    if (a.stance === REJECTS && b.stance === DEMANDS) return a.low <= b.low && b.high <= a.high;
    if (a.stance === REJECTS && b.stance === REJECTS)
      return (a.at_bottom || b.at_bottom) && (a.at_top || b.at_top) && !disjoint;
    return false;
  }

  // Whether two positions of different parties clash, wherever and whenever they meet.
  function positions_clash(columns, a, b) {
    if (columns.issue[a] !== columns.issue[b] || columns.holder[a] === columns.holder[b]) return false;
    for (const position of [a, b])
      if (![DEMANDS, REJECTS].includes(columns.stance[position]) || rules_out_everything(columns, position))
        return false;
    if (columns.issues[columns.issue[a]].is_number) return ranges_clash(ranges(columns, a), ranges(columns, b));
    return (left_open(columns, a) & left_open(columns, b)) === 0n;
  }

  // The severity of a clash, and the mildest that it can be.
  function severities(firmness_a, firmness_b) {
    const at_least = 2 - Number(firmness_a === RED_LINE) - Number(firmness_b === RED_LINE);
    const is_unknown = firmness_a === UNKNOWN || firmness_b === UNKNOWN;
    return [RULE_SEVERITIES[is_unknown ? 3 : at_least], RULE_SEVERITIES[at_least]];
  }

  // ------------------------------------------------------------------------------------------------ settlements of an issue

  // The settlements of one issue as `pieces`: options, or intervals { low, high }, a single value where the two are the same;
  // `named`: which of them each of its positions names, by position.
  function settlements(columns, issue, positions) {
    const { is_number, options, scale_low, scale_high } = columns.issues[issue];
    if (!is_number) return settlements_of(options, new Map(positions.map((p) => [p, columns.named[p]])));
    const ends = new Set([...positions.flatMap((p) => [columns.low[p], columns.high[p]]), scale_low, scale_high]);
    const cuts = [...ends].filter(Number.isFinite).sort((a, b) => a - b);
    const pieces = [];
    cuts.forEach((cut, number) => {
      const below = number ? cuts[number - 1] : scale_low;
      if (below < cut) pieces.push({ low: below, high: cut });
      pieces.push({ low: cut, high: cut });
    });
    const highest = cuts.length ? cuts.at(-1) : scale_low;
    if (highest < scale_high) pieces.push({ low: highest, high: scale_high });
    const piece_of = new Map(pieces.flatMap((piece, bit) => (is_value(piece) ? [[piece.low, bit]] : [])));
    const named = new Map();
    for (const p of positions) {
      const first = piece_of.get(columns.low[p]) ?? 0;
      const last = piece_of.get(columns.high[p]) ?? pieces.length - 1;
      const is_empty = columns.low[p] > columns.high[p];
      named.set(p, is_empty ? 0n : ((1n << BigInt(last + 1)) - 1n) & ~((1n << BigInt(first)) - 1n));
    }
    return settlements_of(pieces, named);
  }
  const settlements_of = (pieces, named) => ({ pieces, named, full: (1n << BigInt(pieces.length)) - 1n });
  const is_value = (piece) => piece.low === piece.high;

  function bits(mask) {
    const numbers = [];
    for (let bit = 0; mask; bit++, mask >>= 1n) if (mask & 1n) numbers.push(bit);
    return numbers;
  }

  function runs(mask) {
    const ends = bits(mask & ~(mask >> 1n));
    return bits(mask & ~(mask << 1n)).map((first, number) => [first, ends[number]]);
  }

  // A mask in words: options, or ranges joined from their pieces, an end that does not belong to one being told.
  function words_of(cell, mask, unit = "") {
    return runs(mask).flatMap(([begin, end]) => {
      const [first, last] = [cell.pieces[begin], cell.pieces[end]];
      return typeof first === "object" ? [range_words(first, last, unit)] : cell.pieces.slice(begin, end + 1);
    });
  }

  const number_words = (value) => value.toLocaleString("en", { maximumSignificantDigits: 15 });
  function range_words(first, last, unit = "") {
    const [low, high] = [first.low, last.high];
    const tail = unit ? ` ${unit}` : "";
    if (low === high) return number_words(low) + tail;
    if (low === -Infinity && high === Infinity) return "any value";
    if (is_value(first) && is_value(last)) return `${number_words(low)} to ${number_words(high)}${tail}`;
    const parts = [];
    if (low !== -Infinity) parts.push(`${is_value(first) ? "at least" : "more than"} ${number_words(low)}`);
    if (high !== Infinity) parts.push(`${is_value(last) ? "at most" : "less than"} ${number_words(high)}`);
    return parts.join(", ") + tail;
  }

  // ------------------------------------------------------------------------------------------------ one party

  const counts = (firmness, level) => firmness >= level || level === AIM;

  function party_says(columns, cell, positions, level) {
    let [accepts, ruled_out, perhaps, refused] = [0n, 0n, 0n, 0n];
    let takes_side = false;
    for (const position of positions) {
      const [stance, firmness] = [columns.stance[position], columns.firmness[position]];
      const named = cell.named.get(position);
      if (stance >= ABSTAINS) continue;
      takes_side = true;
      const rules_out = ruled_out_by(stance, named, cell.full);
      if (columns.contested[position]) {
        if (counts(firmness, level) || firmness === UNKNOWN) {
          perhaps |= rules_out;
          refused |= rules_out;
        }
        continue;
      }
      accepts |= accepted_by(stance, named);
      if (counts(firmness, level)) ruled_out |= rules_out;
      else if (firmness === UNKNOWN) {
        perhaps |= rules_out;
        refused |= stance === REJECTS ? named : 0n;
      }
    }
    if (!takes_side) return NOTHING;
    perhaps |= ruled_out;
    return {
      accepted: accepts & ~ruled_out & ~refused,
      ruled_out,
      surely_accepted: accepts & ~perhaps,
      perhaps_ruled_out: perhaps
    };
  }

  // ------------------------------------------------------------------------------------------------ a set of parties

  function zone(full, says) {
    let [agreed, allowed, agreed_at_worst, allowed_at_worst] = [full, full, full, full];
    for (const view of says) {
      agreed &= view.accepted;
      allowed &= ~view.ruled_out;
      agreed_at_worst &= view.surely_accepted;
      allowed_at_worst &= ~view.perhaps_ruled_out;
    }
    const [status, mask] = status_of(agreed, allowed);
    const [at_worst] = status_of(agreed_at_worst, allowed_at_worst);
    return { status, settlements: mask, at_worst, certain: status === at_worst };
  }

  const NOTHING = { accepted: 0n, ruled_out: 0n, surely_accepted: 0n, perhaps_ruled_out: 0n };

  function status_of(agreed, allowed) {
    if (agreed) return ["agreed", agreed];
    return allowed ? ["open", allowed] : ["closed", 0n];
  }

  // ------------------------------------------------------------------------------------------------ the columns, and a softening

  // `graph/page/compiled.py` writes them. An open end is null there, and a mask a number, or a text where it could be too large.
  // Places are masks of smallest regions; WHOLE stands for an issue that is settled once.
  const WHOLE = 0n;
  const [ALWAYS, FOREVER] = [-Infinity, Infinity];
  function columns_of(written) {
    const p = written.positions;
    const everywhere = (1n << BigInt(written.leaves)) - 1n;
    const mask_of = (ranks) =>
      ranks.reduce((mask, [first, last]) => mask | ((2n << BigInt(last)) - (1n << BigInt(first))), 0n);
    const places = written.places.map(mask_of);
    const [contested, nothing] = [new Set(p.contested), new Set(p.nothing)];
    const issues = written.issues.map(({ options, low, high, ordered, regional }) => ({
      options,
      is_number: !options,
      is_ordered: Boolean(ordered),
      // Without regions an issue is settled once.
      per_region: Boolean(regional) && written.regions.length > 0,
      full: options ? (1n << BigInt(options.length)) - 1n : 0n,
      scale_low: low ?? -Infinity,
      scale_high: high ?? Infinity
    }));
    return {
      issues,
      everywhere,
      regions: written.regions.map(mask_of),
      party: p.party,
      holder: p.party.map((party) => written.principal[party]),
      principal: written.principal,
      issue: p.issue,
      stance: p.stance,
      firmness: p.firmness,
      contested: p.party.map((_, position) => contested.has(position)),
      named: p.named.map(BigInt),
      low: p.low.map((low, position) => (nothing.has(position) ? Infinity : (low ?? -Infinity))),
      high: p.high.map((high, position) => (nothing.has(position) ? -Infinity : (high ?? Infinity))),
      // What was replaced before all dates holds on no day.
      start: p.start.map((day, position) => day ?? (p.end[position] < 0 ? FOREVER : ALWAYS)),
      end: p.end.map((day) => day ?? FOREVER),
      place: p.where.map((at, position) =>
        issues[p.issue[position]].per_region ? (at < 0 ? everywhere : places[at]) : WHOLE
      ),
      on_issue: grouped(
        p.issue.map((_, position) => position),
        (position) => p.issue[position]
      ),
      dropped: new Set()
    };
  }

  // The same columns with other firmnesses, by position; what is dropped (null) holds on no day.
  function softened(columns, changes) {
    const [firmness, dropped] = [[...columns.firmness], new Set()];
    for (const [position, level] of changes) {
      if (level === null) dropped.add(position);
      else firmness[position] = level;
    }
    return { ...columns, firmness, dropped };
  }

  // ------------------------------------------------------------------------------------------------ one issue at a time

  // The positions on an issue that hold on some of these days, or on any issue where none is named.
  function holding(columns, first, last, issue) {
    const asked = issue === undefined ? columns.party.map((_, p) => p) : columns.on_issue.get(issue) || [];
    return asked.filter(
      (p) =>
        !columns.dropped.has(p) &&
        columns.start[p] <= columns.end[p] &&
        columns.start[p] <= last &&
        first <= columns.end[p]
    );
  }

  const sure_firmness = (columns, position) => (columns.contested[position] ? UNKNOWN : columns.firmness[position]);

  // Where two positions on one issue meet: a mask of smallest regions, WHOLE for an issue settled once, null for nowhere.
  function met(columns, a, b) {
    if (columns.start[a] > columns.end[b] || columns.start[b] > columns.end[a]) return null;
    if (!columns.issues[columns.issue[a]].per_region) return WHOLE;
    return columns.place[a] & columns.place[b] || null;
  }

  // Every pair that clashes on some of these days, with its severity.
  function clashes(columns, first, last) {
    const pairs = [];
    for (const positions of grouped(holding(columns, first, last), (p) => columns.issue[p]).values())
      positions.forEach((a, number) => {
        for (const b of positions.slice(number + 1))
          if (positions_clash(columns, a, b) && met(columns, a, b) !== null)
            pairs.push([a, b, ...severities(sure_firmness(columns, a), sure_firmness(columns, b))]);
      });
    return pairs;
  }

  function grouped(values, key_of) {
    const groups = new Map();
    for (const value of values) {
      const key = key_of(value);
      if (groups.has(key)) groups.get(key).push(value);
      else groups.set(key, [value]);
    }
    return groups;
  }

  // The places in which the same of these positions hold: { place, positions }, that in which none does with them.
  function areas_of(columns, positions) {
    let areas = [{ place: columns.everywhere, positions: [] }];
    for (const p of positions)
      areas = areas.flatMap(({ place, positions: own }) => {
        const [inside, outside] = [place & columns.place[p], place & ~columns.place[p]];
        if (!inside) return [{ place, positions: own }];
        return [{ place: inside, positions: [...own, p] }, ...(outside ? [{ place: outside, positions: own }] : [])];
      });
    return areas;
  }

  // The zones of an issue on these days, one for each place and run of days in which the same positions hold.
  function zones(columns, issue, level, first, last) {
    const positions = holding(columns, first, last, issue);
    const cell = settlements(columns, issue, positions);
    const begins = new Set([first]);
    for (const p of positions) {
      if (columns.start[p] > first) begins.add(columns.start[p]);
      if (columns.end[p] < last) begins.add(columns.end[p] + 1);
    }
    const days = [...begins].sort((a, b) => a - b);
    return days.flatMap((start, number) => {
      const end = number + 1 < days.length ? days[number + 1] - 1 : last;
      const held = positions.filter((p) => columns.start[p] <= start && start <= columns.end[p]);
      const areas = columns.issues[issue].per_region ? areas_of(columns, held) : [{ place: WHOLE, positions: held }];
      return areas.flatMap(({ place, positions: there }) => {
        const own = grouped(there, (p) => columns.holder[p]);
        if (own.size < 2) return [];
        const says = new Map([...own].map(([party, theirs]) => [party, party_says(columns, cell, theirs, level)]));
        return [{ issue, place, start, end, cell, says, positions: there, ...zone(cell.full, says.values()) }];
      });
    });
  }

  return {
    ABSTAINS,
    UNKNOWN,
    AIM,
    BOTTOM_LINE,
    RED_LINE,
    LEVELS,
    ALWAYS,
    FOREVER,
    WHOLE,
    accepted_by,
    ruled_out_by,
    severities,
    settlements,
    is_value,
    bits,
    words_of,
    range_words,
    counts,
    zone,
    columns_of,
    softened,
    holding,
    sure_firmness,
    met,
    clashes,
    grouped,
    areas_of,
    zones
  };
})();
