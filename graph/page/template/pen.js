// A canvas that writes SVG: what draws the picture on the screen draws it for a file and for paper, as lines that stay sharp.

class Pen {
  constructor(width, height) {
    this.canvas = { width, height };
    this.image = svg("svg", { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, "font-family": FONT });
    this.ruler = document.createElement("canvas").getContext("2d");
    this.at = [1, 0, 0];
    this.kept = [];
    this.d = "";
    Object.assign(this, {
      fillStyle: "#000",
      strokeStyle: "#000",
      lineWidth: 1,
      lineJoin: "miter",
      font: `12px ${FONT}`,
      textAlign: "start",
      globalAlpha: 1,
      dash: []
    });
  }

  static KEPT = ["at", "fillStyle", "strokeStyle", "lineWidth", "lineJoin", "font", "textAlign", "globalAlpha", "dash"];
  save() {
    this.kept.push(Object.fromEntries(Pen.KEPT.map((name) => [name, this[name]])));
  }
  restore() {
    Object.assign(this, this.kept.pop());
  }
  setTransform(a, b, c, d, e, f) {
    this.at = [a, e, f];
  }
  getTransform() {
    return { a: this.at[0], d: this.at[0], e: this.at[1], f: this.at[2] };
  }
  spot(x, y) {
    return `${round(x * this.at[0] + this.at[1])} ${round(y * this.at[0] + this.at[2])}`;
  }
  long(length) {
    return round(length * this.at[0]);
  }

  beginPath() {
    this.d = "";
  }
  moveTo(x, y) {
    this.d += `M${this.spot(x, y)}`;
  }
  lineTo(x, y) {
    this.d += `L${this.spot(x, y)}`;
  }
  quadraticCurveTo(cx, cy, x, y) {
    this.d += `Q${this.spot(cx, cy)} ${this.spot(x, y)}`;
  }
  closePath() {
    this.d += "Z";
  }
  arc(x, y, r, from, to, back) {
    const point = (angle) => this.spot(x + r * Math.cos(angle), y + r * Math.sin(angle));
    const turn = back ? from - to : to - from;
    const sweep = back ? 0 : 1;
    const size = `${this.long(r)} ${this.long(r)} 0`;
    this.d += `${this.d ? "L" : "M"}${point(from)}`;
    if (turn >= 2 * Math.PI - 1e-6)
      this.d += `A${size} 1 ${sweep} ${point(from + Math.PI)}A${size} 1 ${sweep} ${point(from)}Z`;
    else
      this.d += `A${size} ${((turn % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI) > Math.PI ? 1 : 0} ${sweep} ${point(to)}`;
  }
  roundRect(x, y, w, h, r) {
    this.moveTo(x + r, y);
    this.lineTo(x + w - r, y);
    this.quadraticCurveTo(x + w, y, x + w, y + r);
    this.lineTo(x + w, y + h - r);
    this.quadraticCurveTo(x + w, y + h, x + w - r, y + h);
    this.lineTo(x + r, y + h);
    this.quadraticCurveTo(x, y + h, x, y + h - r);
    this.lineTo(x, y + r);
    this.quadraticCurveTo(x, y, x + r, y);
    this.closePath();
  }
  add(tag, props) {
    this.image.append(svg(tag, this.globalAlpha < 1 ? { ...props, opacity: this.globalAlpha } : props));
  }
  fill() {
    this.add("path", { d: this.d, fill: this.fillStyle });
  }
  setLineDash(dash) {
    this.dash = dash;
  }
  line() {
    return {
      stroke: this.strokeStyle,
      "stroke-width": this.long(this.lineWidth),
      "stroke-linejoin": this.lineJoin,
      "stroke-dasharray": this.dash.length ? this.dash.map((one) => this.long(one)).join(" ") : null
    };
  }
  stroke() {
    this.add("path", { d: this.d, fill: "none", ...this.line() });
  }
  clearRect() {}
  fillRect(x, y, w, h) {
    const [left, top] = this.spot(x, y).split(" ");
    this.add("rect", { x: left, y: top, width: this.long(w), height: this.long(h), fill: this.fillStyle });
  }

  measureText(text) {
    this.ruler.font = this.font;
    return this.ruler.measureText(text);
  }
  text(text, x, y, look) {
    const [, weight, size] = this.font.match(/^(\d+) ([\d.]+)px/) || [null, 400, 12];
    const [left, top] = this.spot(x, y).split(" ");
    // Half of the height of small letters below the middle, as no reader of SVG agrees on a middle.
    this.add("text", {
      x: left,
      y: round(Number(top) + size * 0.35),
      "text-anchor": "middle",
      "font-weight": weight,
      "font-size": this.long(Number(size)),
      text: xmlSafe(text),
      ...look
    });
  }
  fillText(text, x, y) {
    this.text(text, x, y, { fill: this.fillStyle });
  }
  strokeText(text, x, y) {
    this.text(text, x, y, { fill: "none", ...this.line() });
  }
}

// What XML cannot hold is shown as what cannot be read.
const xmlSafe = (text) => String(text).replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");

// The graph as it stands on the screen.
function graphAsSvg() {
  const [width, height] = [$("graph").clientWidth, $("graph").clientHeight];
  const pen = new Pen(width, height);
  const scale = network.getScale();
  const middle = network.getViewPosition();
  pen.fillStyle = colours["--paper"];
  pen.fillRect(0, 0, width, height);
  pen.setTransform(scale, 0, 0, scale, width / 2 - middle.x * scale, height / 2 - middle.y * scale);
  drawLinks(pen, unitAt(scale));
  nodes.forEach((node, index) => {
    if (shown.nodes[index]) drawGlyph(pen, look(node), node.x, node.y, unitAt(scale));
  });
  afterDrawing(pen);
  network.redraw(); // the boxes of the labels on the screen are kept for the screen
  return pen.image;
}
