// What is new, gone or moved between two dates of the case. Hold it against queries/comparing/moves.py, states.py and
// differences.py, which tell it in words; the names are the same. Openings are left to the command.

const comparing = (() => {
  const { ABSTAINS, UNKNOWN, AIM, RED_LINE, WHOLE, accepted_by, ruled_out_by, bits, counts, grouped } = rule;
  const RANK = { soft: 0, unknown: 1, hard: 2, deadlock: 3 };
  const key_of = (...values) => JSON.stringify(values, (_, value) => (typeof value === "bigint" ? `${value}n` : value));

  // ------------------------------------------------------------------------------------------------ positions

  // The positions that hold on one side.
  function held_on(columns, cells, { first, last }, regions_of) {
    return rule.holding(columns, first, last).map((row) => {
      const issue = columns.issue[row];
      const { is_number } = columns.issues[issue];
      return {
        row,
        party: columns.holder[row],
        issue,
        settlements: is_number ? [columns.low[row], columns.high[row]].map(String) : columns.named[row],
        regions: [...new Set(regions_of(row))].sort(),
        stance: columns.stance[row],
        firmness: columns.firmness[row],
        ideal: is_number ? (cells.ideals.get(row)?.ideal ?? null) : (cells.prefers.get(row) ?? null),
        voice: columns.party[row],
        is_number,
        low: columns.low[row],
        high: columns.high[row]
      };
    });
  }

  // What two positions must have alike to be one, the most first. The last holds only where one is left on each side.
  const ALIKE = [
    (held) =>
      key_of(
        held.party,
        held.issue,
        held.settlements,
        held.regions,
        held.stance,
        held.firmness,
        held.ideal,
        held.voice
      ),
    (held) => key_of(held.party, held.issue, held.settlements, held.regions, held.stance, held.voice),
    (held) => key_of(held.party, held.issue, held.settlements, held.regions, held.stance),
    (held) => key_of(held.party, held.issue, held.settlements, held.regions),
    (held) => key_of(held.party, held.issue, held.regions)
  ];

  // The positions of one side, of those that say the same the one that says how firmly: the firmest. One of which the
  // firmness is not known may be that, unless another is a red line.
  function told_once(held) {
    const firmest = new Map();
    const may_be_as_firm = ({ firmness }) => (firmness === UNKNOWN ? RED_LINE - 0.5 : firmness);
    for (const position of held) {
      const key = ALIKE[0]({ ...position, firmness: UNKNOWN });
      const known = firmest.get(key);
      if (!known || may_be_as_firm(position) > may_be_as_firm(known)) firmest.set(key, position);
    }
    const kept = new Set(firmest.values());
    return held.filter((position) => kept.has(position));
  }

  // The positions that are not the same on both sides, those of the first side first.
  function moves(columns, all_before, all_after) {
    const [before, after] = [told_once(all_before), told_once(all_after)];
    const pairs = new Map();
    const [waiting, coming] = [new Set(before), new Set(after)];
    for (const alike of ALIKE) {
      const others = grouped(coming, alike);
      for (const [key, mine] of grouped(waiting, alike)) {
        const theirs = others.get(key) || [];
        if (alike === ALIKE.at(-1) && (mine.length !== 1 || theirs.length !== 1)) continue;
        mine.slice(0, theirs.length).forEach((held, number) => {
          pairs.set(held, theirs[number]);
          coming.delete(theirs[number]);
          waiting.delete(held);
        });
      }
    }
    const found = before.flatMap((held) => {
      if (waiting.has(held)) return [{ before: held, after: null, direction: "" }];
      const direction = towards(columns, held, pairs.get(held));
      return direction ? [{ before: held, after: pairs.get(held), direction }] : [];
    });
    return [...found, ...[...coming].map((held) => ({ before: null, after: held, direction: "" }))];
  }

  // Which way a position moved; empty where it says the same.
  function towards(columns, before, after) {
    const [full, named] = named_by(columns, before, after);
    const says = [before, after].map((held, side) =>
      held.stance >= ABSTAINS
        ? [0n, 0n]
        : [accepted_by(held.stance, named[side]), ruled_out_by(held.stance, named[side], full)]
    );
    const [kept, now] = says;
    const same = kept[0] === now[0] && kept[1] === now[1];
    if (before.firmness !== after.firmness && [before.firmness, after.firmness].includes(UNKNOWN) && same)
      return before.firmness === UNKNOWN ? "firmness known" : "firmness not known";
    const levels = [];
    for (let level = AIM; level <= RED_LINE; level++) levels.push(level);
    const [was, is_now] = [before, after].map((held, side) =>
      levels.map((level) => (counts(held.firmness, level) ? says[side][1] : 0n))
    );
    const all = (test) => was.every((out, number) => test(out, is_now[number]));
    if (!all((out, now_out) => out === now_out)) {
      if (all((out, now_out) => !(out & ~now_out))) return "firmer";
      return all((out, now_out) => !(now_out & ~out)) ? "softer" : "elsewhere";
    }
    if (kept[0] !== now[0]) return !(kept[0] & ~now[0]) ? "softer" : !(now[0] & ~kept[0]) ? "firmer" : "elsewhere";
    if (before.stance !== after.stance) return "elsewhere";
    return before.ideal !== after.ideal ? "prefers otherwise" : "";
  }

  // All settlements that tell two positions apart, as a mask, and those that each of the two names.
  function named_by(columns, before, after) {
    if (!before.is_number) {
      const named = [before, after].map((held) => columns.named[held.row]);
      return [named[0] | named[1] | (1n << BigInt(columns.issues[before.issue].options.length)), named];
    }
    const cell = rule.settlements(
      { ...columns, issues: columns.issues.map((issue) => ({ ...issue, scale_low: -Infinity, scale_high: Infinity })) },
      before.issue,
      [before.row, after.row]
    );
    return [cell.full, [before, after].map((held) => cell.named.get(held.row))];
  }

  // ------------------------------------------------------------------------------------------------ clashes and zones

  // Smallest regions by their number, or -1 for an issue that is settled once.
  const places_of = (place) => (place === WHOLE ? [-1] : bits(place));

  // The worst clash of each two parties in each place: { issue, parties, region, word, positions }, by a key of the first three.
  function clash_states(columns, { first, last }) {
    const worst = new Map();
    for (const [a, b, severity] of rule.clashes(columns, first, last)) {
      const parties = [columns.holder[a], columns.holder[b]].sort((one, other_) => one - other_);
      for (const region of places_of(rule.met(columns, a, b))) {
        const key = key_of(columns.issue[a], parties, region);
        const known = worst.get(key);
        worst.set(key, {
          issue: columns.issue[a],
          parties,
          region,
          word: known && RANK[known.word] >= RANK[severity] ? known.word : severity,
          positions: new Set([...(known?.positions || []), a, b])
        });
      }
    }
    return worst;
  }

  // The zone of each place, on the last of the days asked for.
  function zone_states(columns, { first, last }, level) {
    const found = new Map();
    columns.issues.forEach((_, issue) => {
      for (const answer of rule.zones(columns, issue, level, first, last)) {
        const inside = rule.words_of(answer.cell, answer.settlements);
        for (const region of places_of(answer.place))
          found.set(key_of(issue, [], region), {
            issue,
            parties: [],
            region,
            word: answer.status,
            inside: key_of(inside),
            certain: answer.certain,
            at_worst: answer.at_worst,
            settlements: answer.settlements,
            cell: answer.cell,
            positions: new Set(answer.positions)
          });
      }
    });
    return found;
  }

  // Which way a state moved, empty where it is on one side only; null where both sides have the same.
  function direction_of(kind, was, now) {
    if (!was || !now) return "";
    if (kind === "clash") {
      if (was.word === now.word) return null;
      if ([was.word, now.word].includes("unknown"))
        return now.word === "unknown" ? "firmness not known" : "firmness known";
      return RANK[now.word] > RANK[was.word] ? "firmer" : "softer";
    }
    if (was.word !== now.word) {
      if ([was.word, now.word].includes("closed")) return now.word === "closed" ? "closed" : "opened";
      return now.word === "agreed" ? "agreed" : "not agreed";
    }
    if (was.inside !== now.inside) return "other settlements";
    return was.certain === now.certain ? null : now.certain ? "certain" : "uncertain";
  }

  // Places where the two sides differ, those that differ alike in one.
  function different(kind, before, after) {
    const alike = new Map();
    for (const key of new Set([...before.keys(), ...after.keys()])) {
      const [was, now] = [before.get(key), after.get(key)];
      const direction = direction_of(kind, was, now);
      if (direction === null) continue;
      const { issue, parties, region } = was || now;
      const said = [was, now].map((state) => state && [state.word, state.inside, state.certain, state.at_worst]);
      const together = key_of(issue, parties, direction, said);
      const row = alike.get(together) || {
        what: kind,
        direction,
        issue,
        parties,
        regions: [],
        was,
        now,
        positions: [new Set(), new Set()]
      };
      if (region >= 0) row.regions.push(region);
      [was, now].forEach((state, side) => state?.positions.forEach((p) => row.positions[side].add(p)));
      alike.set(together, row);
    }
    return [...alike.values()];
  }

  // What one side, { first, last }, answers; `regions_of` tells the ids of the regions of a position, none for everywhere.
  const side_of = (columns, cells, days, level, regions_of) => ({
    held: held_on(columns, cells, days, regions_of),
    clash: clash_states(columns, days),
    zone: zone_states(columns, days, level)
  });

  // All differences between two sides: positions as moves, clashes and zones as states.
  function differences(columns, before, after) {
    const positions = moves(columns, before.held, after.held).map(({ before: was, after: now, direction }) => {
      const { issue, party, regions } = now || was;
      return { what: "position", direction, issue, parties: [party], named: regions, was, now };
    });
    const states = ["clash", "zone"].flatMap((kind) => different(kind, before[kind], after[kind]));
    return [...positions, ...states].map((row) => ({ ...row, change: row.was ? (row.now ? "moved" : "gone") : "new" }));
  }

  return { side_of, differences };
})();
