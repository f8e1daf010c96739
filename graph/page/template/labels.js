// Names in the picture: at a constant size on the screen, the important ones first, never one over another.

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
const LINE = { big: 15.5, small: 13.5 };

function labelStyle(node) {
  const big = node.kind === "Party" || node.kind === "Issue";
  return {
    big,
    font: `${big ? 600 : 400} ${big ? 12.5 : 11}px ${FONT}`,
    width: big ? 132 : 118,
    lines: big ? 3 : 2,
    line: big ? LINE.big : LINE.small
  };
}

function wrapped(ctx, node, narrow) {
  const key = narrow ? "narrowLines" : "lines";
  if (node[key]) return node[key];
  const style = labelStyle(node);
  const most = narrow ? 78 : style.width;
  ctx.font = style.font;
  const lines = [];
  let line = "";
  for (const word of (node.short || node.label).slice(0, 120).split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && ctx.measureText(longer).width > most) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  lines.push(line);
  const kept = lines.slice(0, style.lines + (narrow ? 1 : 0)).map((one) => short(one, 30));
  if (lines.length > kept.length) kept[kept.length - 1] = short(kept[kept.length - 1] + " \u2026", 30);
  node[key] = {
    words: kept,
    width: Math.max(...kept.map((one) => ctx.measureText(one).width)) + 4,
    height: kept.length * style.line
  };
  return node[key];
}

function importance(index) {
  const node = nodes[index];
  if (chosen && chosen.node === index) return 1e6;
  const rank = { Party: 4000, Issue: 4000, Position: 1000 }[node.kind] || 500;
  return rank + (node.worst === undefined ? 0 : 500 - 60 * node.worst) + Math.min(node.weight || 0, 400);
}

// Boxes that are taken, in a grid of cells, so that asking costs the same however many there are.
function makeTaken() {
  const cells = new Map();
  const each = (box, visit) => {
    for (let i = Math.floor(box[0] / 64); i <= Math.floor(box[2] / 64); i++) {
      for (let j = Math.floor(box[1] / 64); j <= Math.floor(box[3] / 64); j++) if (visit(`${i},${j}`)) return true;
    }
    return false;
  };
  return {
    add: (box) => {
      each(box, (key) => {
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push(box);
        return false;
      });
    },
    hits: (box) =>
      each(box, (key) =>
        (cells.get(key) || []).some(
          (b) => b.own !== box.own && box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3]
        )
      )
  };
}

// Where a name may stand: close by, and for the names that matter also further off, with a line back to the glyph.
const isPhone = innerWidth <= 760;
const FAR = isPhone ? [] : [12, 26, 42];
function placesFor(gap, w, h, far) {
  const beside = gap + w / 2 + 1;
  const above = gap + h / 2;
  const places = [
    [0, above],
    [0, -above],
    [beside, 0],
    [-beside, 0]
  ];
  for (const [i, j] of [
    [1, 1],
    [-1, 1],
    [1, -1],
    [-1, -1]
  ])
    places.push([i * beside * 0.8, j * above * 0.8]);
  for (const [i, j] of [
    [1, 1],
    [-1, 1],
    [1, -1],
    [-1, -1]
  ])
    places.push([i * w * 0.35, j * (above + 2)]);
  for (const off of far) {
    for (let turn = 0; turn < 12; turn++) {
      const angle = Math.PI / 2 + (turn % 2 ? 1 : -1) * Math.ceil(turn / 2) * (Math.PI / 6);
      places.push([Math.cos(angle) * (beside * 0.9 + off), Math.sin(angle) * (above + off), true]);
    }
  }
  return places;
}

function leader(ctx, x, y, box, r) {
  const end = [Math.min(Math.max(x, box[0] + 6), box[2] - 6), Math.min(Math.max(y, box[1]), box[3])];
  const length = Math.hypot(end[0] - x, end[1] - y);
  if (length <= r + 4) return;
  ctx.beginPath();
  ctx.moveTo(x + ((end[0] - x) / length) * r, y + ((end[1] - y) / length) * r);
  ctx.lineTo(...end);
  ctx.lineWidth = 1;
  ctx.strokeStyle = colours["--soft"];
  ctx.stroke();
}

function drawLabels(ctx, lit, toScreen, perUnit) {
  const [width, height] = [$("graph").clientWidth, $("graph").clientHeight];
  const taken = makeTaken();
  const small = makeTaken();
  for (const control of ["status", "zoom"].map((id) => $(id))) {
    taken.add([
      control.offsetLeft,
      control.offsetTop,
      control.offsetLeft + control.offsetWidth,
      control.offsetTop + control.offsetHeight
    ]);
  }
  const candidates = [];
  for (let index = 0; index < nodes.length; index++) {
    if (!shown.nodes[index]) continue;
    const [x, y] = toScreen(nodes[index].x, nodes[index].y);
    if (x < -60 || y < -40 || x > width + 60 || y > height + 40) continue;
    const isChosen = chosen && chosen.node === index;
    const r = (look(nodes[index]).size + (isChosen ? 9 : 0)) * perUnit + 2;
    const box = [x - r, y - r, x + r, y + r];
    box.own = index;
    if (!lit || lit.has(index)) {
      (labelStyle(nodes[index]).big ? taken : small).add(box);
      candidates.push({ index, x, y, r, rank: importance(index) });
    }
  }
  candidates.sort((a, b) => b.rank - a.rank || a.index - b.index);
  labelBoxes.length = 0;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  // Where two hundred names in a row found no room there is none left.
  let missed = 0;
  for (const { index, x, y, r } of candidates) {
    if (missed > 200) break;
    const node = nodes[index];
    const style = labelStyle(node);
    // The name of a party or an issue rather covers a position than be missing.
    const free = (box) => !taken.hits(box) && !small.hits(box);
    const uncovered = (box) => !taken.hits(box);
    const ways = [
      [false, free],
      ...(style.big
        ? [
            [true, free],
            [false, uncovered],
            [true, uncovered],
            ...(isPhone ? [] : [[true, uncovered, [60, 84, 110, 140, 175]]])
          ]
        : [])
    ];
    const text = ways
      .map(([narrow, fits, far]) => [wrapped(ctx, node, narrow), fits, far || (style.big ? FAR : [])])
      .find(([one, fits, far]) => findPlace(one, fits, index, x, y, r, far, width, height))?.[0];
    if (!text) {
      missed += 1;
      continue;
    }
    missed = 0;
    const { box, far } = text.place;
    taken.add(box);
    labelBoxes.push({ id: node.id, kind: node.kind, box: [...box] });
    if (far) leader(ctx, x, y, box, r);
    ctx.font = style.font;
    ctx.lineWidth = 3.5;
    ctx.strokeStyle = colours["--paper"];
    ctx.fillStyle = colours[style.big ? "--ink" : "--soft-ink"];
    text.words.forEach((line, i) => {
      const at = [(box[0] + box[2]) / 2, box[1] + style.line * (i + 0.5)];
      ctx.strokeText(line, ...at);
      ctx.fillText(line, ...at);
    });
  }
}

function findPlace(text, fits, index, x, y, r, far, width, height) {
  const [w, h] = [text.width, text.height];
  for (const [dx, dy, isFar] of placesFor(r + 2, w, h, far)) {
    const box = [x + dx - w / 2, y + dy - h / 2, x + dx + w / 2, y + dy + h / 2];
    box.own = index;
    if (box[0] < 2 || box[2] > width - 2 || box[1] < 2 || box[3] > height - 2 || !fits(box)) continue;
    box.own = undefined;
    text.place = { box, far: isFar };
    return true;
  }
  return false;
}
