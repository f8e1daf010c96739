// What a reader takes away: a link, the view as a picture, its rows as a table, the case on paper.

const fileName = (ending, name = views.current().name) =>
  `${
    head.title
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .slice(0, 60)
      .replace(/^-+|-+$/g, "") || "case"
  }-${name}${assumed().size ? "-what-if" : ""}.${ending}`;

function save(ending, parts, type, name) {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  const link = el("a", { href: address, download: fileName(ending, name) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

// ------------------------------------------------------------------ citation

// What is shown: the view, the date, every filter that is on, and what is chosen.
function shownWords() {
  const day = state.asOf ? say("print.as_of", { day: state.asOf }) : head.dates.length ? say("print.all_dates") : "";
  const label = (value) => (byId.has(value) ? nameOf(byId.get(value)) : wordFor(value));
  const filters = GROUPS.filter((group) => state.pick[group].length).map(
    (group) => `${say(`filters.${group}`)}: ${listWords(state.pick[group].map(label))}`
  );
  const heading = chosen || chosenSet() ? $("detail").querySelector("h2") : null;
  return [
    say(`view.${state.view}`),
    ...(state.view === "compare" ? [sinceDay(), state.asOf].map((date) => sideOf(date).label) : [day]),
    ...filters,
    state.clashesOnly && say("filters.clashes_only"),
    state.commonOnly && say("filters.common_only"),
    state.focus && $("focus").firstChild.textContent,
    state.query && `"${state.query}"`,
    heading && heading.textContent
  ].filter(Boolean);
}
// How the case and the view are cited, so that somebody else sees the same.
const cited = () =>
  [head.provenance.cited, whatIfTold(), say("cite.view", { words: shownWords().join("; ") })].filter(Boolean);
const citation = () => [...cited(), head.provenance.long.at(-1), linkNow()].filter(Boolean).join(" ");

// ------------------------------------------------------------------ rows

// What a spreadsheet would take for a formula begins with an apostrophe: at the start of a cell and, where the list separator
// is a semicolon, after each that stands inside of one.
const FORMULA = /(^|[;\t\r\n])(?=\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])/g;
function csvCell(value) {
  const text = typeof value === "string" ? value.replace(FORMULA, "$1'") : String(value ?? "");
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
// What is not what was coded says so in every row.
function csv({ columns, rows } = (views.current().rows || views.get("table").rows)()) {
  const supposed = whatIfWords().join(" ");
  return supposed
    ? asCsv(
        [...columns, say("whatif.column")],
        rows.map((row) => [...row, supposed])
      )
    : asCsv(columns, rows);
}
const asCsv = (columns, rows) =>
  `\ufeff${[columns, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;

// ------------------------------------------------------------------ pictures

// A view made of elements, in its whole length and without what only the mouse can ask for.
function elementsAsSvg(box) {
  const kept = [box.scrollLeft, box.scrollTop];
  box.classList.add("still");
  box.scrollTo(0, 0);
  const { image } = new Trace(
    box,
    Math.max(box.scrollWidth, box.clientWidth),
    Math.max(box.scrollHeight, box.clientHeight)
  );
  box.classList.remove("still");
  box.scrollTo(...kept);
  return image;
}
const viewAsSvg = () => signed(views.current().name === "graph" ? graphAsSvg() : elementsAsSvg(views.current().box));
// Whoever gets a picture sees what it is of, as of when, and where it comes from.
function signed(image) {
  const [width, height] = ["width", "height"].map((name) => Number(image.getAttribute(name)));
  const title = [head.title, state.asOf ? say("print.as_of", { day: state.asOf }) : ""].filter(Boolean).join(", ");
  const supposed = whatIfTold();
  const lines = [supposed, title, head.provenance.short]
    .filter(Boolean)
    .flatMap((text) => wrapText(text, Math.max(Math.floor((width - 24) / 6.4), 20), text === supposed ? 12 : 3));
  // Views made of elements have their key in them.
  const key = views.current().name === "graph" ? keyDrawn(width) : { drawn: "", height: 0 };
  const more = key.height + lines.length * 16 + 14;
  const style = {
    x: 12,
    "font-family": "system-ui, sans-serif",
    "font-size": 12,
    "font-weight": 400,
    fill: colours["--soft-ink"]
  };
  image.setAttribute("height", height + more);
  image.setAttribute("viewBox", `0 0 ${width} ${height + more}`);
  if (key.drawn) key.drawn.setAttribute("transform", `translate(0,${height})`);
  image.append(
    svg("rect", { y: height, width, height: more, fill: colours["--paper"] }),
    key.drawn,
    ...lines.map((text, number) => svg("text", { ...style, y: height + key.height + 16 + number * 16, text }))
  );
  return image;
}
const written = (image) => new XMLSerializer().serializeToString(image);

// Twice as many dots as on the screen, and no more than a browser can hold.
async function viewAsPng() {
  const image = viewAsSvg();
  const [width, height] = ["width", "height"].map((name) => Number(image.getAttribute(name)));
  const times = Math.min(2, 16000 / Math.max(width, height));
  const drawn = new Image(width, height);
  drawn.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(written(image))}`;
  await drawn.decode();
  const canvas = el("canvas", { width: Math.round(width * times), height: Math.round(height * times) });
  const ctx = canvas.getContext("2d");
  ctx.fillStyle = colours["--paper"];
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.drawImage(drawn, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => {
    canvas.toBlob(done, "image/png");
  });
}

// ------------------------------------------------------------------ the menu

function drawShare() {
  const menu = el("div", { id: "share-menu", hidden: true });
  const open = el("button", {
    type: "button",
    id: "share",
    "aria-expanded": "false",
    "aria-controls": "share-menu",
    onclick: () => showMenu(menu.hidden),
    text: say("share")
  });
  const address = el("input", {
    id: "share-link",
    type: "text",
    readonly: true,
    "aria-label": say("share.link"),
    onfocus: () => address.select()
  });
  const source = el("textarea", {
    id: "share-source",
    readonly: true,
    rows: 4,
    dir: "auto",
    "aria-label": say("share.cite.text"),
    onfocus: () => source.select()
  });
  const told = el("p", { class: "note", role: "status", id: "share-told" });
  const showMenu = (on) => {
    menu.hidden = !on;
    open.setAttribute("aria-expanded", String(on));
    if (on) {
      write();
      told.textContent = "";
    }
  };
  const write = () => {
    address.value = linkNow();
    source.value = citation();
  };
  const action = (name, act) =>
    el("button", {
      type: "button",
      id: `share-${name}`,
      title: say(`share.${name}.meaning`),
      onclick: act,
      text: say(`share.${name}`)
    });
  const copy = async (field, done) => {
    write();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      told.textContent = say(done);
    } catch {
      told.textContent = say("share.copy_by_hand");
      // What is marked is copied only from where the keyboard is.
      field.focus();
    }
  };
  menu.append(
    el(
      "div",
      { class: "link-row" },
      address,
      action("copy", () => copy(address, isServed ? "share.copied" : "share.copied.file"))
    ),
    source,
    el(
      "div",
      { class: "actions" },
      action("cite", () => copy(source, "share.copied")),
      action("png", async () => {
        told.textContent = "";
        try {
          save("png", [await viewAsPng()], "image/png");
        } catch {
          told.textContent = say("share.failed");
        }
      }),
      action("svg", () => save("svg", [written(viewAsSvg())], "image/svg+xml")),
      action("csv", () => save("csv", [csv()], "text/csv;charset=utf-8")),
      action("list", () => save("csv", [csv(listRows())], "text/csv;charset=utf-8", state.list)),
      action("print", () => {
        showMenu(false);
        window.print();
      })
    ),
    told
  );
  $("theme").before(el("div", { class: "share" }, open, menu));
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape" && !menu.hidden) {
        showMenu(false);
        open.focus();
        event.stopImmediatePropagation();
      }
    },
    true
  );
  document.addEventListener("pointerdown", (event) => {
    if (!menu.hidden && !event.target.closest(".share")) showMenu(false);
  });
}
