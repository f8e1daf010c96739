// What every account of something is made of: its positions, its evidence, its sources, its other facts.

const positionList = (indexes) =>
  section(
    say("detail.positions"),
    indexes.length,
    el(
      "ul",
      { class: "positions" },
      indexes.map((index) => {
        const node = nodes[index];
        const where = linked(index, "CONCERNS", "out").map(nameOf).join(", ");
        return el(
          "li",
          {},
          mark(node, 15),
          el(
            "span",
            {},
            button(index),
            el("span", {
              class: "cell-note",
              dir: "auto",
              text: [nameOf(node.issueIndex), firmTold(node), short(where, 60), span(node.from, node.until)]
                .filter(Boolean)
                .join(" \u00b7 ")
            })
          )
        );
      })
    )
  );

const pairSections = (clashes, overlaps) =>
  [
    [say("detail.clashes"), clashes, 60],
    [say("common"), overlaps, 10]
  ].map(([title, pairs, most]) =>
    pairs.length ? section(title, pairs.length, ...listOf(title, pairs, (edge) => pairCard(edge, true), most)) : null
  );

function evidenceItem(index) {
  const node = nodes[index];
  const { quote, paraphrase, speaker, date, locator, attribution, coder, note } = node.cells;
  return el(
    "li",
    { class: "evidence" },
    quote ? el("blockquote", { dir: "auto", text: quote }) : null,
    paraphrase ? el("p", { dir: "auto", text: paraphrase }) : null,
    el(
      "p",
      { class: "cite" },
      speaker || date ? el("span", { dir: "auto", text: [speaker, date].filter(Boolean).join(", ") }) : null,
      linked(index, "CITED_IN", "out").map(sourceLine),
      locator ? el("span", { dir: "auto", text: locator }) : null,
      attribution ? badge(attribution, head.values.attribution[attribution]) : null,
      coder ? el("span", { dir: "auto", text: say("detail.coded_by", { coder }) }) : null,
      el("button", {
        type: "button",
        class: "id",
        dir: "auto",
        title: say("detail.this_evidence"),
        onclick: () => select({ node: index }, "panel"),
        text: node.own
      })
    ),
    note ? el("p", { class: "note", dir: "auto", text: note }) : null
  );
}

function sourceLine(index) {
  const node = nodes[index];
  const address = node.links && node.links.url;
  return el(
    "span",
    {},
    button(index),
    address && /^(https?|mailto):/i.test(address)
      ? el("a", {
          href: address,
          target: "_blank",
          rel: "noopener noreferrer",
          title: address,
          text: ` ${say("detail.open")} \u2197`
        })
      : null
  );
}

const span = (start, end) =>
  [start ? say("detail.from", { day: start }) : "", end ? say("detail.to", { day: end }) : ""]
    .filter(Boolean)
    .join(" ");
const section = (title, count, ...children) =>
  el(
    "section",
    {},
    el("h3", {}, `${title} `, count === null ? null : el("span", { class: "count", text: count })),
    ...children
  );
function evidenceSection(indexes) {
  const proof = [...new Set(indexes)];
  return proof.length ? section(say("detail.evidence"), proof.length, el("ul", {}, proof.map(evidenceItem))) : null;
}

function facts(node, skip) {
  const meanings = head.columns[node.kind] || {};
  const rows = Object.entries(node.cells).filter(([name]) => !skip.includes(name));
  if (!rows.length) return null;
  return el(
    "dl",
    {},
    rows.flatMap(([name, value]) => [
      el("dt", { title: meanings[name], text: words(name) }),
      el(
        "dd",
        { dir: "auto" },
        node.links && node.links[name] && /^(https?|mailto):/i.test(node.links[name])
          ? el("a", { href: node.links[name], target: "_blank", rel: "noopener noreferrer", text: value })
          : String(value).split("|").join(", ")
      )
    ])
  );
}
