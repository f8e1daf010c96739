// Positions as bars from their first day to their last, one after the other where one replaces another; events and shifts.

const LANE = 30;
const GUTTER = innerWidth <= 760 ? 108 : 168;
const TOP_LANE = 20;
const MOST_EVENT_LANES = 12;
let allEvents = false;
const dayNumber = (text) => Date.parse(text) / 864e5;

// From the first to the last day of the case, with a little room at both ends.
function timeScale(width) {
  const [first, last] = head.dates.map(dayNumber);
  const pad = Math.max((last - first) * 0.03, 15);
  const [low, high] = [first - pad, last + pad];
  return {
    low,
    high,
    x: (day) => GUTTER + ((day - low) / (high - low)) * (width - GUTTER - 12),
    ends: [GUTTER, width - 12]
  };
}

function drawTimeline() {
  const box = views.current().box;
  const keep = box.scrollTop;
  if (!overTime().length) {
    box.replaceChildren(nothing());
    return;
  }
  const width = Math.max(box.clientWidth - 28, 600);
  const time = timeScale(width);
  const groups = timelineGroups();
  const choice = el(
    "div",
    { class: "choice", role: "group", "aria-label": say("timeline.by") },
    ["party", "issue"].map((name) =>
      el("button", {
        type: "button",
        class: "chip",
        "aria-pressed": String(state.grouping === name),
        onclick: () => apply({ grouping: name }),
        text: say(`timeline.by.${name}`)
      })
    )
  );
  const events = eventLanes(time);
  const more =
    events.left || allEvents
      ? el("button", {
          type: "button",
          class: "chip",
          id: "all-events",
          "aria-pressed": String(allEvents),
          onclick: () => {
            allEvents = !allEvents;
            drawTimeline();
            $("all-events")?.focus();
          },
          text: allEvents ? say("timeline.fewer_events") : say("timeline.more_events", { n: events.left })
        })
      : null;
  if (more) choice.append(more);
  const all = overTime().length;
  const cut = all > atMost.bars ? cutNotice(say("timeline.most", { n: atMost.bars, all }), ["bars"]) : "";
  box.replaceChildren(
    choice,
    cut,
    el("div", { class: "axis" }, timeAxis(time, width, events)),
    timeBody(groups, time, width),
    el("p", { class: "key", text: say("timeline.key") })
  );
  box.scrollTop = keep;
}

// What passes the other filters on whatever date: a day asked for is marked, and what does not hold on it is faint, but a
// timeline without its past would be none.
let past = { of: null, positions: [] };
function overTime() {
  if (!state.asOf) return shown.positions;
  if (past.of !== shown) past = { of: shown, positions: compute({ ...state, asOf: null }).positions };
  return past.positions;
}

// Positions of a party or on an issue, in lanes: what replaces another follows it in its lane.
function timelineGroups() {
  const byParty = state.grouping === "party";
  const shownHere = overTime().slice(0, atMost.bars);
  const order = byParty ? principals(overTime()) : issuesShown(overTime());
  return order
    .map((owner) => {
      const mine = shownHere.filter(
        (index) => (byParty ? nodes[index].principalIndex : nodes[index].issueIndex) === owner
      );
      const dated = (index) => (nodes[index].from || nodes[index].until ? 0 : 1);
      mine.sort(
        (a, b) =>
          dated(a) - dated(b) ||
          (byParty ? nodes[a].issueIndex - nodes[b].issueIndex : nodes[a].principalIndex - nodes[b].principalIndex) ||
          (nodes[a].from || "").localeCompare(nodes[b].from || "") ||
          a - b
      );
      // A lane holds one party's positions on one issue that follow one another, first of all those that one replaces.
      const lanes = [];
      const last = (lane) => nodes[lane[lane.length - 1]];
      for (const index of mine) {
        const node = nodes[index];
        const follows = linked(index, "REPLACES", "out");
        const alike = lanes.filter(
          (lane) =>
            last(lane).issue === node.issue &&
            last(lane).principal === node.principal &&
            last(lane).until &&
            node.from &&
            last(lane).until < node.from
        );
        const lane = alike.find((one) => follows.includes(one[one.length - 1])) || alike[0];
        if (lane) lane.push(index);
        else lanes.push([index]);
      }
      return { owner, lanes };
    })
    .filter((group) => group.lanes.length);
}

function timeAxis(time, width, events) {
  const ticks = timeTicks(time);
  const height = 26 + events.count * TOP_LANE;
  return svg(
    "svg",
    { width, height, class: "time", role: "group", "aria-label": say("timeline.events") },
    asOfLine(time, 18, height),
    ticks.map(([day, text]) =>
      svg(
        "g",
        { class: "net" },
        svg("path", { d: `M${round(time.x(day))},18 V${height}` }),
        svg("text", { x: round(time.x(day)), y: 13, "text-anchor": "middle", text })
      )
    ),
    events.count ? svg("text", { x: 8, y: 40, class: "owner", text: say("timeline.events") }) : null,
    events.drawn
  );
}

// Events that the legend shows or could show, each in the first lane that has room for its name.
function eventLanes(time) {
  const free = [];
  const drawn = [];
  let left = 0;
  const dated = nodes.flatMap((node, index) =>
    node.kind === "Event" && node.cells.start
      ? [
          {
            index,
            from: period(String(node.cells.start))[0],
            until: period(String(node.cells.end || node.cells.start))[1]
          }
        ]
      : []
  );
  dated.sort((a, b) => a.from.localeCompare(b.from) || a.index - b.index);
  const lit = litNodes();
  for (const { index, from, until } of dated) {
    const node = nodes[index];
    const [x, to] = [time.x(dayNumber(from)), time.x(dayNumber(until) + 1)];
    const label = short(node.label, 34);
    const flips = x + label.length * 6.2 + 12 > time.ends[1];
    const reach = flips
      ? [x - label.length * 6.2 - 12, Math.max(to, x + 8)]
      : [x - 6, Math.max(to, x + 12 + label.length * 6.2)];
    let lane = free.findIndex((end) => end <= reach[0]);
    if (lane < 0 && !allEvents && free.length >= MOST_EVENT_LANES) {
      left += 1;
      continue;
    }
    if (lane < 0) {
      lane = free.length;
      free.push(0);
    }
    free[lane] = reach[1] + 4;
    const y = 26 + lane * TOP_LANE + 9;
    const choose = () => select({ node: index }, "timeline");
    drawn.push(
      svg(
        "g",
        {
          class: `event${picks(index) ? " on" : ""}${lit && !lit.has(index) ? " dimmed" : ""}`,
          role: "button",
          tabindex: 0,
          "aria-label": `${node.label}, ${from}`,
          "data-id": node.id,
          "data-tip": `${node.label} (${from}${until > from ? ` \u2013 ${until}` : ""})`,
          "data-kind": words(node.kind),
          onclick: choose
        },
        to - x > 14 ? svg("rect", { x: round(x), y: y + 5, width: round(to - x), height: 2.5, rx: 1 }) : null,
        svg("polygon", {
          points: POLYGONS.star.map(([dx, dy]) => `${round(x + dx * 5)},${round(y - 1 + dy * 5)}`).join(" ")
        }),
        svg("text", { x: round(flips ? x - 9 : x + 9), y: y + 3, "text-anchor": flips ? "end" : "start", text: label })
      )
    );
  }
  return { count: free.length, drawn, left };
}

// The date asked for: a line for a day, a band for a month or a year.
function asOfLine(time, from, to) {
  if (!state.asOf) return null;
  const [first, last] = period(state.asOf).map(dayNumber);
  return svg("rect", {
    class: "as-of",
    x: round(time.x(first)),
    y: from,
    width: Math.max(round(time.x(last + 1) - time.x(first)), 2),
    height: to - from
  });
}

function timeBody(groups, time, width) {
  const clashes = clashesByPosition();
  const lit = litNodes();
  const parts = [];
  const bars = [];
  const spots = new Map();
  let y = 8;
  for (const { owner, lanes } of groups) {
    const name = wrapText(nameOf(owner), GUTTER < 150 ? 13 : 21, 3);
    const height = Math.max(lanes.length * LANE, name.length * 15 + 8);
    const choose = () => select({ node: owner }, "timeline");
    parts.push(
      svg("path", { class: "rule", d: `M0,${y - 4} H${width}` }),
      svg(
        "g",
        {
          class: `owner${picks(owner) ? " on" : ""}`,
          role: "button",
          tabindex: 0,
          "aria-label": nameOf(owner),
          "data-id": nodes[owner].id,
          onclick: choose
        },
        name.map((text, number) => svg("text", { x: 8, y: y + 14 + number * 15, text }))
      )
    );
    lanes.forEach((lane, number) =>
      lane.forEach((index, nth) => {
        const top = y + number * LANE;
        const node = nodes[index];
        const from = node.from ? time.x(dayNumber(node.from)) : time.ends[0];
        const to = node.until ? time.x(dayNumber(node.until) + 1) : time.ends[1];
        spots.set(index, { from, to, top });
        const next =
          lane[nth + 1] === undefined ? time.ends[1] : time.x(dayNumber(nodes[lane[nth + 1]].from || head.dates[1]));
        bars.push(bar(index, from, Math.max(to, from + 4), top, next, clashes.get(index) || [], lit, nth === 0));
      })
    );
    y += height + 10;
  }
  return svg(
    "svg",
    { width, height: y + 20, class: "time", role: "group", "aria-label": say("view.timeline") },
    asOfLine(time, 0, y),
    parts,
    followed(spots),
    bars,
    shiftMarks(time, spots)
  );
}

// From the end of what is replaced to the beginning of what replaces it.
function followed(spots) {
  return [...spots].flatMap(([index, to]) =>
    linked(index, "REPLACES", "out")
      .filter((one) => spots.has(one))
      .map((one) => {
        const from = spots.get(one);
        const [x, y] = [round(from.to), from.top + 19.5];
        const [endX, endY] = [round(to.from), to.top + 19.5];
        const d = `M${x},${y} C${round(from.to + 10)},${y} ${round(to.from - 10)},${endY} ${endX},${endY}`;
        return svg("path", { class: "follows", d });
      })
  );
}

function bar(index, from, to, top, next, clashes, lit, isFirst) {
  const node = nodes[index];
  const undated = !node.from && !node.until;
  const about = state.grouping === "party" ? nameOf(node.issueIndex) : nameOf(node.partyIndex);
  // The name of an issue that is one option of several, in or out, ends with that option already.
  const said = about.endsWith(`: ${what(node)}`) ? about : `${about}: ${what(node)}`;
  const whole = `${clashes.length ? `\u00d7${clashes.length} ` : ""}${isFirst ? said : what(node)}`;
  // Where a bar begins late, its name ends with it instead of beginning with it.
  const ahead = Math.max(next, to) - from - 6;
  const behind = to - GUTTER;
  const ends = isFirst && whole.length * 6 > ahead && behind > ahead;
  const text = short(whole, Math.max(Math.floor((ends ? behind - 6 : ahead) / 6), 2));
  const severity = clashes.length ? SEVERITIES[worstOf(clashes)] : "";
  const choose = () => select({ node: index }, "timeline");
  const when = span(node.from, node.until) || say("timeline.always");
  return svg(
    "g",
    {
      class: classes(
        "bar",
        takesSide(node) ? node.cells.stance : "no-side",
        severity,
        undated && "undated",
        !shown.nodes[index] && "past",
        picks(index) && "on",
        lit && !lit.has(index) && "dimmed"
      ),
      role: "button",
      tabindex: 0,
      "aria-label": `${node.label}; ${when}`,
      "data-id": node.id,
      "data-tip": [node.label, when, ...clashes.slice(0, 2).map((edge) => edge.cells.why)].join("\n"),
      "data-kind": [nameOf(node.issueIndex), takesSide(node) ? wordFor(firmness(node)) : ""].filter(Boolean).join(", "),
      onclick: choose
    },
    svg("rect", { class: "hit", x: round(from), y: top, width: round(to - from), height: LANE - 4 }),
    svg("rect", { class: "length", x: round(from), y: top + 16, width: round(to - from), height: 7, rx: 3.5 }),
    svg("g", { transform: `translate(${round(from + 6)},${top + 19.5})` }, glyphIn(node)),
    svg("text", { x: round(ends ? to - 6 : from + 1), y: top + 11, "text-anchor": ends ? "end" : "start", text })
  );
}

function glyphIn(node) {
  const [shape, fill] = STANCES[node.cells.stance] || STANCES.demands;
  const border = FIRM[firmness(node)];
  const made = svg("polygon", {
    points: POLYGONS[shape].map(([x, y]) => `${round(x * 5.5)},${round(y * 5.5)}`).join(" "),
    "stroke-width": border ? border[0] * 0.8 : 0
  });
  made.style.fill = `var(${fill})`;
  if (border) made.style.stroke = `var(${border[2]})`;
  return made;
}

const SHIFT_SIGNS = { "red line crossed": "\u21af", concession: "\u2198", hardening: "\u2197", change: "\u2194" };
function shiftMarks(time, spots) {
  return head.shifts.flatMap((shift) => {
    const index = shift.positions_after.map((id) => byId.get(id)).find((one) => spots.has(one));
    if (index === undefined || !shift.date) return [];
    const x = time.x(dayNumber(shift.date));
    const y = spots.get(index).top + 19.5;
    return [
      svg(
        "g",
        {
          class: "shift",
          "data-tip": shift.why,
          "data-kind": shift.kind,
          onclick: () => select({ node: index }, "timeline")
        },
        svg("circle", { cx: round(x - 9), cy: y, r: 7.5 }),
        svg("text", { x: round(x - 9), y: y + 4, "text-anchor": "middle", text: SHIFT_SIGNS[shift.kind] || "\u2194" })
      )
    ];
  });
}

views.register({
  name: "timeline",
  draw: drawTimeline,
  has: () => head.dates.length > 0,
  fluid: true,
  rows: () => ({
    columns: ["party", "issue", "name"]
      .map((name) => say(`table.${name}`))
      .concat(say("timeline.from"), say("timeline.until"), say("table.firmness")),
    rows: overTime().map((index) => {
      const node = nodes[index];
      return [
        nameOf(node.partyIndex),
        nameOf(node.issueIndex),
        node.short,
        node.from || "",
        node.until || "",
        node.cells.firmness || ""
      ];
    })
  })
});
