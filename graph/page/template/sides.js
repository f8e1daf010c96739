// The columns beside the view, the lists and the legend: a button folds each of them away, and the link keeps that. Until the
// reader decides, a column is open where there is room for it.

const SIDES = { lists: "toggle-lists", legend: "toggle-filters" };
const roomy = matchMedia("(min-width: 1281px)");
const isEmbedded = () => document.body.classList.contains("embed");
const isOpen = (side) => state[side] ?? (!isEmbedded() && (side === "lists" || roomy.matches));

function showSides() {
  for (const [side, id] of Object.entries(SIDES)) {
    document.body.classList.toggle(`no-${side}`, !isOpen(side));
    $(id).setAttribute("aria-expanded", String(isOpen(side)));
  }
  if (!isEmbedded()) $("graph-key").hidden = state.view !== "graph" || isOpen("legend");
}

function wireSides() {
  for (const [side, id] of Object.entries(SIDES))
    $(id).addEventListener("click", () => {
      apply({ [side]: !isOpen(side) }, "side");
      if (side === "legend" && isOpen(side)) $("filters").scrollIntoView({ block: "nearest" });
    });
  roomy.addEventListener("change", showSides);
}
