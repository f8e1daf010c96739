// The picture: vis-network moves, zooms and finds the nodes; links, looks and labels are ours.

let network;
let nodeView;
const labelBoxes = [];
// Glyphs grow and shrink more slowly than the distances between them, so that they stay readable at every zoom.
const unitAt = (scale) => Math.pow(Math.min(Math.max(scale, 0.05), 4), -0.55);

function startGraph(box) {
  for (const [name, value] of Object.entries({ tabindex: 0, role: "application", "aria-label": say("graph.help") }))
    box.setAttribute(name, value);
  bendLinks();
  nodeView = new vis.DataView(new vis.DataSet(nodes.map((node, index) => ({ id: index, x: node.x, y: node.y }))), {
    filter: (item) => shown.nodes[item.id]
  });
  network = new vis.Network(
    $("graph"),
    { nodes: nodeView, edges: [] },
    {
      physics: false,
      layout: { improvedLayout: false },
      autoResize: true,
      interaction: { hover: true, multiselect: false, tooltipDelay: 1e9, keyboard: false },
      nodes: { shape: "custom", ctxRenderer: renderer, chosen: false }
    }
  );
  // The keys of the graph are those of its box: what vis-network puts into it is no stop of its own.
  box.querySelector(".vis-network").tabIndex = -1;
  box.append(el("div", { id: "graph-nothing" }));
  network.on("beforeDrawing", (ctx) => {
    drawLinks(ctx, unitAt(network.getScale()));
    stampNodes(ctx);
  });
  network.on("afterDrawing", afterDrawing);
  network.on("click", (event) => {
    if (event.nodes.length) select({ node: event.nodes[0] }, "graph");
    else {
      const link = linkNear(event.pointer.canvas);
      select(link === null ? null : { edge: link }, "graph");
    }
  });
  let over = null;
  network.on("hoverNode", (event) => {
    over = event.node;
    tip(nodes[over].label, nodes[over].kind, event.pointer.DOM);
  });
  network.on("blurNode", () => {
    over = null;
    tip(null);
  });
  box.addEventListener("mousemove", (event) => {
    if (over !== null || event.buttons) return;
    const { left, top } = box.getBoundingClientRect();
    const at = { x: event.clientX - left, y: event.clientY - top };
    const link = linkNear(network.DOMtoCanvas(at));
    if (link === null) {
      tip(null);
      return;
    }
    const edge = edges[link];
    tip(
      edge.cells.why || `${nodes[edge.from].label} \u2192 ${words(edge.kind)} \u2192 ${nodes[edge.to].label}`,
      words(edge.kind),
      at
    );
  });
  network.on("zoom", ({ scale }) => {
    if (scale !== within(scale)) zoom(1);
  });
  box.addEventListener("mouseleave", () => tip(null));
  for (const moved of ["dragging", "dragEnd"])
    network.on(moved, (event) =>
      event.nodes.forEach((index) => Object.assign(nodes[index], network.getPosition(index)))
    );
  let touched = false;
  for (const moved of ["dragStart", "zoom"])
    network.on(moved, () => {
      touched = true;
      tip(null);
    });
  new ResizeObserver(() => {
    if (!touched) requestAnimationFrame(() => fit(false));
  }).observe($("graph"));
  wireGraphKeys(box);
  fit(false);
}

// A link is found from some pixels off, at every zoom.
const linkNear = (place) => linkAt(place, 7 / network.getScale());

function wireGraphKeys(box) {
  const keys = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  box.addEventListener("keydown", (event) => {
    if (keys[event.key]) step(...keys[event.key]);
    else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") fit(true);
    else if (event.key === "Enter") $("story").focus();
    else return;
    event.preventDefault();
  });
}

function drawGraph({ filtered, viewed, selected, narrowed, from }) {
  if (viewed) network.setSize("100%", "100%");
  if (filtered) nodeView.refresh();
  if (filtered || viewed) $("graph-nothing").replaceChildren(shown.nodeCount ? "" : nothing());
  network.redraw();
  const narrow = innerWidth <= 760;
  const lit = (chosen || chosenSet()) && selected ? [...litNodes()].filter((index) => shown.nodes[index]) : [];
  if (lit.length && (from !== "graph" || narrow)) setTimeout(() => fit(true, lit), narrow ? 120 : 0);
  else if (filtered && narrowed) fit(true);
}

// What vis-network has to know of a node: how large the mouse finds it.
function renderer({ id }) {
  const size = (2 * look(nodes[id]).size + 4) * unitAt(network ? network.getScale() : 1);
  return { drawNode: () => {}, nodeDimensions: { width: size, height: size } };
}

// A glyph is drawn once for each look and size, and stamped wherever it stands, whole dots apart so that it stays sharp.
const stamps = new Map();
function stampNodes(ctx) {
  const now = ctx.getTransform();
  const dots = unitAt(network.getScale()) * now.a;
  if (stamps.dots !== dots || stamps.colours !== colours) {
    stamps.clear();
    Object.assign(stamps, { dots, colours });
  }
  ctx.save();
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  nodes.forEach((node, index) => {
    if (!shown.nodes[index]) return;
    const style = look(node);
    const key = Object.values(style).join();
    if (!stamps.has(key)) stamps.set(key, stamp(style, dots));
    const image = stamps.get(key);
    const half = image.width / 2;
    ctx.drawImage(image, Math.round(node.x * now.a + now.e) - half, Math.round(node.y * now.d + now.f) - half);
  });
  ctx.restore();
}
function stamp(style, dots) {
  const half = Math.ceil((style.size + 8) * dots);
  const image = el("canvas", { width: 2 * half, height: 2 * half });
  drawGlyph(image.getContext("2d"), style, half, half, dots);
  return image;
}

function fit(animate, only) {
  const ids = (only || [...nodes.keys()]).filter((index) => shown.nodes[index]);
  if (!ids.length || !$("graph").clientWidth) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const animation = animate && !calm ? { duration: 350, easingFunction: "easeInOutQuad" } : false;
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const index of ids) {
    const { x, y } = nodes[index];
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  const [width, height] = [$("graph").clientWidth, $("graph").clientHeight];
  // Room for the labels at the rim.
  const side = Math.min(84, width * 0.12);
  const scale = Math.min(
    (width - 2 * side) / Math.max(box[2] - box[0], 1),
    (height - 96) / Math.max(box[3] - box[1], 1),
    only ? 1.5 : 1.35
  );
  network.moveTo({ position: { x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 }, scale: within(scale), animation });
}

const within = (scale) => Math.min(Math.max(scale, 0.02), 8);
function zoom(factor) {
  network.moveTo({ scale: within(network.getScale() * factor) });
}

// ------------------------------------------------------------------ over the picture: what is lit, and the labels

function afterDrawing(ctx) {
  const scale = network.getScale();
  const lit = litNodes();
  if (lit) drawLit(ctx, lit, unitAt(scale), scale);
  const now = ctx.getTransform();
  const ratio = now.a / scale;
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawLabels(ctx, lit, (x, y) => [(now.a * x + now.e) / ratio, (now.d * y + now.f) / ratio], unitAt(scale) * scale);
  ctx.restore();
}

// A veil over everything, and what is lit drawn once more on top: no data changes, whatever the size.
function drawLit(ctx, lit, unit) {
  ctx.save();
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.globalAlpha = 0.86;
  ctx.fillStyle = colours["--paper"];
  ctx.fillRect(0, 0, ctx.canvas.width, ctx.canvas.height);
  ctx.restore();
  const used = new Set([...lit].flatMap((index) => around[index]));
  for (const number of used) {
    const edge = edges[number];
    const asked = chosen && chosen.edge === number;
    if ((!shown.edges[number] && !asked) || !edgeIsLit(edge, lit)) continue;
    if (!shown.nodes[edge.from] || !shown.nodes[edge.to]) continue;
    const style = linkLook(edge);
    ctx.beginPath();
    linkPath(ctx, number);
    if (asked) {
      ctx.lineWidth = (style.width + 9) * unit;
      ctx.strokeStyle = colours[edge.kind === "OVERLAPS_WITH" ? "--halo-shared" : "--halo-strong"];
      ctx.stroke();
    }
    ctx.setLineDash(style.dash.map((one) => one * unit));
    ctx.lineWidth = Math.max(style.width, 1.3) * 1.15 * unit;
    ctx.strokeStyle = style.colour;
    ctx.stroke();
    ctx.setLineDash([]);
  }
  for (const index of lit) {
    if (!shown.nodes[index]) continue;
    drawGlyph(ctx, look(nodes[index]), nodes[index].x, nodes[index].y, unit, { ring: chosen && chosen.node === index });
  }
}

function tip(text, kind, at) {
  const box = $("tip");
  box.hidden = !text;
  if (!text) return;
  box.replaceChildren(
    el("span", { class: "kicker", dir: "auto", text: kind }),
    ...text.split("\n").map((one) => el("span", { class: "told", dir: "auto", text: short(one, 400) }))
  );
  const [width, height] = [$("stage").clientWidth, $("stage").clientHeight];
  box.style.left = Math.max(8, Math.min(at.x + 14, width - box.offsetWidth - 8)) + "px";
  box.style.top = Math.max(8, Math.min(at.y + 18, height - box.offsetHeight - 8)) + "px";
}

// From the selected node (or the middle) to the nearest shown node in a direction.
function step(dx, dy) {
  const from = chosen && chosen.node !== undefined ? nodes[chosen.node] : network.getViewPosition();
  let best = null;
  let least = Infinity;
  nodes.forEach((node, index) => {
    if (!shown.nodes[index] || node === from) return;
    const [x, y] = [node.x - from.x, node.y - from.y];
    const ahead = x * dx + y * dy;
    const cost = Math.hypot(x, y) + 2 * Math.abs(x * dy - y * dx);
    if (ahead > 0 && cost < least) {
      least = cost;
      best = index;
    }
  });
  if (best !== null) select({ node: best }, "keys");
}

views.register({ name: "graph", start: startGraph, draw: drawGraph, fits: true });
