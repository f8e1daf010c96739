// The date asked for: a slider over the days of the case, and the day itself. It means what `as_of` means in the queries.

function drawTime() {
  const box = $("time");
  box.hidden = !head.dates.length;
  if (box.hidden) return;
  const [first, last] = head.dates.map(dayNumber);
  const text = (number) => new Date(number * 864e5).toISOString().slice(0, 10);
  let waiting = 0;
  // A drag sends more steps than there are pictures to draw: one a frame is enough.
  const go = (day) => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => apply({ asOf: day }, "time"));
  };
  const slider = el("input", {
    type: "range",
    id: "as-of-slider",
    min: first,
    max: last,
    step: 1,
    value: last,
    "aria-label": say("time.slider"),
    oninput: () => go(text(Number(slider.value)))
  });
  slider.sync = () => {
    const day = state.asOf ? dayNumber(period(state.asOf)[1]) : last;
    if (Number(slider.value) !== day) slider.value = day;
    slider.setAttribute("aria-valuetext", state.asOf ? state.asOf : say("time.all"));
  };
  const day = el("input", {
    type: "date",
    id: "as-of",
    min: head.dates[0],
    max: head.dates[1],
    "aria-label": say("time.day"),
    onchange: () => {
      if (!day.value || isDate(day.value)) apply({ asOf: day.value || null }, "time");
    }
  });
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
  const step = (id, sign, direction) =>
    el("button", {
      type: "button",
      id,
      class: "step",
      "aria-label": say(`time.${id}`),
      title: say(`time.${id}`),
      onclick: () => {
        const changes = changeDays();
        const now = state.asOf ? period(state.asOf)[direction > 0 ? 1 : 0] : direction > 0 ? "" : "9999";
        const next = direction > 0 ? changes.find((one) => one > now) : changes.filter((one) => one < now).pop();
        if (next) apply({ asOf: next }, "time");
      },
      text: sign
    });
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
    step("earlier", "\u2039", -1),
    el("div", { class: "track" }, changeMarks(first, last), slider),
    step("later", "\u203a", 1),
    day
  );
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
