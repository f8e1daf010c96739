// The view of two days: the earlier one to pick, what differs in a few sentences, and a table of it.

const CHANGE_SIGNS = { new: "+", gone: "\u2212", moved: "\u2192" };
// Kept while the view is drawn anew, so that a slider is not taken from under the hand that drags it.
const daysView = {};

function drawDays() {
  const box = views.current().box;
  if (!daysView.tools) startDays(box);
  syncDays();
  const found = differencesNow();
  const isOne = same(...[sinceDay(), state.asOf].map((date) => sideOf(date).label));
  const words = isOne ? say("compare.same", { day: found.sides[0].label }) : comparedWords(found);
  if (daysView.words.textContent !== words) daysView.words.textContent = words;
  const command = `zopa compare ${head.id} --as-of ${sinceDay() ?? "all"} --then ${state.asOf ?? "all"}`;
  daysView.note.textContent = [
    isOne ? "" : say("compare.openings", { command }),
    isNarrowed({ ...state, pick: { ...state.pick, party: [], issue: [] } }) ? say("compare.filters") : ""
  ]
    .filter(Boolean)
    .join(" ");
  const rows = found.rows.slice(0, atMost.rows);
  daysView.tables.replaceChildren(
    found.rows.length > rows.length
      ? cutNotice(say("compare.most", { n: rows.length, all: found.rows.length }), ["rows"])
      : "",
    ...COMPARED.filter((kind) => rows.some((row) => row.what === kind)).map((kind) =>
      differenceTable(
        kind,
        rows.filter((row) => row.what === kind),
        found.sides
      )
    )
  );
}

function differenceTable(kind, rows, [before, after]) {
  // A zone is everybody's.
  const names = ["compare.change", "table.issue", ...(kind === "zone" ? [] : ["compare.who"])];
  const headings = names.map((key) => el("th", { scope: "col", text: say(key) }));
  const sides = [before, after].map((side) => el("th", { scope: "col", class: "side", text: upper(side.label) }));
  return el(
    "table",
    { class: "differences" },
    el("caption", { text: say(`compare.kind.${kind}`) }),
    el("thead", {}, el("tr", {}, headings, sides)),
    el(
      "tbody",
      {},
      rows.map((row) =>
        el(
          "tr",
          { "data-tip": row.why, "data-kind": say(`compare.kind.${kind}`) },
          el(
            "td",
            { class: `change ${row.change}` },
            el("span", { class: "sign", "aria-hidden": "true", text: `${CHANGE_SIGNS[row.change]} ` }),
            say(`compare.count.${row.change === "moved" ? row.direction : row.change}.word`)
          ),
          el(
            "td",
            { dir: "auto" },
            button(row.issue.index),
            row.regions.length
              ? el("span", {
                  class: "kicker",
                  dir: "auto",
                  text: short(listWords(row.regions.map((id) => named("region", id))), 90)
                })
              : null
          ),
          kind === "zone"
            ? null
            : el(
                "td",
                { dir: "auto", class: "holders" },
                row.parties.map((node, number) => [number ? ", " : null, button(node.index)])
              ),
          [row.before, row.after].map((phrase, side) => differenceCell(row, phrase, side, [before, after][side].label))
        )
      )
    )
  );
}

// One side of a difference: a position opens itself, a clash or a zone tells its state.
function differenceCell(row, phrase, side, label) {
  const attributes = { dir: "auto", "data-side": upper(label), class: phrase ? "side" : "side none" };
  if (!phrase) return el("td", { ...attributes, text: say(`compare.nothing.${row.what}`) });
  if (row.what !== "position") {
    const text = row.what === "clash" ? `${phrase} (${say(`compare.severity.${phrase}`)})` : phrase;
    return el("td", { ...attributes, text });
  }
  const { index } = ruled().positions[row.sides[side][0]];
  return el(
    "td",
    attributes,
    el(
      "span",
      { class: "line" },
      mark(nodes[index]),
      el("button", {
        type: "button",
        class: "link",
        "data-id": nodes[index].id,
        onclick: () => select({ node: index }, "days"),
        text: phrase
      })
    )
  );
}
const upper = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

// ------------------------------------------------------------------ the earlier day

function startDays(box) {
  const { slider, day, earlier, later } = dayTools({
    ids: { slider: "since-slider", day: "since", step: "since-" },
    word: (name) => say(`compare.${name}`),
    now: (isLater) => sinceDay() && period(sinceDay())[isLater ? 1 : 0],
    go: (date) => apply({ since: date }, "days")
  });
  daysView.first = el("strong", { class: "told" });
  daysView.second = el("strong", {});
  daysView.sync = () => {
    const now = sinceDay() ? period(sinceDay())[0] : head.dates[0];
    if (Number(slider.value) !== dayNumber(now)) slider.value = dayNumber(now);
    slider.setAttribute("aria-valuetext", sideOf(sinceDay()).label);
    if (day.value !== now) day.value = now;
    daysView.first.textContent = sideOf(sinceDay()).label;
    daysView.second.textContent = sideOf(state.asOf).label;
  };
  daysView.tools = el(
    "div",
    { class: "days", role: "group", "aria-label": say("compare.first") },
    el("span", { text: say("compare.first") }),
    daysView.first,
    earlier,
    slider,
    later,
    day,
    el("span", {}, `${say("compare.second")} `, daysView.second)
  );
  daysView.words = el("p", { id: "compared", role: "status", dir: "auto" });
  daysView.note = el("p", { class: "note" });
  daysView.tables = el("div", {});
  box.replaceChildren(daysView.tools, daysView.words, daysView.tables, daysView.note);
}
const syncDays = () => daysView.sync();

views.register({
  name: "compare",
  has: () => Boolean(head.dates.length && firstStart()),
  draw: drawDays,
  rows: () => ({
    columns: ["what", "change", "direction", "issue", "who", "where", "before", "after", "why"].map((name) =>
      say(name === "issue" || name === "where" ? `table.${name}` : `compare.${name}`)
    ),
    rows: differencesNow().rows.map((row) => [
      say(`compare.one.${row.what}`),
      row.change,
      row.direction,
      row.issue.label,
      row.parties.map((node) => node.label).join("; "),
      row.regions.map((id) => named("region", id)).join("; "),
      row.before,
      row.after,
      row.why
    ])
  })
});
