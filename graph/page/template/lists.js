// The clashes worst first, and the other lists: their cards, and what an open one tells.

// On a phone the graph is the next thing below, so only the worst come before it.
let listed = innerWidth <= 760 ? 2 : 40;

const nameOf = (index) => nodes[index].label;
const button = (index, label) =>
  el(
    "button",
    {
      type: "button",
      class: "link",
      dir: "auto",
      "data-id": nodes[index].id,
      onclick: () => select({ node: index }, "panel")
    },
    label || nameOf(index)
  );
const badge = (text, meaning, kind) => el("span", { class: `badge ${kind || ""}`, title: meaning, text });
const named = (table, id) => (byId.has(`${table}:${id}`) ? nameOf(byId.get(`${table}:${id}`)) : id);

// A clash or an overlap as a card: who, on what, and why.
function pairCard(edge, heading) {
  const { severity = "", issue, regions, party_a: a, party_b: b, why } = edge.cells;
  const places = regions ? regions.split("|").map((one) => named("region", one)) : [];
  const isOpen = chosen && chosen.edge === edge.index;
  const isClash = edge.kind === "CLASHES_WITH";
  return el(
    "li",
    {},
    el(
      "button",
      {
        type: "button",
        class: `${isClash ? "clash" : "common"} ${severity}`,
        "aria-current": isOpen ? "true" : null,
        "data-edge": edge.index,
        onclick: () => select({ edge: edge.index }, "panel")
      },
      el(
        "span",
        { class: "who" },
        el("bdi", { text: named("party", a) }),
        el("span", {
          class: isClash ? "against" : "shared-sign",
          role: "img",
          "aria-label": say(isClash ? "clashes.against" : "common.with"),
          text: isClash ? "\u00d7" : "\u2248"
        }),
        el("bdi", { text: named("party", b) }),
        heading && isClash ? badge(severity, head.values.severity[severity], severity) : null
      ),
      el("span", {
        class: "kicker",
        dir: "auto",
        text: [named("issue", issue), short(places.join(", "), 60)].filter(Boolean).join(" \u00b7 ")
      }),
      el("span", { class: "why", dir: "auto", text: why })
    )
  );
}

// A list of which so many are drawn at first, and a button for the next; what was opened stays so when it is drawn again.
const grown = new Map();
function listOf(key, items, drawn, most = 60) {
  const list = el("ol", { class: "cards" });
  const next = el("button", { type: "button", onclick: () => grow(most) });
  const grow = (by) => {
    const at = list.children.length;
    list.append(...items.slice(at, at + by).map(drawn));
    grown.set(key, list.children.length);
    next.hidden = list.children.length === items.length;
    next.textContent = say("list.more", { n: items.length - list.children.length });
    if (at) list.children[at].querySelector("button").focus();
  };
  grow(Math.max(most, grown.get(key) || 0));
  return [list, next];
}

// The rows of the list that is open, each with its sentence.
function listRows() {
  const by = (...keys) => keys.map((key) => say(`table.${key}`));
  if (!["clash", "common"].includes(state.list))
    return {
      columns: by("party", "certain", "why"),
      rows: head.sets
        .filter((one) => one.kind === state.list)
        .map((one) => [holderNames(one).join("; "), say(one.certain ? "word.yes" : "word.no"), one.why])
    };
  return {
    columns: by("severity", "party", "other", "issue", "where", "from", "until", "why"),
    rows: (state.list === "clash" ? shown.clashes : shown.overlaps).map(({ cells }) => [
      cells.severity,
      named("party", cells.party_a),
      named("party", cells.party_b),
      named("issue", cells.issue),
      (cells.regions ? cells.regions.split("|") : []).map((one) => named("region", one)).join("; "),
      cells.start,
      cells.end,
      cells.why
    ])
  };
}

// Four lists, one at a time: clashes, common ground, what cannot hold together, and what would open it.
function drawLists() {
  const countOf = (kind) =>
    ({ clash: shown.clashes, common: shown.overlaps })[kind]?.length ??
    head.sets.filter((one) => one.kind === kind).length;
  const there = LISTS.filter((kind) => kind === "clash" || (kind === "common" ? overlapEdges.length : countOf(kind)));
  const tabs =
    there.length > 1
      ? el(
          "div",
          { id: "lists", role: "group", "aria-label": say("lists") },
          there.map((kind) =>
            el(
              "button",
              {
                type: "button",
                class: "chip",
                id: `list-${kind}`,
                "aria-pressed": String(state.list === kind),
                onclick: () => apply({ list: kind }, "panel")
              },
              `${say(`lists.${kind}`)} `,
              el("span", { class: "count", text: countOf(kind).toLocaleString(LANGUAGE) })
            )
          )
        )
      : "";
  const missing = head.missing.length
    ? el("p", {
        class: "note",
        id: "missing",
        text: say("lists.missing", { names: head.missing.map((name) => say(`lists.missing.${name}`)).join(", ") })
      })
    : "";
  $("clashes").replaceChildren(
    ...[missing, tabs, { clash: clashList, common: commonList }[state.list]?.() || setList(state.list)]
      .flat()
      .filter(Boolean)
  );
}

// Clashes or overlaps under headings, the first so many of them. A heading is [its element, which of them stand under it].
function pairList(pairs, headings) {
  const some = pairs.slice(0, listed);
  const parts = headings.flatMap(([heading, under]) => {
    const here = some.filter(under);
    if (here.length) heading.querySelector(".count").textContent = pairs.filter(under).length.toLocaleString(LANGUAGE);
    return here.length
      ? [
          heading,
          el(
            "ol",
            {},
            here.map((edge) => pairCard(edge))
          )
        ]
      : [];
  });
  if (pairs.length > listed)
    parts.push(
      el("button", {
        type: "button",
        id: "more",
        onclick: () => {
          listed += 100;
          drawLists();
        },
        text: say("list.more", { n: pairs.length - listed })
      })
    );
  return parts;
}
const listTitle = (text, count) =>
  el("h2", {}, `${text} `, el("span", { class: "count", text: count.toLocaleString(LANGUAGE) }));

function noClash() {
  const then = clashEdges.map(({ cells: { start, end } }) => ({ from: start, until: end }));
  return state.asOf && !holdsThen(then) ? say("clashes.none.date", { day: state.asOf }) : say("clashes.none.filtered");
}

function noCommon() {
  if (!overlapEdges.length) return say("print.common.none");
  const then = overlapEdges.map(({ cells: { start, end } }) => ({ from: start, until: end }));
  return state.asOf && !holdsThen(then) ? say("common.none.date", { day: state.asOf }) : say("common.none.filtered");
}

function clashList() {
  if (head.tooMany)
    return [
      el("h2", { text: say("clashes.any") }),
      el("p", { class: "empty", text: say("clashes.too_many", { n: head.tooMany }) })
    ];
  if (!clashEdges.length)
    return [
      el("h2", { text: say("clashes.red") }),
      el("p", { class: "empty", text: say(isContext() ? "clashes.none.context" : "clashes.none") })
    ];
  const firm = clashEdges.some((edge) => ["deadlock", "hard"].includes(edge.cells.severity));
  return [
    listTitle(say(firm ? "clashes.red" : "clashes.any"), shown.clashes.length),
    shown.clashes.length ? null : el("p", { class: "empty", text: noClash() }),
    ...pairList(
      shown.clashes,
      SEVERITIES.map((severity) => [
        el(
          "h3",
          { class: severity },
          el("span", { class: `mark ${severity}`, "aria-hidden": "true" }),
          `${say(`clashes.${severity}`)} `,
          el("span", { class: "count" }),
          el("span", { class: "meaning", text: head.values.severity[severity] })
        ),
        (edge) => edge.cells.severity === severity
      ])
    )
  ];
}

// Common ground of parties that clash elsewhere comes first.
function commonList() {
  const clashing = clashingThen();
  const elsewhere = (edge) => clashing.has(pairOf(edge));
  const pairs = [...shown.overlaps].sort((a, b) => elsewhere(b) - elsewhere(a) || a.index - b.index);
  const heading = (text) => el("h3", {}, `${text} `, el("span", { class: "count" }));
  return [
    listTitle(say("common"), pairs.length),
    el("p", { class: "meaning", text: say("common.meaning") }),
    pairs.length ? null : el("p", { class: "empty", text: noCommon() }),
    ...pairList(pairs, [
      [heading(say("common.clashing")), elsewhere],
      [heading(say("common.others")), (edge) => !elsewhere(edge)]
    ])
  ];
}

// Contradictions or openings as the queries found them: of the date of the case, whatever the filters.
const whyUncertain = () => (head.level === "aim" ? say("sets.uncertain.divided") : say("sets.uncertain.meaning", head));

function setList(kind) {
  const sets = head.sets.filter((one) => one.kind === kind);
  return [
    el("h2", {}, `${say(`sets.title.${kind}`)} `, el("span", { class: "count", text: sets.length })),
    el("p", { class: "meaning", text: say(`sets.meaning.${kind}`, head) }),
    head.asOf ? el("p", { class: "meaning", text: say("sets.as_of", { day: head.asOf }) }) : null,
    head.unfinished.includes(kind) ? el("p", { class: "meaning", text: say("sets.unfinished") }) : null,
    ...listOf(kind, sets, (one) =>
      el(
        "li",
        {},
        el(
          "button",
          {
            type: "button",
            class: `clash ${kind}`,
            "data-set": one.id,
            "aria-current": state.set === one.id ? "true" : null,
            onclick: () => apply({ set: one.id, selected: null }, "panel")
          },
          el(
            "span",
            { class: "who" },
            holdersOf(one),
            one.certain ? null : badge(say("sets.uncertain"), whyUncertain())
          ),
          el("span", { class: "why", dir: "auto", text: one.why })
        )
      )
    )
  ];
}
const holderNames = (one) =>
  [
    ...new Set(
      one.positions
        .map((id) => byId.get(id))
        .filter((index) => index !== undefined)
        .map((index) => nodes[index].principalIndex)
    )
  ].map(nameOf);
const holdersOf = (one) =>
  holderNames(one).flatMap((text, number) => [number ? " \u00b7 " : null, el("bdi", { text })]);

function setDetail(one) {
  return [
    el("p", { class: "kicker", text: say(`sets.meaning.${one.kind}`, head) }),
    el("h2", { text: say(`sets.this.${one.kind}`) }),
    one.certain ? null : el("p", { class: "note", text: whyUncertain() }),
    el("p", { class: "why big", id: "set-why", dir: "auto", text: one.why }),
    positionList(one.positions.map((id) => byId.get(id)).filter((index) => index !== undefined))
  ];
}
