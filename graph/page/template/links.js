// Links: all that look alike are drawn in one go, and the one under the mouse is found. On the screen, in a file and on paper
// they are drawn by the same lines.

// Links between the same two nodes are bent apart: how far, as a part of their length.
let bends = [];
function bendLinks() {
  const seen = new Map();
  bends = edges.map((edge) => {
    const key = edge.from < edge.to ? `${edge.from} ${edge.to}` : `${edge.to} ${edge.from}`;
    const before = seen.get(key) || 0;
    seen.set(key, before + 1);
    return 0.14 * before;
  });
}

// The point that a bent link leans to.
function leaning(a, b, bend) {
  return { x: (a.x + b.x) / 2 + bend * (b.y - a.y), y: (a.y + b.y) / 2 - bend * (b.x - a.x) };
}

function linkPath(ctx, number) {
  const [a, b, bend] = [nodes[edges[number].from], nodes[edges[number].to], bends[number]];
  ctx.moveTo(a.x, a.y);
  if (!bend) {
    ctx.lineTo(b.x, b.y);
    return;
  }
  const via = leaning(a, b, bend);
  ctx.quadraticCurveTo(via.x, via.y, b.x, b.y);
}

function arrowPath(ctx, number, unit) {
  const [a, b, bend] = [nodes[edges[number].from], nodes[edges[number].to], bends[number]];
  const from = bend ? leaning(a, b, bend) : a;
  const angle = Math.atan2(b.y - from.y, b.x - from.x);
  const r = (look(b).size + 3) * unit;
  const [x, y] = [b.x - r * Math.cos(angle), b.y - r * Math.sin(angle)];
  ctx.moveTo(x, y);
  const long = 8 * Math.min(unit, 1);
  for (const side of [-0.4, 0.4]) ctx.lineTo(x - long * Math.cos(angle + side), y - long * Math.sin(angle + side));
  ctx.closePath();
}

// The numbers of the shown links, by how they look.
function linksAlike() {
  if (linksAlike.of === shown) return linksAlike.groups;
  const groups = new Map();
  edges.forEach((edge, number) => {
    if (!shown.edges[number]) return;
    const key = edge.kind === "CLASHES_WITH" ? edge.cells.severity : edge.kind;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(number);
  });
  Object.assign(linksAlike, { of: shown, groups: [...groups.values()] });
  return linksAlike.groups;
}

// Seen from close by they grow as slowly as the glyphs.
function drawLinks(ctx, unit) {
  for (const group of linksAlike()) {
    const style = linkLook(edges[group[0]]);
    const wide = Math.min(unit, 1);
    ctx.lineWidth = style.width * wide;
    ctx.strokeStyle = ctx.fillStyle = style.colour;
    ctx.setLineDash(style.dash.map((one) => one * wide));
    ctx.beginPath();
    for (const number of group) linkPath(ctx, number);
    ctx.stroke();
    if (!style.arrow) continue;
    ctx.beginPath();
    for (const number of group) arrowPath(ctx, number, unit);
    ctx.fill();
  }
  ctx.setLineDash([]);
}

// The shown link nearest to a place, if it is no further off than that.
function linkAt(place, most) {
  let closest = null;
  for (const group of linksAlike()) {
    for (const number of group) {
      const far = howFar(place, number, most);
      if (far < most) {
        most = far;
        closest = number;
      }
    }
  }
  return closest;
}
function howFar({ x, y }, number, most) {
  const [a, b, bend] = [nodes[edges[number].from], nodes[edges[number].to], bends[number]];
  const rim = most + Math.abs(bend) * (Math.abs(a.x - b.x) + Math.abs(a.y - b.y));
  if (
    x < Math.min(a.x, b.x) - rim ||
    x > Math.max(a.x, b.x) + rim ||
    y < Math.min(a.y, b.y) - rim ||
    y > Math.max(a.y, b.y) + rim
  )
    return Infinity;
  if (!bend) return toLine(x, y, a, b);
  const via = leaning(a, b, bend);
  const at = (t) => ({
    x: (1 - t) ** 2 * a.x + 2 * t * (1 - t) * via.x + t * t * b.x,
    y: (1 - t) ** 2 * a.y + 2 * t * (1 - t) * via.y + t * t * b.y
  });
  let least = Infinity;
  for (let i = 0; i < 8; i++) least = Math.min(least, toLine(x, y, at(i / 8), at((i + 1) / 8)));
  return least;
}
function toLine(x, y, a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const t = Math.min(Math.max(((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1), 0), 1);
  return Math.hypot(x - a.x - t * dx, y - a.y - t * dy);
}
