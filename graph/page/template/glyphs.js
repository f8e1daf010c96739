// How nodes and links look. The legend draws with the same functions, so it cannot disagree with the picture.
// Shape and dash double every colour.

const GLYPHS = {
  Party: ["circle", "--party"],
  Issue: ["square", "--issue"],
  Option: ["pill", "--option"],
  Region: ["hexagon", "--region"],
  Obstacle: ["octagon", "--obstacle"],
  Proposal: ["page", "--proposal"],
  Event: ["star", "--event"],
  Figure: ["bars", "--figure"],
  Effect: ["drop", "--effect"],
  Scenario: ["fork", "--scenario"],
  Programme: ["plus", "--programme"],
  Instrument: ["shield", "--instrument"],
  Question: ["ring", "--question"],
  Source: ["book", "--source"],
  Evidence: ["dot", "--evidence"]
};
const STANCES = {
  demands: ["diamond", "--demands"],
  accepts: ["up", "--accepts"],
  rejects: ["down", "--rejects"],
  abstains: ["minus", "--no-side"],
  mixed: ["hourglass", "--no-side"],
  "no answer": ["cup", "--no-side"]
};
// Those that every legend has, and the others where a position of the case has them.
const stancesUsed = () =>
  Object.keys(STANCES).filter((one) => !NO_SIDE.includes(one) || nodes.some((node) => node.cells.stance === one));
const FIRM = {
  "red line": [3.2, [], "--red-line"],
  "bottom line": [2.6, [], "--ink"],
  aim: [1.2, [], "--ink"],
  [NOT_KNOWN]: null
};
const LINKS = {
  CLASHES_WITH: ["--clash", 2, [8, 5]],
  OVERLAPS_WITH: ["--overlap", 1.2, []],
  HOLDS: ["--link", 1.2, []],
  ON: ["--link-faint", 1.2, []],
  SPEAKS_FOR: ["--party", 1.4, [], true],
  PART_OF: ["--link", 1, [], true],
  REPLACES: ["--soft", 1.2, [4, 3], true],
  HAS: ["--option", 0.8, []],
  DEMANDS: ["--demands", 1.2, []],
  ACCEPTS: ["--accepts", 1.2, []],
  REJECTS: ["--rejects", 1.2, [5, 3]],
  ABSTAINS: ["--no-side", 1, [2, 3]],
  MIXED: ["--no-side", 1, [2, 3]],
  NO_ANSWER: ["--no-side", 1, [2, 3]],
  RULES_OUT: ["--rejects", 0.6, []],
  BLOCKS: ["--obstacle", 1.4, [7, 3], true],
  EXCLUDES: ["--obstacle", 1.2, [3, 3]],
  IMPLIES: ["--soft", 1.2, [], true],
  REQUIRES: ["--soft", 1, [6, 2], true],
  CONCERNS: ["--region", 0.8, []],
  SUPPORTED_BY: ["--link-faint", 0.8, []],
  CITED_IN: ["--link-faint", 0.8, []]
};
const CLASH = {
  deadlock: [3.4, [], "--deadlock"],
  hard: [2.6, [], "--hard"],
  unknown: [2.2, [2, 4], "--unknown"],
  soft: [1.5, [], "--soft-clash"]
};

let colours = {};
function readColours() {
  const style = getComputedStyle(document.documentElement);
  colours = new Proxy({}, { get: (known, name) => (known[name] = known[name] || style.getPropertyValue(name).trim()) });
}

function look(node) {
  if (node.kind === "Position") {
    const [shape, colour] = STANCES[node.cells.stance] || STANCES.demands;
    const worst = shown.worst.get(node.index);
    return {
      shape,
      fill: colours[colour],
      size: worst === undefined ? 6.5 : 8.5,
      border: FIRM[firmness(node)],
      halo: worst
    };
  }
  const [shape, colour] = GLYPHS[node.kind] || ["dot", "--soft"];
  const grows = node.kind === "Party" || node.kind === "Issue";
  const size = grows ? 7.5 + Math.min(2 * Math.sqrt(node.weight || 0), 11) : shape === "dot" ? 3.6 : 6;
  return { shape, fill: colours[colour], size, border: null };
}

function linkLook(edge) {
  const [colour, width, dash, arrow] = LINKS[edge.kind] || ["--link", 1, [], true];
  if (edge.kind !== "CLASHES_WITH") return { colour: colours[colour], width, dash, arrow: Boolean(arrow) };
  const [wide, dots, tint] = CLASH[edge.cells.severity] || CLASH.soft;
  return { colour: colours[tint], width: wide, dash: dots.length ? dots : dash, arrow: Boolean(arrow) };
}

const polygon = (count, turn) =>
  Array.from({ length: count }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / count;
    return [Math.cos(angle), Math.sin(angle)];
  });
const POLYGONS = {
  diamond: [
    [0, -1.15],
    [1.15, 0],
    [0, 1.15],
    [-1.15, 0]
  ],
  up: [
    [0, -1.1],
    [1.08, 0.8],
    [-1.08, 0.8]
  ],
  down: [
    [0, 1.1],
    [1.08, -0.8],
    [-1.08, -0.8]
  ],
  minus: [
    [-1.15, -0.4],
    [1.15, -0.4],
    [1.15, 0.4],
    [-1.15, 0.4]
  ],
  hourglass: [
    [-1, -1],
    [1, -1],
    [-1, 1],
    [1, 1]
  ],
  cup: [
    [-1, -1],
    [-0.5, -1],
    [-0.5, 0.5],
    [0.5, 0.5],
    [0.5, -1],
    [1, -1],
    [1, 1],
    [-1, 1]
  ],
  hexagon: polygon(6, 0),
  octagon: polygon(8, Math.PI / 8),
  page: [
    [-0.75, -1],
    [0.35, -1],
    [0.75, -0.6],
    [0.75, 1],
    [-0.75, 1]
  ],
  star: Array.from({ length: 10 }, (_, i) => {
    const r = i % 2 ? 0.5 : 1.15;
    const a = -Math.PI / 2 + (Math.PI * i) / 5;
    return [r * Math.cos(a), r * Math.sin(a)];
  }),
  bars: [
    [-0.9, 1],
    [-0.9, 0.1],
    [-0.35, 0.1],
    [-0.35, -0.4],
    [0.25, -0.4],
    [0.25, -1],
    [0.9, -1],
    [0.9, 1]
  ],
  fork: [
    [-1, -1],
    [-0.3, -1],
    [0, -0.3],
    [0.3, -1],
    [1, -1],
    [0.35, 0.2],
    [0.35, 1],
    [-0.35, 1],
    [-0.35, 0.2]
  ],
  plus: [
    [-0.35, -1],
    [0.35, -1],
    [0.35, -0.35],
    [1, -0.35],
    [1, 0.35],
    [0.35, 0.35],
    [0.35, 1],
    [-0.35, 1],
    [-0.35, 0.35],
    [-1, 0.35],
    [-1, -0.35],
    [-0.35, -0.35]
  ],
  shield: [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0.9, 0.1],
    [0, 1.1],
    [-0.9, 0.1]
  ],
  book: [
    [-1, -0.7],
    [0, -0.45],
    [1, -0.7],
    [1, 0.75],
    [0, 1],
    [-1, 0.75]
  ]
};

function path(ctx, shape, x, y, r) {
  ctx.beginPath();
  if (shape === "square") ctx.roundRect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8, r * 0.28);
  else if (shape === "pill") ctx.roundRect(x - r * 1.2, y - r * 0.65, r * 2.4, r * 1.3, r * 0.65);
  else if (shape === "drop") {
    ctx.arc(x, y + r * 0.25, r * 0.75, 0.95 * Math.PI, 2.05 * Math.PI, true);
    ctx.lineTo(x, y - r * 1.2);
    ctx.closePath();
  } else if (POLYGONS[shape]) {
    POLYGONS[shape].forEach(([dx, dy], i) =>
      i ? ctx.lineTo(x + dx * r, y + dy * r) : ctx.moveTo(x + dx * r, y + dy * r)
    );
    ctx.closePath();
  } else ctx.arc(x, y, r, 0, 2 * Math.PI);
}

// `unit` is one screen pixel in the units of the canvas: borders keep their width at every zoom.
function drawGlyph(ctx, style, x, y, unit, options) {
  const r = style.size * unit;
  ctx.save();
  if (style.halo !== undefined) {
    ctx.beginPath();
    ctx.arc(x, y, r + (style.halo < 2 ? 6 : 5) * unit, 0, 2 * Math.PI);
    ctx.fillStyle = colours[style.halo === 0 ? "--halo-strong" : "--halo"];
    ctx.fill();
  }
  path(ctx, style.shape, x, y, r + 1.6 * unit);
  ctx.fillStyle = colours["--paper"];
  ctx.fill();
  path(ctx, style.shape, x, y, r);
  ctx.lineJoin = "round";
  if (style.shape === "ring") {
    ctx.lineWidth = 2.4 * unit;
    ctx.strokeStyle = style.fill;
    ctx.stroke();
  } else {
    ctx.fillStyle = style.fill;
    ctx.fill();
  }
  if (style.border) {
    const [width, dash, colour] = style.border;
    ctx.lineWidth = width * unit;
    ctx.setLineDash(dash.map((one) => one * unit));
    ctx.strokeStyle = colours[colour];
    ctx.stroke();
    ctx.setLineDash([]);
  }
  if (options && options.ring) {
    ctx.beginPath();
    ctx.arc(x, y, r + 8 * unit, 0, 2 * Math.PI);
    ctx.lineWidth = 2.4 * unit;
    ctx.strokeStyle = colours["--focus"];
    ctx.stroke();
  }
  ctx.restore();
}

function swatch(width, height, draw) {
  const canvas = el("canvas", { class: "swatch", width: width * 2, height: height * 2, "aria-hidden": "true" });
  canvas.style.width = width + "px";
  canvas.style.height = height + "px";
  canvas.redraw = () => {
    const ctx = canvas.getContext("2d");
    ctx.setTransform(2, 0, 0, 2, 0, 0);
    ctx.clearRect(0, 0, width, height);
    draw(ctx);
  };
  canvas.redraw();
  return canvas;
}
const nodeSwatch = (node) =>
  swatch(20, 20, (ctx) => drawGlyph(ctx, { ...look(node), size: 6, halo: undefined }, 10, 10, 1));
const linkSwatch = (edge) => swatch(28, 20, (ctx) => drawSample(ctx, edge, 0, 10));
function drawSample(ctx, edge, x, y) {
  const style = linkLook(edge);
  ctx.beginPath();
  ctx.moveTo(x + 1, y);
  ctx.lineTo(x + 27, y);
  ctx.setLineDash(style.dash);
  ctx.lineWidth = Math.max(style.width, 1.4);
  ctx.strokeStyle = style.colour;
  ctx.stroke();
}
