// The date asked for: a slider over the days of the case, and the day itself. It means what `as_of` means in the queries.

function drawTime() {
  const box = $("time");
  box.hidden = !head.dates.length;
  if (box.hidden) return;
  const [first, last] = head.dates.map(dayNumber);
  const { slider, day, earlier, later } = dayTools({
    ids: { slider: "as-of-slider", day: "as-of", step: "" },
    word: (name) => say(`time.${name}`),
    now: (isLater) => (state.asOf ? period(state.asOf)[isLater ? 1 : 0] : isLater ? "" : "9999"),
    go: (date) => apply({ asOf: date }, "time")
  });
  slider.value = last;
  slider.sync = () => {
    const number = state.asOf ? dayNumber(period(state.asOf)[1]) : last;
    if (Number(slider.value) !== number) slider.value = number;
    slider.setAttribute("aria-valuetext", state.asOf ? state.asOf : say("time.all"));
  };
  day.sync = () => {
    // A year or a month is no day: the field stays empty, and the button beside it tells the date.
    const now = state.asOf?.length === 10 ? state.asOf : "";
    if (day.value !== now) day.value = now;
  };
  const all = el("button", {
    type: "button",
    id: "all-dates",
    class: "chip",
    title: say("time.all.meaning"),
    onclick: () => apply({ asOf: null }, "time"),
    text: say("time.all")
  });
  all.sync = () => all.setAttribute("aria-pressed", String(!state.asOf));
  const own = head.asOf
    ? el("button", {
        type: "button",
        id: "case-date",
        class: "chip",
        title: say("time.case"),
        onclick: () => apply({ asOf: head.asOf }, "time"),
        text: head.asOf
      })
    : null;
  if (own) own.sync = () => own.setAttribute("aria-pressed", String(state.asOf === head.asOf));
  box.replaceChildren(
    ...[all, own].filter(Boolean),
    earlier,
    el("div", { class: "track" }, changeMarks(first, last), slider),
    later,
    day
  );
}

// By what a day is picked: a slider over the days of the case, the day itself, and a step to the change before and after.
// `word` gives their texts, `now` the day from which a step goes, and `go` picks a day.
function dayTools({ ids, word, now, go }) {
  const [first, last] = head.dates.map(dayNumber);
  let waiting = 0;
  const slider = el("input", {
    type: "range",
    id: ids.slider,
    min: first,
    max: last,
    step: 1,
    "aria-label": word("slider"),
    oninput: () => {
      // A drag sends more steps than there are pictures to draw: one a frame is enough.
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(() => go(new Date(Number(slider.value) * 864e5).toISOString().slice(0, 10)));
    }
  });
  const day = el("input", {
    type: "date",
    id: ids.day,
    min: head.dates[0],
    max: head.dates[1],
    "aria-label": word("day"),
    onchange: () => {
      if (!day.value || isDate(day.value)) go(day.value || null);
    }
  });
  const step = (name, sign, isLater) =>
    el("button", {
      type: "button",
      id: `${ids.step}${name}`,
      class: "step",
      "aria-label": word(name),
      title: word(name),
      onclick: () => {
        const [changes, from] = [changeDays(), now(isLater)];
        const next = isLater ? changes.find((one) => one > from) : changes.filter((one) => one < from).pop();
        if (next) go(next);
      },
      text: sign
    });
  return { slider, day, earlier: step("earlier", "\u2039", false), later: step("later", "\u203a", true) };
}

// Days on which a position begins or has just ended.
function changeDays() {
  if (!changeDays.all) {
    const next = (text) => new Date((dayNumber(text) + 1) * 864e5).toISOString().slice(0, 10);
    const days = nodes.flatMap((node) => (node.kind === "Position" ? [node.from, node.until && next(node.until)] : []));
    changeDays.all = [...new Set(days.filter((day) => day && day >= head.dates[0] && day <= head.dates[1]))].sort();
  }
  return changeDays.all;
}

function changeMarks(first, last) {
  return svg(
    "svg",
    { class: "changes", viewBox: "0 0 1000 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    changeDays().map((day) =>
      svg("path", { d: `M${round(((dayNumber(day) - first) / Math.max(last - first, 1)) * 1000)},0 V8` })
    )
  );
}
