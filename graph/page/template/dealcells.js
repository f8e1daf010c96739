// The cells of the deal table: what a party says to a row, what would soften it, and what a row can be settled as.

// What a party says to a row: a sign, a word, and its lines with their firmness and quotes on hovering and focus.
const DEAL_SIGNS = { meets: "\u2713", crosses: "\u2715", open: "\u25cb", unknown: "?" };
function lineTold(p) {
  const node = ruled().positions[p];
  const quotes = linked(node.index, "SUPPORTED_BY", "out")
    .map((index) => nodes[index].cells)
    .filter(({ quote, paraphrase }) => quote || paraphrase)
    .map(({ quote, paraphrase }) => (quote ? `\u201c${quote}\u201d` : paraphrase));
  return [[node.label, firmTold(node)].filter(Boolean).join(", "), ...quotes.slice(0, 1)].join("\n");
}
function verdictCell(row, party, number) {
  const { issues, parties } = ruled();
  const verdict = row.verdicts.get(party);
  const cell = { party: parties[party].id, issue: issues[row.issue].id };
  const positions = verdict ? verdict.positions : row.there.filter((p) => columnsNow().holder[p] === party);
  if (!positions.length)
    return el(
      "td",
      { class: "blank" },
      verdict ? el("span", { class: "verdict unknown", text: say("deal.silent.short") }) : null
    );
  const word = verdict ? verdict.verdict : "pending";
  const line = verdict?.verdict === "crosses" ? say(`deal.line.${verdict.level}`) : "";
  const told = verdict ? [say(`deal.${word}`), line].filter(Boolean).join(" ") : say("deal.wants");
  const name = `${parties[party].label}, ${issues[row.issue].label}: ${told}`;
  const spoken = verdict?.crossed.length ? verdict.crossed : positions;
  return el(
    "td",
    {},
    el(
      "button",
      {
        type: "button",
        class: classes("verdict", word, line && `level-${verdict.level}`),
        "aria-label": `${name}; ${positions.map((p) => ruled().positions[p].label).join("; ")}`,
        "data-cell": JSON.stringify({ ...cell, row: number }),
        "data-tip": spoken.slice(0, 4).map(lineTold).join("\n"),
        "data-kind": name,
        onclick: () => select({ cell }, "cell")
      },
      verdict
        ? [el("span", { "aria-hidden": "true", class: "sign", text: DEAL_SIGNS[word] }), el("span", { text: told })]
        : positions.slice(0, 6).map((p) => mark(ruled().positions[p], 15))
    ),
    word === "crosses" ? softenButton(verdict, number, party) : null
  );
}

// The firmest of the lines that a row crosses, one step softer.
function softenButton(verdict, number, party) {
  const { positions } = ruled();
  const crossed = verdict.crossed.map((p) => positions[p]).filter((node) => node.cells.contested !== "yes");
  if (!crossed.length) return null;
  const firmest = crossed.reduce((one, node) =>
    WHAT_IF.indexOf(firmnessNow(node)) > WHAT_IF.indexOf(firmnessNow(one)) ? node : one
  );
  const now = levelTold(firmest, softer(firmest));
  const change = say("whatif.change.to", { position: firmest.label, now });
  return el("button", {
    type: "button",
    class: "link soften",
    id: `soften-${number}-${party}`,
    title: change,
    "aria-label": change,
    onclick: () => assume(firmest.index, softer(firmest), "deal"),
    text: say("deal.soften", { now })
  });
}

// The options of a row as buttons, or a slider and a field for its number; `sync` shows what is settled.
function controlOf(row, number, questions) {
  const { columns, issues } = ruled();
  const name = issues[row.issue].label;
  const text = el("span", { class: "settled", dir: "auto" });
  const now = () => dealView.rows[number].row;
  if (!columns.issues[row.issue].is_number) {
    const buttons = columns.issues[row.issue].options.map((option, bit) =>
      el("button", {
        type: "button",
        class: "chip",
        dir: "auto",
        id: `settle-${number}-${bit}`,
        onclick: () => settle(now(), settlementOf(now().issue, now().part) === option ? null : option),
        text: optionName(row.issue, option)
      })
    );
    const box = el(
      "div",
      { class: "picks", role: "group", "aria-label": say("deal.settle", { issue: name }) },
      buttons
    );
    const sync = (settledRow, said) => {
      text.textContent = said;
      buttons.forEach((one, bit) =>
        one.setAttribute(
          "aria-pressed",
          String(settledRow.part.settled && Boolean((settledRow.part.mask >> BigInt(bit)) & 1n))
        )
      );
    };
    return { box: el("td", { class: "settle" }, box, text), sync };
  }
  const [low, high, step] = scaleOf(row.issue, questions[row.question].settlements);
  let waiting = 0;
  const go = (value) => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => settle(now(), value, "slider"));
  };
  const attributes = { min: low, max: high, step };
  const slider = el("input", {
    type: "range",
    ...attributes,
    id: `slide-${number}`,
    "aria-label": say("deal.settle", { issue: name }),
    oninput: () => go(Number(slider.value))
  });
  const field = el("input", {
    type: "number",
    step: "any",
    id: `value-${number}`,
    "aria-label": say("deal.value", { issue: name }),
    onchange: () => settle(now(), field.value === "" ? null : Number(field.value), "slider")
  });
  const unit = issues[row.issue].cells.unit;
  const open = el("button", {
    type: "button",
    class: "link",
    id: `leave-${number}`,
    "aria-label": say("deal.leave", { issue: name }),
    onclick: () => settle(now(), null),
    text: say("deal.leave.short")
  });
  const sync = (settledRow, said) => {
    text.textContent = said;
    const value = settlementOf(settledRow.issue, settledRow.part);
    const single = typeof value === "number";
    if (single && Number(slider.value) !== value) slider.value = value;
    slider.classList.toggle("unset", value === null);
    slider.setAttribute("aria-valuetext", said);
    if (document.activeElement !== field || !single || Number(field.value) !== value) field.value = single ? value : "";
    open.hidden = value === null;
    text.classList.toggle("said", value !== null && !single);
  };
  return {
    box: el(
      "td",
      { class: "settle" },
      el("div", { class: "picks number" }, slider, field, unit ? el("span", { dir: "auto", text: unit }) : null, open),
      text
    ),
    sync
  };
}

// The ends of a slider and its step: the scale, or what positions name, with some room where there is no end.
function scaleOf(issue, cell) {
  const { scale_low: bottom, scale_high: top } = ruled().columns.issues[issue];
  const values = cell.pieces.filter(rule.is_value).map((piece) => piece.low);
  const [least, most] = [Math.min(...values, 1e308), Math.max(...values, -1e308)];
  const room = values.length ? Math.max((most - least) / 4, Math.abs(most) / 10, 1) : 10;
  const [from, to] = values.length ? [least - room, most + room] : [0, 100];
  const whole = values.every(Number.isInteger);
  const [low, high] = [Number.isFinite(bottom) ? bottom : from, Number.isFinite(top) ? top : to];
  const size = 10 ** Math.floor(Math.log10(Math.max(high - low, 1e-9) / 100));
  const step = whole && high - low <= 10000 ? 1 : size;
  return [Math.floor(low / step) * step, high, step];
}
