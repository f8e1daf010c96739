// The answers to the queries as pictures, drawn when the page was made: of the whole case, whatever the filters say.

// The elements and attributes that such a picture is made of; anything else stays out.
const DRAWN = [
  "svg",
  "g",
  "path",
  "rect",
  "circle",
  "ellipse",
  "line",
  "polyline",
  "polygon",
  "text",
  "tspan",
  "defs",
  "use",
  "clipPath",
  "pattern",
  "title",
  "desc"
];
const LARGER = 1.75;
const refersInside = (attribute) => !/href$/i.test(attribute.name) || attribute.value.startsWith("#");

function pictureOf(panel) {
  const read = new DOMParser().parseFromString(panel.svg, "image/svg+xml").documentElement;
  for (const one of [read, ...read.querySelectorAll("*")]) {
    if (!DRAWN.includes(one.localName)) {
      one.remove();
      continue;
    }
    for (const attribute of Array.from(one.attributes))
      if (/^(on|style$)/i.test(attribute.name) || !refersInside(attribute)) one.removeAttributeNode(attribute);
  }
  const picture = document.importNode(read, true);
  // Pictures come with letters for paper, which are small on a screen.
  picture.style.width = `${Math.round(Number(picture.getAttribute("viewBox").split(" ")[2]) * LARGER)}px`;
  for (const name of ["width", "height"]) picture.removeAttribute(name);
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", panel.title);
  return picture;
}

views.register({
  name: "pictures",
  has: () => head.panels.length > 0,
  start(box) {
    for (const [name, value] of Object.entries({ tabindex: "0", role: "region", "aria-label": say("view.pictures") }))
      box.setAttribute(name, value);
    box.append(
      el("p", { class: "note", text: say("pictures.note") }),
      ...head.panels.map((panel) =>
        el(
          "figure",
          { class: "panel", id: `picture-${panel.name}` },
          el("h2", { dir: "auto", text: panel.title }),
          pictureOf(panel),
          el("figcaption", { text: panel.caption })
        )
      )
    );
  },
  draw() {}
});
