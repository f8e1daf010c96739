// Parties by how much they clash and how much they agree: a ring, its order the same whatever the filters.

// The ring fills its box: room for names on both sides, or above and below where the box is narrow.
function ringIn(box, count) {
  const [width, height] = [Math.max(box.clientWidth - 28, 300), Math.max(box.clientHeight - 76, 300)];
  const narrow = width < 560;
  const many = count > CROWDED;
  const [beside, above] = many ? [172, 172] : [narrow ? 64 : 150, 62];
  const rx = Math.max(Math.min(width / 2 - beside, 420), 70);
  const ry = Math.max(Math.min(height / 2 - above, 330), 70);
  // With many parties the names stand out like rays, which asks for a round ring.
  const r = Math.min(rx, ry);
  return {
    width,
    height,
    x: width / 2,
    y: height / 2,
    narrow,
    many,
    rx: many ? r : rx,
    ry: many ? r : ry,
    most: many ? (2.4 * r) / count : 24
  };
}
// From so many parties on names stand like rays, and from so many ties on only the heaviest are numbered.
const CROWDED = 12;
const NUMBERED = 24;

// Every two parties with what stands between them.
function partyPairs() {
  const pairs = new Map();
  const { clashes, overlaps } = drawnPairs();
  for (const edge of [...clashes, ...overlaps]) {
    if (!shown.nodes[edge.from] || !shown.nodes[edge.to]) continue;
    const [a, b] = [nodes[edge.from].principalIndex, nodes[edge.to].principalIndex].sort((x, y) => x - y);
    if (a === b) continue;
    const key = `${a} ${b}`;
    if (!pairs.has(key)) pairs.set(key, { a, b, clashes: [], overlaps: [] });
    pairs.get(key)[edge.kind === "CLASHES_WITH" ? "clashes" : "overlaps"].push(edge);
  }
  return [...pairs.values()];
}

// Where each party stands on the ring, as a part of a turn: the two that clash most face each other, and every other stands
// the nearer to one of them the more it shares with it and the less it clashes; above and below in turn.
function ringPlaces(ring) {
  const near = new Map();
  const against = new Map();
  const add = (map, edge, by) => {
    const [a, b] = [nodes[edge.from].principalIndex, nodes[edge.to].principalIndex];
    for (const key of [`${a} ${b}`, `${b} ${a}`]) map.set(key, (map.get(key) || 0) + by);
  };
  overlapEdges.forEach((edge) => add(near, edge, 1));
  clashEdges.forEach((edge) => {
    add(near, edge, -1);
    add(against, edge, 1);
  });
  const all = principals.order;
  let poles = [all[0], all[1]];
  let most = 0;
  for (const a of all)
    for (const b of all)
      if (a !== b && (against.get(`${a} ${b}`) || 0) > most) {
        most = against.get(`${a} ${b}`);
        poles = [a, b];
      }
  const leaning = (index) => (near.get(`${index} ${poles[0]}`) || 0) - (near.get(`${index} ${poles[1]}`) || 0);
  const rest = ring.filter((index) => !poles.includes(index)).sort((a, b) => leaning(b) - leaning(a) || a - b);
  const sides = [rest.filter((_, number) => number % 2 === 0), rest.filter((_, number) => number % 2 === 1)];
  const at = new Map(poles.map((index, number) => [index, number ? 0 : Math.PI]));
  sides.forEach((side, lower) =>
    side.forEach((index, number) =>
      at.set(index, Math.PI + ((lower ? -1 : 1) * (Math.PI * (number + 1))) / (side.length + 1))
    )
  );
  return at;
}

function drawParties() {
  const box = views.current().box;
  const holding = new Set(principals());
  const ring = principals.order.filter((index) => holding.has(index));
  if (!ring.length) {
    box.replaceChildren(nothing());
    return;
  }
  const lit = litNodes();
  const frame = ringIn(box, ring.length);
  const angles = ringPlaces(principals.order);
  const places = new Map(
    ring.map((index) => {
      const angle = angles.get(index);
      return [index, { x: frame.x + frame.rx * Math.cos(angle), y: frame.y + frame.ry * Math.sin(angle), angle }];
    })
  );
  const pairs = partyPairs();
  const sizes = pairs
    .flatMap((pair) => [pair.clashes.length, pair.overlaps.length])
    .filter(Boolean)
    .sort((a, b) => b - a);
  Object.assign(frame, {
    heaviest: sizes[0] || 1,
    numbered: sizes.length > NUMBERED ? sizes[NUMBERED - 1] : 0,
    faint: sizes.length > 2 * NUMBERED
  });
  const taken = [...places.values()].map(({ x, y }) => [x, y, 34]);
  const ties = pairs.flatMap((pair) =>
    ["overlaps", "clashes"]
      .filter((kind) => pair[kind].length)
      .map((kind) => tie(pair, kind, places, lit, taken, frame))
  );
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${frame.width} ${frame.height}`, role: "group", "aria-label": say("parties.help"), class: "ring" },
    ties.sort((a, b) => a.size - b.size).map((one) => one.drawn),
    ties.map((one) => one.count),
    ring.map((index) => partyDisc(index, places.get(index), lit, frame))
  );
  box.replaceChildren(
    picture,
    el(
      "p",
      { class: "key" },
      SEVERITIES.filter((one) => clashEdges.some((edge) => edge.cells.severity === one)).map((one) =>
        el("span", { class: "item" }, tieSample(one), one)
      ),
      el("span", { class: "item" }, tieSample("overlap"), say("parties.overlaps")),
      el("span", { text: say("parties.key") })
    )
  );
}

// Clashes bend to one side and shared ground to the other, so that both are seen; through the middle, clear of the others.
function tie(pair, kind, places, lit, taken, frame) {
  const [a, b] = [places.get(pair.a), places.get(pair.b)];
  const list = pair[kind];
  const isClash = kind === "clashes";
  const severity = isClash ? SEVERITIES[worstOf(list)] : "overlap";
  const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const both = pair.clashes.length && pair.overlaps.length;
  const side = both ? (isClash ? 1 : -1) * Math.min(30, length * 0.1) : 0;
  const inward = Math.max(0, 1 - length / 420) * 0.5;
  const bend = {
    x: middle.x + (frame.x - middle.x) * inward + ((b.y - a.y) / length) * side * 2,
    y: middle.y + (frame.y - middle.y) * inward - ((b.x - a.x) / length) * side * 2
  };
  const numbered = list.length >= frame.numbered;
  // The number stands where no other does.
  const on = (t) => ["x", "y"].map((axis) => (1 - t) ** 2 * a[axis] + 2 * t * (1 - t) * bend[axis] + t ** 2 * b[axis]);
  const spots = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73].map(on);
  const at = spots.find(([x, y]) => taken.every(([tx, ty, room]) => Math.hypot(x - tx, y - ty) > room)) || spots[0];
  if (numbered) taken.push([...at, 25]);
  const cell = { party: nodes[pair.a].id, other: nodes[pair.b].id };
  const isLit =
    !lit ||
    list.some((edge) => lit.has(edge.from) && lit.has(edge.to)) ||
    (chosen && (chosen.node === pair.a || chosen.node === pair.b));
  const shares = isClash ? sharesOf(list) : [];
  const parts = shares.length > 1 ? ` (${shares.map(([word, n]) => `${n} ${word}`).join(", ")})` : "";
  const counted = say(isClash ? "status.clashes" : "status.overlaps", { n: list.length });
  const name = `${nameOf(pair.a)} \u2013 ${nameOf(pair.b)}: ${counted}${parts}`;
  const d = `M${round(a.x)},${round(a.y)} Q${round(bend.x)},${round(bend.y)} ${round(b.x)},${round(b.y)}`;
  // Of many ties each is drawn the thinner, the light ones faintly, and only the heaviest have a number.
  const share = Math.sqrt(list.length / frame.heaviest);
  const wide = frame.faint
    ? 0.6 + 4.4 * share ** 2
    : isClash
      ? 1.4 + 1.7 * Math.min(Math.sqrt(list.length), 4.5)
      : 1 + 1.5 * Math.min(Math.sqrt(list.length), 4.5);
  const isFaint = frame.faint && !numbered && !(lit && isLit);
  const looks = classes("tie", severity, !isLit && "dimmed", isFaint && "faint");
  const drawn = svg(
    "g",
    {
      class: looks,
      role: "button",
      tabindex: 0,
      "aria-label": name,
      "data-cell": JSON.stringify(cell),
      "data-tip": cellTip([], list),
      "data-kind": name,
      onclick: () => select({ cell }, "parties")
    },
    svg("path", { d, class: "reach" }),
    svg("path", { d, class: "line", "stroke-width": round(wide), "stroke-dasharray": dashes(severity, wide) })
  );
  const count = svg(
    "g",
    {
      class: `${looks} number`,
      "aria-hidden": "true",
      "data-tip": cellTip([], list),
      "data-kind": name,
      onclick: () => select({ cell }, "parties")
    },
    svg("circle", { cx: round(at[0]), cy: round(at[1]), r: 10.5, class: "count-disc" }),
    severityRing(shares, list.length, at),
    svg("text", { x: round(at[0]), y: round(at[1]) + 4, class: "count-text", text: list.length })
  );
  return { drawn, count: numbered || (lit && isLit && frame.faint && chosen) ? count : null, size: list.length };
}

// How many clashes have each severity, the worst first.
const sharesOf = (clashes) => {
  const counts = tally(clashes.map((edge) => edge.cells.severity));
  return SEVERITIES.filter((word) => counts.has(word)).map((word) => [word, counts.get(word)]);
};

// Around the number of clashes: which part of them has which severity, where they differ. The worst begins at the top.
function severityRing(shares, all, [x, y]) {
  let done = 0;
  return shares.length < 2
    ? []
    : shares.map(([word, n]) => {
        const [from, to] = [done, (done += n)].map((part) => (part / all) * 2 * Math.PI - Math.PI / 2);
        const end = (angle) => `${round(x + 10.5 * Math.cos(angle))},${round(y + 10.5 * Math.sin(angle))}`;
        return svg("path", {
          class: `share ${word}`,
          d: `M${end(from)} A10.5,10.5 0 ${to - from > Math.PI ? 1 : 0} 1 ${end(to)}`
        });
      });
}

const round = (value) => Math.round(value * 10) / 10;
const dashes = (severity, wide) =>
  ({
    hard: `${round(wide * 3)} ${round(wide)}`,
    unknown: `${round(wide)} ${round(wide * 1.2)}`,
    soft: `${round(wide * 1.2)} ${round(wide * 2)}`
  })[severity] || null;
const tieSample = (severity) =>
  svg(
    "svg",
    { width: 34, height: 10, class: "ring", "aria-hidden": "true" },
    svg(
      "g",
      { class: `tie ${severity}` },
      svg("path", { d: "M1,5 H33", class: "line", "stroke-width": 3.4, "stroke-dasharray": dashes(severity, 3.4) })
    )
  );

function partyDisc(index, { x, y, angle }, lit, { narrow, many, most }) {
  const node = nodes[index];
  const held = shown.positions.filter((one) => nodes[one].principalIndex === index).length;
  const r = Math.min(9 + Math.min(15, 2.6 * Math.sqrt(held)), Math.max(most, 5));
  const isChosen = chosen && chosen.node === index;
  const lines = many ? [short(node.label, 21)] : wrapText(node.label, narrow ? 12 : 20, 3);
  const right = !narrow && Math.cos(angle) > 0.35;
  const left = !narrow && Math.cos(angle) < -0.35;
  const anchor = right ? "start" : left ? "end" : "middle";
  // On a narrow ring neighbours stand close: names between the top or the foot and a side lean outwards.
  const aside = narrow ? 32 * Math.cos(angle) * Math.abs(Math.sin(angle)) : 0;
  const top =
    right || left
      ? y + 4 - (lines.length - 1) * 8
      : Math.sin(angle) < -0.01
        ? y - r - 10 - (lines.length - 1) * 16
        : y + r + 18;
  const choose = () => select({ node: index }, "parties");
  const turned = Math.cos(angle) < -0.001;
  const [rimX, rimY] = [x + (r + 6) * Math.cos(angle), y + (r + 6) * Math.sin(angle)];
  const turn = (angle * 180) / Math.PI + (turned ? 180 : 0);
  const ray = () =>
    svg("text", {
      transform: `translate(${round(rimX)},${round(rimY)}) rotate(${round(turn)})`,
      "dominant-baseline": "central",
      "text-anchor": turned ? "end" : "start",
      class: "ray",
      text: lines[0]
    });
  return svg(
    "g",
    {
      class: `disc${isChosen ? " on" : ""}${lit && !lit.has(index) ? " dimmed" : ""}`,
      role: "button",
      tabindex: 0,
      "aria-label": `${node.label}: ${say("status.positions", { n: held })}`,
      "data-id": node.id,
      "data-tip": `${node.label}: ${say("status.positions", { n: held })}`,
      onclick: choose
    },
    svg("circle", { cx: round(x), cy: round(y), r: round(r) }),
    many
      ? ray()
      : lines.map((text, number) =>
          svg("text", {
            x: round(right ? x + r + 9 : left ? x - r - 9 : x + aside),
            y: round(top + number * 16),
            "text-anchor": anchor,
            text
          })
        )
  );
}

// Words in lines of about so many letters.
function wrapText(text, most, lines) {
  const made = [""];
  for (const word of String(text).split(/\s+/)) {
    const last = made[made.length - 1];
    if (last && last.length + word.length + 1 > most) made.push(word);
    else made[made.length - 1] = last ? `${last} ${word}` : word;
  }
  const kept = made.slice(0, lines).map((one) => short(one, most + 6));
  if (made.length > lines) kept[lines - 1] = short(`${kept[lines - 1]} \u2026`, most + 8);
  return kept;
}

views.register({
  name: "parties",
  draw: drawParties,
  fluid: true,
  rows: () => ({
    columns: [
      say("table.party"),
      say("table.other"),
      say("table.clashes"),
      say("parties.worst"),
      say("parties.overlaps")
    ],
    rows: partyPairs().map(({ a, b, clashes, overlaps }) => [
      nameOf(a),
      nameOf(b),
      clashes.length,
      clashes.length ? SEVERITIES[worstOf(clashes)] : "",
      overlaps.length
    ])
  })
});
