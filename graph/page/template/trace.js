// What elements look like, as SVG for every reader of it: boxes, lines of text and pictures, each where it stands on the page
// and with its looks written out. The page is only read, so that it is laid out once.

// What is taken from the element around, if nothing else is said.
const LETTERS = ["font-family", "font-size", "font-weight", "font-style", "letter-spacing"];
const PASSED = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "text-anchor",
  ...LETTERS
];
const passed = (style, names = PASSED) => Object.fromEntries(names.map((name) => [name, style[name]]));
const unseen = (colour) => colour === "none" || /^rgba\(.* 0\)$/.test(colour);
// Numbers without a unit, and of the weights of letters the hundreds, which are all that some readers know.
const bare = (value) =>
  unseen(value)
    ? "none"
    : value.replace(/^\d{3}$/, (weight) => Math.round(weight / 100) * 100).replace(/(\d)px/g, "$1");
const differing = (is, was, one) =>
  Object.fromEntries(
    Object.keys(is)
      .filter((name) => is[name] !== was[name] || one?.hasAttribute(name))
      .map((name) => [name, bare(is[name])])
  );

class Trace {
  constructor(box, width, height) {
    this.at = box.getBoundingClientRect();
    this.was = passed(getComputedStyle(box));
    this.range = document.createRange();
    this.pen = new Pen(0, 0);
    this.marks = new Map();
    this.image = svg(
      "svg",
      { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, ...differing(this.was, {}) },
      svg("rect", { width, height, fill: colours["--paper"] })
    );
    for (const child of box.children) this.element(child, this.image);
  }

  // The edges of a box: left, top, right, bottom.
  edges({ left, top, right, bottom }) {
    return [left - this.at.left, top - this.at.top, right - this.at.left, bottom - this.at.top];
  }

  element(one, into, clip) {
    const style = getComputedStyle(one);
    if (style.display === "none" || style.visibility !== "visible" || style.clipPath !== "none") return;
    if (style.opacity < 1) into.append((into = svg("g", { opacity: style.opacity })));
    // On whole dots, as on the screen.
    const edges = this.edges(one.getBoundingClientRect());
    const [x, y, right, bottom] = edges.map(Math.round);
    frame(x, y, right - x, bottom - y, style, into);
    if (one.localName === "svg") this.picture(one, x, y, style, into);
    else if (one.redraw) {
      // A swatch draws itself once more, with the pen.
      one.getContext = () => this.pen;
      one.redraw();
      delete one.getContext;
      into.append(svg("g", { transform: `translate(${x} ${y}) scale(.5)` }, ...this.pen.image.children));
    } else {
      if (style.overflow !== "visible") clip = edges;
      for (const child of one.childNodes)
        if (child.data === undefined) this.element(child, into, clip);
        else this.lines(child, style, into, clip);
    }
  }

  // A text as it is broken into lines, one piece for each, with the sign of a broken word and of what is cut off. Text that
  // stands upright is read from below: it is measured and written as it is when the page is turned.
  lines(node, style, into, clip) {
    const text = node.data;
    const next = (at) => at + text.slice(at).search(/\S|$/);
    let from = next(0);
    let to;
    if (from === text.length) return;
    this.pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down, width: dots } = this.pen.measureText("\u2026");
    const high = up + down;
    const turned = style.writingMode !== "horizontal-tb";
    const rtl = style.direction === "rtl";
    const places = (start, end) => {
      this.range.setStart(node, start);
      this.range.setEnd(node, end);
      return [...this.range.getClientRects()].map((rect) => {
        const [left, top, right, bottom] = this.edges(rect);
        return turned ? [-bottom, left, -top, right] : [left, top, right, bottom];
      });
    };
    for (; from < text.length; from = to) {
      // The sign of a broken word is counted with the first letter after it, and stands in the line before.
      const first = places(from, from + 1).pop();
      if (!first) return;
      const seen = (end) => {
        const all = places(from, end).filter((one) => one[1] > first[1] - 2);
        return [0, 1, 2, 3].map((side) => (side < 2 ? Math.min : Math.max)(...all.map((one) => one[side])));
      };
      const inOne = (end) => {
        const place = seen(end);
        return place[3] - place[1] < 1.5 * high;
      };
      let end = text.length;
      if (!inOne(end)) {
        let far = end;
        end = from + 1;
        while (far - end > 1) {
          const middle = (end + far) >> 1;
          if (inOne(middle)) end = middle;
          else far = middle;
        }
      }
      const [, top, , bottom] = seen(end);
      let [left, , right] = seen(end);
      let sign = "";
      to = next(end);
      const below = to < text.length ? places(to, to + 1) : [];
      const last = below.pop();
      if (below[0]?.[1] < last?.[1] - 2) sign = "-";
      if (last?.[3] > clip?.[3] + 2) {
        while (end > from + 1 && right - left + dots > clip[2] - clip[0]) [left, , right] = seen(--end);
        if (rtl) left -= dots;
        sign = "\u2026";
        to = text.length;
      }
      const sortSign = node.parentNode.closest("[aria-sort]")
        ? getComputedStyle(node.parentNode, "::after").content.slice(1, -1)
        : "";
      // Not every reader knows a direction, but all of them the middle.
      into.append(
        svg("text", {
          x: (rtl ? (left + right) / 2 : left).toFixed(2),
          y: Math.round(top + (up / high) * (bottom - top)),
          fill: style.color,
          transform: turned && "rotate(-90)",
          ...differing(passed(style, LETTERS), this.was),
          ...(rtl ? { direction: "rtl", "text-anchor": "middle" } : {}),
          text: xmlSafe(text.slice(from, end).replace(/\s+/g, " ").trim() + sign + sortSign)
        })
      );
    }
  }

  // A picture of the page in its place; the marks in the text are of a few kinds, each of which is read once.
  picture(one, x, y, style, into) {
    const edge = parseFloat(style.borderLeftWidth);
    const view = one.viewBox.baseVal;
    const kind = one.hasAttribute("aria-hidden") && one.outerHTML;
    const times = view.width ? (one.getBoundingClientRect().width - 2 * edge) / view.width : 1;
    let made = this.marks.get(kind);
    if (made) made = made.cloneNode(true);
    else {
      const is = passed(style);
      made = svg("g", differing(is, this.was));
      for (const child of one.children) part(child, is, made);
      if (kind) this.marks.set(kind, made);
    }
    made.setAttribute(
      "transform",
      `translate(${x + edge - times * view.x} ${y + edge - times * view.y}) scale(${times})`
    );
    into.append(made);
  }
}

// A part of a picture with its looks written out.
function part(one, was, into) {
  if (one.data !== undefined) {
    into.append(xmlSafe(one.data));
    return;
  }
  const style = getComputedStyle(one);
  const is = passed(style);
  const made = svg(one.localName, differing(is, was, one));
  for (const attribute of one.attributes)
    if (!/^(class|style|role|tab|dominant|aria|data)/.test(attribute.name) && !(attribute.name in is))
      made.setAttributeNode(attribute.cloneNode());
  if (style.opacity < 1) made.setAttribute("opacity", style.opacity);
  if (style.textDecorationLine !== "none") made.setAttribute("text-decoration", style.textDecorationLine);
  // Not every reader knows the middle of a line, or that the outline of letters lies behind them.
  if (style.dominantBaseline === "central") made.setAttribute("dy", "0.35em");
  for (const child of one.childNodes) part(child, is, made);
  if (style.paintOrder.startsWith("stroke")) {
    const behind = made.cloneNode(true);
    behind.setAttribute("fill", "none");
    made.setAttribute("stroke", "none");
    into.append(behind);
  }
  into.append(made);
}

// The ground of a box, its border, and what stands around it when it is chosen.
function frame(x, y, width, height, style, into) {
  const add = (tag, props) => into.append(svg(tag, { fill: "none", ...props }));
  const sides =
    style.borderWidth === "0px"
      ? []
      : ["Top", "Right", "Bottom", "Left"].map((name) =>
          ["Width", "Style", "Color"].map((what) => style[`border${name}${what}`])
        );
  const ground = bare(style.backgroundColor);
  const r = Math.min(parseFloat(style.borderTopLeftRadius), width / 2, height / 2);
  const top = sides.length && parseFloat(sides[0][0]);
  const ring = (out, props) =>
    add("rect", {
      x: x - out,
      y: y - out,
      width: width + 2 * out,
      height: height + 2 * out,
      rx: Math.max(r + out, 0),
      ...props
    });
  const around = (out, wide, stroke) => ring(out + wide / 2, { stroke, "stroke-width": wide });
  if (top) ring(-top / 2, { fill: ground, stroke: sides[0][2], "stroke-width": top });
  else if (ground !== "none") ring(0, { fill: ground });
  // A side that differs is drawn over the others, from the edge inwards, round where the corner is.
  sides.forEach((side, number) => {
    const [, kind, stroke] = side;
    const wide = parseFloat(side[0]);
    if (!number || !wide || same(side, sides[0])) return;
    const spot = (along, deep) =>
      [0, [width - deep, along], [along, height - deep], [deep, along]][number]
        .map((at, axis) => round(at + (axis ? y : x)))
        .join(" ");
    const long = number === 2 ? width : height;
    const off = (deep) => r - Math.sqrt(r ** 2 - Math.max(r - deep, 0) ** 2);
    const arc = `A${r} ${r} 0 0 ${number === 1 ? 1 : 0} `;
    const strip = (from, to, fill) =>
      add("path", {
        fill,
        d: `M${spot(off(to), to)}${arc}${spot(off(from), from)}L${spot(long - off(from), from)}${arc}${spot(long - off(to), to)}Z`
      });
    strip(0, wide, kind === "dotted" ? ground : stroke);
    if (kind === "double") strip(Math.round(wide / 3), wide - Math.round(wide / 3), ground);
    if (kind === "dotted")
      add("path", {
        stroke,
        "stroke-width": wide,
        "stroke-linecap": "round",
        "stroke-dasharray": `0 ${2 * wide}`,
        d: `M${spot(long - r, wide / 2)}L${spot(wide / 2, wide / 2)}`
      });
  });
  if (style.outlineStyle !== "none")
    around(parseFloat(style.outlineOffset), parseFloat(style.outlineWidth), style.outlineColor);
  const [, colour, spread] = style.boxShadow.match(/^(.*\)) 0px 0px 0px (.*)px$/) || [];
  if (spread) around(0, Number(spread), colour);
}
