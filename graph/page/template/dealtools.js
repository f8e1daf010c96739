// What stands above the deal table: a proposal to load, the best from here, a table of terms to save.

let dealNote = "";
function dealTools(checked) {
  const proposals = Object.keys(head.rule.proposals).filter((id) => byId.has(`proposal:${id}`));
  const tool = (id, act, disabled) =>
    el("button", {
      type: "button",
      id: `deal-${id}`,
      "aria-disabled": disabled ? "true" : null,
      title: say(`deal.${id}.meaning`),
      onclick: () => {
        dealNote = "";
        if (!disabled) act();
      },
      text: say(`deal.${id}`)
    });
  const any = checked.table.some((row) => row.part.settled);
  const list = el(
    "select",
    {
      id: "deal-proposal",
      "aria-label": say("deal.proposals"),
      onchange: () => {
        dealTools.picked = list.value;
      }
    },
    proposals.map((id) => el("option", { value: id, text: named("proposal", id) }))
  );
  if (dealTools.picked) list.value = dealTools.picked;
  return [
    proposals.length
      ? el(
          "span",
          { class: "load" },
          list,
          tool("load", () => {
            apply({ deal: fromPlainDeal(loaded(list.value)) }, "deal");
          })
        )
      : null,
    tool("best", () => fillRest(checked)),
    tool("clear", () => apply({ deal: {} }, "deal"), !any),
    tool("save", () => saveTerms(), !any),
    el("p", { class: "note", id: "deal-note", role: "status", text: dealNote })
  ].filter(Boolean);
}
const loaded = (proposal) =>
  Object.fromEntries(
    Object.entries(head.rule.proposals[proposal]).map(([issue, byRegion]) => [
      issue,
      plainly(
        Object.fromEntries(
          Object.entries(byRegion).map(([region, settled]) => [
            region,
            Array.isArray(settled) && settled.length === 1 ? settled[0] : settled
          ])
        )
      )
    ])
  );

// Rows for the tables of a dossier: a proposal with a term for each thing that is settled.
function termRows() {
  const rows = [];
  for (const [issue, settled] of Object.entries(state.deal)) {
    for (const [region, value] of Object.entries(packages.by_region(settled)))
      for (const one of packages.several(value)) {
        const [option, low, high] = typeof one === "string" ? [one, "", ""] : ["", ...packages.ends(one)];
        rows.push(["what-if", issue, region, option, low, high]);
      }
  }
  return rows;
}
const dealCommand = () => `zopa check-deal ${head.id} '${JSON.stringify(state.deal)}'`;
const TERM_COLUMNS = ["proposal", "issue", "regions", "option", "low", "high"];
function saveTerms() {
  save("terms.csv", [asCsv(TERM_COLUMNS, termRows())], "text/csv;charset=utf-8");
  dealNote = say("deal.saved", { command: dealCommand() });
  drawDeal();
}
