// The agenda of one day: what has to be settled, and what ties it together. Hold it against queries/packages/agenda.py and
// constraints.py, which tell it in words; the names are the same. Whose lines a package crosses is in check.js.

const agendas = (() => {
  const { ALWAYS, FOREVER, WHOLE } = rule;
  const { settlements, bits, holding, grouped, areas_of } = rule;

  // ------------------------------------------------------------------------------------------------ the agenda

  // The questions of a day: { issue, place, settlements, positions }; and the rules, stakes, requirements and budgets that tie them.
  function agenda(columns, written, day) {
    const conditions = written.conditions.filter(
      (row) => (row.start ?? ALWAYS) <= day && day <= (row.end ?? FOREVER) && !columns.dropped.has(row.of)
    );
    const made = { columns, questions: questions_of(columns, written, conditions, day), by_issue: new Map() };
    made.questions.forEach((question, number) => put(made.by_issue, question.issue, number));
    made.requirements = requirements(made, conditions);
    made.rules = [
      ...written.constraints.map((row) => ({ id: row.id, kind: "constraint", clauses: constraint_clauses(made, row) })),
      ...conditions
        .filter((row) => row.what)
        .map((row) => ({
          id: row.id,
          kind: "condition",
          firmness: row.firmness,
          party: row.party === undefined ? undefined : columns.principal[row.party],
          clauses: together(made, [row.what, ...row.requires]).map(([what, ...others]) => [
            without(made, what),
            ...others
          ])
        }))
    ].filter((rule) => rule.clauses.length);
    made.budgets = written.budgets.flatMap((row) => budget(made, row));
    return made;
  }

  function put(groups, key, value) {
    if (groups.has(key)) groups.get(key).push(value);
    else groups.set(key, [value]);
  }

  // An issue of which somebody speaks, or that a rule names, is settled in all smallest regions. Issues that are tied to others
  // are settled in the same places as these; what a budget counts, in each smallest region.
  function questions_of(columns, written, conditions, day) {
    const held = holding(columns, day, day);
    const by_issue = grouped(held, (p) => columns.issue[p]);
    const spoken = new Set(conditions.map((row) => row.of));
    const counted = new Set(written.budgets.flatMap((row) => row.shares.map(([issue]) => issue)));
    const tied = new Set([
      ...counted,
      ...written.constraints.flatMap((row) => [row.option[0], row.other[0]]),
      ...conditions.flatMap((row) => [...row.requires, ...(row.what ? [row.what] : [])].map(([issue]) => issue)),
      ...held.filter((p) => spoken.has(p)).map((p) => columns.issue[p])
    ]);
    const regional = held.filter((p) => columns.issues[columns.issue[p]].per_region);
    let groups;
    const questions = [];
    for (const issue of [...new Set([...by_issue.keys(), ...tied])].sort((a, b) => a - b)) {
      const own = by_issue.get(issue) || [];
      const known = settlements(columns, issue, own);
      const add = (place, positions) => questions.push(question_of(columns, issue, place, known, positions));
      const inside = (place) => own.filter((p) => columns.place[p] & place);
      if (!columns.issues[issue].per_region) add(WHOLE, own);
      else if (counted.has(issue)) for (const leaf of leaves(columns.everywhere)) add(leaf, inside(leaf));
      else {
        if (tied.has(issue)) groups ||= areas_of(columns, regional);
        for (const { place } of tied.has(issue) ? groups : areas_of(columns, own)) add(place, inside(place));
      }
    }
    return questions;
  }
  const question_of = (columns, issue, place, cell, positions) => ({
    issue,
    place,
    settlements: cell,
    positions,
    by_holder: grouped(positions, (p) => columns.holder[p])
  });
  const leaves = (place) => bits(place).map((bit) => 1n << BigInt(bit));
  const lowest = (place) => place & -place;

  // The question in which an option of an issue is settled in a place, as { question, settlements }; nothing where it is in none.
  function literal_at(made, [issue, mask], place) {
    const number = (made.by_issue.get(issue) || []).find((one) => {
      const own = made.questions[one].place;
      return own === WHOLE || (place !== WHOLE && lowest(place) & own);
    });
    if (number === undefined) return undefined;
    const own = made.questions[number].place;
    return own === WHOLE || !(place & ~own) ? { question: number, settlements: BigInt(mask) } : undefined;
  }

  function places_named(made, options) {
    const places = options.flatMap(([issue]) =>
      (made.by_issue.get(issue) || []).map((one) => made.questions[one].place)
    );
    const regional = [...new Set(places)].filter((place) => place !== WHOLE);
    return regional.length ? regional : [WHOLE];
  }

  // The options of a rule in every place in which all of them are settled.
  function together(made, options) {
    if (options.some(([issue]) => !made.by_issue.has(issue))) return [];
    return distinct(
      places_named(made, options)
        .map((place) => options.map((option) => literal_at(made, option, place)))
        .filter((literals) => literals.every(Boolean))
    );
  }

  // These options as alternatives in each place of a question; nothing where none is settled in one of them.
  function beside(made, question, options) {
    const own = made.questions[question].place;
    const clauses = (own === WHOLE ? places_named(made, options) : [own]).map((place) =>
      merged(options.map((option) => literal_at(made, option, place)).filter(Boolean))
    );
    return clauses.every((clause) => clause.length) ? distinct(clauses) : [];
  }

  function distinct(clauses) {
    const key = (clause) => clause.map((literal) => `${literal.question}:${literal.settlements}`).join();
    return [...new Map(clauses.map((clause) => [key(clause), clause])).values()];
  }

  const without = (made, literal) => ({
    question: literal.question,
    settlements: made.questions[literal.question].settlements.full & ~literal.settlements
  });

  function merged(literals) {
    const by_question = new Map();
    for (const { question, settlements: mask } of literals)
      by_question.set(question, (by_question.get(question) || 0n) | mask);
    return [...by_question].sort((a, b) => a[0] - b[0]).map(([question, mask]) => ({ question, settlements: mask }));
  }

  const constraint_clauses = (made, row) =>
    together(made, [row.option, row.other]).map(([option, other]) => [
      without(made, option),
      row.relation === "excludes" ? without(made, other) : other
    ]);

  // For each question the conditions on positions there. Without `holds` the position holds only if its condition is met.
  function requirements(made, conditions) {
    const needed = new Map();
    for (const row of conditions) {
      if (row.of === undefined) continue;
      for (const number of made.by_issue.get(made.columns.issue[row.of]) || []) {
        if (!made.questions[number].positions.includes(row.of)) continue;
        const places = beside(made, number, row.requires);
        put(needed, number, { id: row.id, position: row.of, holds: row.relation !== "only if", places });
      }
    }
    return needed;
  }

  function budget(made, row) {
    const factors = new Map();
    for (const [issue, factor] of row.shares)
      for (const number of made.by_issue.get(issue) || []) factors.set(number, (factors.get(number) || 0) + factor);
    return factors.size ? [{ id: row.id, factors, at_least: row.low ?? -Infinity, at_most: row.high ?? Infinity }] : [];
  }

  // ------------------------------------------------------------------------------------------------ questions that are tied

  // Questions whose verdicts depend on one another, as lists of their numbers.
  function groups_of(made) {
    const root = made.questions.map((_, number) => number);
    const find = (number) => (root[number] === number ? number : (root[number] = find(root[number])));
    const tie = (numbers) => numbers.forEach((number) => (root[find(number)] = find(numbers[0])));
    for (const { clauses } of made.rules) for (const clause of clauses) tie(clause.map((literal) => literal.question));
    for (const { factors } of made.budgets) tie([...factors.keys()]);
    for (const [question, needed] of made.requirements)
      for (const { places } of needed) tie([question, ...places.flat().map((literal) => literal.question)]);
    return [
      ...grouped(
        root.map((_, number) => number),
        find
      ).values()
    ];
  }

  // The agenda of some of its questions alone, with all that ties them together: a group has what ties it.
  function agenda_of(made, numbers) {
    const at = new Map(numbers.map((number, place) => [number, place]));
    const literal = ({ question, settlements: mask }) => ({ question: at.get(question), settlements: mask });
    const clauses = (all) => all.map((clause) => clause.map(literal));
    const has = (all) => all.flat().every(({ question }) => at.has(question));
    return {
      columns: made.columns,
      questions: numbers.map((number) => made.questions[number]),
      rules: made.rules.flatMap((one) => {
        const own = one.clauses.filter((clause) => has([clause]));
        return own.length ? [{ ...one, clauses: clauses(own) }] : [];
      }),
      budgets: made.budgets
        .filter(({ factors }) => [...factors.keys()].every((number) => at.has(number)))
        .map((one) => ({
          ...one,
          factors: new Map([...one.factors].map(([number, factor]) => [at.get(number), factor]))
        })),
      requirements: new Map(
        numbers
          .filter((number) => made.requirements.has(number))
          .map((number) => [
            at.get(number),
            made.requirements.get(number).map((one) => ({ ...one, places: clauses(one.places) }))
          ])
      )
    };
  }

  // One question as if nothing were tied to it, and none of its conditions were known to be met: it costs at least that.
  function alone(made, number) {
    const needed = (made.requirements.get(number) || []).map((one) => ({ ...one, places: [] }));
    const requirements_of = new Map(needed.length ? [[0, needed]] : []);
    return { ...made, questions: [made.questions[number]], rules: [], budgets: [], requirements: requirements_of };
  }

  return { agenda, merged, question_of, groups_of, agenda_of, alone };
})();
