// Who wants what where: the tree of regions down, parties across, and a plain map where coordinates are coded.

// The regions in the order of the tree, each under the first larger one that it lies in, with its depth.
function regionTree() {
  if (regionTree.rows) return regionTree.rows;
  const rows = [];
  const seen = new Set();
  const first = (index) => linked(index, "PART_OF", "out")[0];
  const visit = (index, depth) => {
    if (seen.has(index)) return;
    seen.add(index);
    rows.push({ index, depth });
    for (const inner of linked(index, "PART_OF", "in")) if (first(inner) === index) visit(inner, depth + 1);
  };
  for (const index of regionNodes()) if (first(index) === undefined) visit(index, 0);
  regionTree.rows = rows;
  return rows;
}

// Where a position holds: the regions that it names, and those that lie wholly inside them. Null for everywhere.
const reach = new Map();
const NOWHERE = { named: new Set(), inside: new Set() };
function reachOf(position) {
  const node = nodes[position];
  const named = node.concerns || (node.concerns = linked(position, "CONCERNS", "out"));
  if (!named.length) return node.everywhere ? null : NOWHERE;
  const key = named.join(" ");
  if (!reach.has(key)) {
    const leaves = new Set(named.flatMap((index) => [...leavesOf(index)]));
    reach.set(key, {
      named: new Set(named),
      inside: new Set(regionNodes().filter((index) => [...leavesOf(index)].every((leaf) => leaves.has(leaf))))
    });
  }
  return reach.get(key);
}

// The shown positions that hold in the whole of a region: first those that name it, then those that name a larger one, or none
// where the issue is settled region by region.
function standing(region) {
  const own = [];
  const wider = [];
  for (const position of shown.positions) {
    const there = reachOf(position);
    if (there === null) wider.push(position);
    else if (there.inside.has(region)) (there.named.has(region) ? own : wider).push(position);
  }
  return { own, wider };
}

// The rows of the tree that have something to show: regions that are named, and the smallest in which something holds.
function rowsStanding() {
  const reaches = new Set(shown.positions.map(reachOf));
  const everywhere = reaches.delete(null);
  const named = new Set();
  const inside = new Set();
  for (const there of reaches) {
    for (const index of there.named) named.add(index);
    for (const index of there.inside) inside.add(index);
  }
  return regionTree().filter(
    ({ index }) => named.has(index) || (leavesOf(index).has(index) && (everywhere || inside.has(index)))
  );
}

function drawRegions() {
  const box = views.current().box;
  const all = rowsStanding();
  if (!all.length) {
    box.replaceChildren(nothing());
    return;
  }
  // What is selected is drawn, however far down it stands.
  const selected = all.findIndex(
    (row) => picks(row.index) || (chosen && chosen.cell && chosen.cell.region === nodes[row.index].id)
  );
  const rows = all.slice(0, Math.max(atMost.regions, selected + 1)).map((row) => ({ ...row, ...standing(row.index) }));
  const standsSomewhere = (index) => {
    const there = reachOf(index);
    return !there || there.inside.size > 0;
  };
  const holders = new Set(shown.positions.filter(standsSomewhere).map((index) => nodes[index].principalIndex));
  const parties = principals().filter((index) => holders.has(index));
  const allParties = parties.length;
  parties.splice(atMost.parties);
  const cut =
    all.length > rows.length || allParties > atMost.parties
      ? cutNotice(say("regions.most", { n: rows.length, all: all.length, parties: parties.length, allParties }), [
          "regions",
          "parties"
        ])
      : null;
  const clashes = clashesByPosition();
  const shared = sharedPositions();
  const lit = litNodes();
  const crowded = parties.length > CROWD;
  const headings = partyHeads(say("regions.corner"), parties, "regions");
  const body = rows.map((row) => {
    const soft = new Set(row.wider);
    const held = new Map();
    for (const index of [...row.own, ...row.wider]) {
      const holder = nodes[index].principalIndex;
      if (held.has(holder)) held.get(holder).push(index);
      else held.set(holder, [index]);
    }
    const title = el("button", {
      type: "button",
      class: picks(row.index) ? "head on" : "head",
      "data-id": nodes[row.index].id,
      onclick: () => select({ node: row.index }, "regions"),
      text: nameOf(row.index)
    });
    title.style.marginInlineStart = `${row.depth * 14}px`;
    return el(
      "tr",
      {},
      el("th", { scope: "row", dir: "auto" }, title),
      parties.map((party) => {
        const positions = held.get(party);
        if (!positions) return el("td", { class: "blank" });
        const cell = { party: nodes[party].id, region: nodes[row.index].id };
        return el(
          "td",
          {},
          cellButton(
            cell,
            positions,
            clashes,
            shared,
            lit,
            crowded,
            `${nameOf(party)}, ${nameOf(row.index)}`,
            (index) => soft.has(index)
          )
        );
      })
    );
  });
  const keep = [box.scrollLeft, box.scrollTop];
  box.replaceChildren(
    ...[
      cut,
      drawMap(lit),
      matrixKey(false),
      el("table", { class: matrixLook(parties.length) }, el("thead", {}, headings), el("tbody", {}, body)),
      Object.values(head.outlines).some((one) => one.coarse)
        ? el("p", { class: "note", text: say("regions.coarse") })
        : null,
      el("p", { class: "note", text: say("regions.key") })
    ].filter(Boolean)
  );
  [box.scrollLeft, box.scrollTop] = keep;
}

const outlineOf = (index) => head.outlines[nodes[index].id];
// Where a region is written: at its coordinates, or inside of its outline.
const coordinates = (index) => {
  const { lat, lon } = nodes[index].cells;
  return Number.isFinite(lat) && Number.isFinite(lon) ? [lat, lon] : outlineOf(index)?.spot;
};

// Outlines, and points at their coordinates, on a net of degrees: no tiles, nothing fetched. Degrees of longitude are drawn as
// short as they are in the middle of what is shown.
function drawMap(lit) {
  const all = regionNodes().filter((index) => coordinates(index) && leavesOf(index).has(index));
  const spots = all.length > 1 ? all : regionNodes().filter(coordinates);
  const lands = Object.keys(head.outlines).map((id) => byId.get(id));
  if (spots.length < 2 && !lands.length) return null;
  const width = Math.max(views.current().box.clientWidth - 30, 300);
  const size = { width, height: Math.round(Math.min(400, Math.max(width * 0.5, 240))), rim: 44 };
  const bounds = [Infinity, -Infinity, Infinity, -Infinity];
  const cover = (lat, lon) =>
    [lat, lat, lon, lon].forEach((one, i) => {
      bounds[i] = (i % 2 ? Math.max : Math.min)(bounds[i], one);
    });
  for (const index of spots) cover(...coordinates(index));
  for (const index of lands)
    for (const ring of outlineOf(index).outline)
      ring.forEach((lon, i) => {
        if (i % 2 === 0) cover(ring[i + 1], lon);
      });
  const squeeze = Math.cos((((bounds[0] + bounds[1]) / 2) * Math.PI) / 180);
  // Points close to one another are no map of a street; outlines may be.
  const least = lands.length ? 1e-4 : 0.5;
  const span = [Math.max(bounds[1] - bounds[0], least), Math.max((bounds[3] - bounds[2]) * squeeze, least)];
  const side = Math.min(130, width * 0.22);
  const scale = Math.min((size.height - 2 * size.rim) / span[0], (width - 2 * side) / span[1]);
  const x = (lon) => size.width / 2 + (lon - (bounds[2] + bounds[3]) / 2) * squeeze * scale;
  const y = (lat) => size.height / 2 - (lat - (bounds[0] + bounds[1]) / 2) * scale;
  const step =
    [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 45].find((one) => one * scale > 70) || 90;
  const ticks = (low, high) => {
    const made = [];
    for (let at = Math.ceil(low / step) * step; at <= high; at += step) made.push(Math.round(at * 1000) / 1000);
    return made;
  };
  const degrees = (at, [less, more]) => `${Math.abs(at)}\u00b0${at < 0 ? less : at > 0 ? more : ""}`;
  const edge = {
    lat: [size.height / 2 / scale, (bounds[0] + bounds[1]) / 2],
    lon: [size.width / 2 / scale / squeeze, (bounds[2] + bounds[3]) / 2]
  };
  const net = [
    ...ticks(Math.max(edge.lat[1] - edge.lat[0], -90), Math.min(edge.lat[1] + edge.lat[0], 90)).map((lat) =>
      svg(
        "g",
        { class: "net" },
        svg("path", { d: `M0,${round(y(lat))} H${size.width}` }),
        svg("text", { x: 6, y: round(y(lat)) - 4, text: degrees(lat, "SN") })
      )
    ),
    ...ticks(Math.max(edge.lon[1] - edge.lon[0], -180), Math.min(edge.lon[1] + edge.lon[0], 180)).map((lon) =>
      svg(
        "g",
        { class: "net" },
        svg("path", { d: `M${round(x(lon))},0 V${size.height}` }),
        svg("text", { x: round(x(lon)) + 4, y: size.height - 6, text: x(lon) < size.width - 40 && degrees(lon, "WE") })
      )
    )
  ];
  // A degree of latitude is 111 km.
  const km =
    [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]
      .filter((one) => (one / 111.2) * scale < 140)
      .pop() || 0.01;
  const bar = round((km / 111.2) * scale);
  const ruler = svg(
    "g",
    { class: "ruler" },
    svg("path", { d: `M${size.width - 24 - bar},${size.height - 22} h${bar}` }),
    svg("text", { x: size.width - 24 - bar / 2, y: size.height - 28, "text-anchor": "middle", text: `${km} km` })
  );
  const taken = [[size.width - 34 - bar, size.height - 42, size.width, size.height]];
  const drawn = spots
    .map((index) => ({ index, x: x(coordinates(index)[1]), y: y(coordinates(index)[0]), ...standingOf(index) }))
    .sort((a, b) => b.positions.length - a.positions.length || a.index - b.index);
  for (const spot of drawn) taken.push([spot.x - 15, spot.y - 15, spot.x + 15, spot.y + 15]);
  return svg(
    "svg",
    { viewBox: `0 0 ${size.width} ${size.height}`, class: "map", role: "group", "aria-label": say("regions.map") },
    landsOf(lands, new Map(drawn.map((spot) => [spot.index, spot])), x, y, lit),
    net,
    ruler,
    drawn.map((spot) => mapSpot(spot, taken, lit, width))
  );
}

// The land of the larger regions, on it the regions that have a spot, smaller ones over larger ones, in the colour of their
// worst clash; over all of them the larger borders.
function landsOf(lands, spots, x, y, lit) {
  const ringPath = (ring) =>
    `M${ring.reduce((made, lon, i) => (i % 2 ? made : `${made} ${round(x(lon))},${round(y(ring[i + 1]))}`), "")}Z`;
  const land = (index, looks, props) =>
    svg("path", {
      class: `land ${looks}`,
      d: outlineOf(index).outline.map(ringPath).join(""),
      "fill-rule": "evenodd",
      ...props
    });
  const larger = lands.filter((index) => !spots.has(index));
  return [
    ...larger.map((index) => land(index, "")),
    ...lands
      .filter((index) => spots.has(index))
      .map((index) =>
        land(index, lookOf(spots.get(index), lit), {
          "data-id": nodes[index].id,
          ...tipOf(spots.get(index)),
          onclick: () => select({ node: index }, "regions")
        })
      ),
    ...larger.map((index) => land(index, "border"))
  ];
}

function standingOf(index) {
  const positions = shown.positions.filter((one) => isIn(nodes[one], nodes[index].id));
  return { positions, clashes: drawnPairs().clashes.filter((edge) => placesOf(edge).has(nodes[index].id)) };
}

// The worst clash there, as a word of the style.
const severityAt = ({ positions, clashes }) =>
  clashes.length ? SEVERITIES[worstOf(clashes)] : positions.length ? "quiet" : "empty-spot";

const isLitAt = (spot, lit) => !lit || lit.has(spot.index) || spot.positions.some((one) => lit.has(one));
const lookOf = (spot, lit) => classes(severityAt(spot), picks(spot.index) && "on", !isLitAt(spot, lit) && "dimmed");
const namedSpot = ({ index, positions, clashes }) =>
  `${nameOf(index)}: ${say("status.positions", { n: positions.length })}, ${say("status.clashes", { n: clashes.length })}`;
const tipOf = (spot) => ({
  "data-tip": spot.clashes.length
    ? spot.clashes
        .slice(0, 3)
        .map((edge) => edge.cells.why)
        .join("\n")
    : namedSpot(spot),
  "data-kind": namedSpot(spot)
});

function mapSpot(spot, taken, lit, width) {
  const { index, x, y, clashes } = spot;
  const lines = wrapText(nameOf(index), width < 560 ? 10 : 18, 2);
  const [w, h] = [Math.max(...lines.map((one) => one.length)) * 6.9, lines.length * 15];
  const around = (angle, far) => [Math.cos(angle) * (far + w / 2), Math.sin(angle) * (far + h / 2)];
  const tries = [
    [22 + w / 2, 0],
    [-22 - w / 2, 0],
    [0, 20 + h / 2],
    [0, -20 - h / 2],
    [20 + w / 2, 18],
    [20 + w / 2, -18],
    [-20 - w / 2, 18],
    [-20 - w / 2, -18],
    [0, 48 + h / 2],
    [0, -48 - h / 2],
    [50 + w / 2, 34],
    [50 + w / 2, -34],
    [-50 - w / 2, 34],
    [-50 - w / 2, -34],
    // Further off, where many places stand close together.
    ...[76, 104, 132].flatMap((far) => [0, 1, 2, 3, 4, 5, 6, 7].map((turn) => around((turn * Math.PI) / 4, far)))
  ];
  const boxAt = ([dx, dy]) => [x + dx - w / 2, y + dy - h / 2 - 3, x + dx + w / 2, y + dy + h / 2 + 3];
  const clear = (at) =>
    boxAt(at)[0] > 2 &&
    boxAt(at)[2] < width - 2 &&
    taken.every((b) => {
      const a = boxAt(at);
      return a[0] >= b[2] || b[0] >= a[2] || a[1] >= b[3] || b[1] >= a[3];
    });
  // Where there is no room at all the name stands in the tip and in the list alone.
  const at = tries.find(clear);
  if (at) taken.push(boxAt(at));
  const choose = () => select({ node: index }, "regions");
  return svg(
    "g",
    {
      class: `spot ${lookOf(spot, lit)}`,
      role: "button",
      tabindex: 0,
      "aria-label": namedSpot(spot),
      "data-id": nodes[index].id,
      ...tipOf(spot),
      onclick: choose
    },
    svg("circle", { cx: round(x), cy: round(y), r: 14 }),
    svg("text", { x: round(x), y: round(y) + 4.5, class: "count-text", text: clashes.length || "" }),
    (at ? lines : []).map((text, number) =>
      svg("text", {
        x: round(x + at[0] - (Math.sign(at[0]) * w) / 2),
        y: round(y + at[1] - h / 2 + 12 + number * 15),
        "text-anchor": at[0] > 0 ? "start" : at[0] < 0 ? "end" : "middle",
        class: "name",
        text
      })
    )
  );
}

views.register({
  name: "regions",
  draw: drawRegions,
  fluid: true,
  has: () => regionNodes().length > 0,
  rows: () => {
    const parties = principals();
    return {
      columns: [say("filters.region"), ...parties.map(nameOf)],
      rows: regionTree().map(({ index }) => {
        const { own, wider } = standing(index);
        return [
          nameOf(index),
          ...parties.map((party) =>
            [...own, ...wider]
              .filter((one) => nodes[one].principalIndex === party)
              .map((one) => nodes[one].short)
              .join("; ")
          )
        ];
      })
    };
  }
});
