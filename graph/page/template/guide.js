// A guided minute: five steps through the page, in a line of its own that takes no place away from what it tells of. It comes by
// itself the first time that a browser opens such a page, and afterwards when its button is pressed.

const SEEN = "zopa.guide";
const guidedTo = [
  { name: "who", change: { view: "matrix" }, at: "#matrix thead" },
  { name: "what", change: { view: "matrix" }, at: "#matrix tbody tr" },
  { name: "stuck", change: { view: "matrix", list: "clash" }, at: ".is-stuck" },
  { name: "shared", change: { view: "matrix", list: "common" }, at: ".is-shared" },
  { name: "open", change: { view: "matrix", list: "opening" }, at: "#lists" }
];

const openings = () => head.sets.filter((one) => one.kind === "opening").length;
// What a step says, with the numbers of this case.
function guideText(name) {
  if (name === "who") return say("guide.who", { n: principals().length });
  if (name === "open" && !openings())
    return head.missing.includes("openings")
      ? say("guide.open.missing")
      : say(head.unfinished.includes("opening") ? "guide.open.unfinished" : "guide.open.none", head);
  return say(`guide.${name}`, { n: openings() });
}
// A list that the case does not have leaves the one that is open.
const fitting = ({ list, ...change }) =>
  !list || $(`list-${list}`) ? { list: list || state.list, ...change } : change;

function showStep(number) {
  const step = guidedTo[number];
  // The first step of a page that has just been opened changes nothing on it.
  if (state.selected || state.set || Object.entries(fitting(step.change)).some(([key, value]) => state[key] !== value))
    apply({ ...fitting(step.change), selected: null, set: null }, "guide");
  markStep(step.at);
  const to = (id, key, by, isOff) =>
    el("button", {
      type: "button",
      id,
      class: "chip",
      disabled: isOff,
      onclick: () => moveStep(number + by, id),
      text: say(`guide.${key}`)
    });
  const isLast = number === guidedTo.length - 1;
  $("guide").dataset.step = number;
  $("guide").replaceChildren(
    el(
      "p",
      { role: "status" },
      el("span", { class: "count", text: say("guide.step", { n: number + 1, all: guidedTo.length }) }),
      " ",
      el("strong", { text: say(`guide.${step.name}.title`) }),
      ` ${guideText(step.name)}`
    ),
    el(
      "div",
      { class: "steps" },
      to("guide-back", "back", -1, number === 0),
      to("guide-next", isLast ? "done" : "next", 1),
      isLast
        ? null
        : el("button", { type: "button", id: "guide-skip", class: "link", onclick: endGuide, text: say("guide.skip") })
    )
  );
  $("guide").hidden = false;
}
function moveStep(number, from) {
  if (number < 0) return;
  if (number >= guidedTo.length) {
    endGuide();
    return;
  }
  showStep(number);
  const pressed = $(from);
  (pressed && !pressed.disabled ? pressed : $("guide-next")).focus();
}
function markStep(at) {
  for (const one of document.querySelectorAll(".guided")) one.classList.remove("guided");
  const here = at && document.querySelector(at);
  if (!here) return;
  here.classList.add("guided");
  here.scrollIntoView({ block: "nearest" });
  // A table that is wider or longer than its place begins at its corner.
  views.current().box.scrollTo(0, 0);
}
function endGuide() {
  $("guide").hidden = true;
  $("guide").replaceChildren();
  markStep(null);
  $("guide-open").focus();
}

// Whether this browser has shown it before; one that keeps nothing for a page shows the button alone.
function isFirstVisit() {
  try {
    const seen = localStorage.getItem(SEEN);
    localStorage.setItem(SEEN, "1");
    return !seen && localStorage.getItem(SEEN) === "1";
  } catch {
    return false;
  }
}

function startGuide() {
  $("guide-open").hidden = isEmbedded() || isContext();
  if ($("guide-open").hidden) return;
  $("guide-open").addEventListener("click", () => {
    showStep(0);
    $("guide-next").focus();
  });
  $("guide").addEventListener("keydown", (event) => {
    const number = Number($("guide").dataset.step);
    if (event.key === "Escape") endGuide();
    else if (event.key === "ArrowRight" && number < guidedTo.length - 1) moveStep(number + 1, "guide-next");
    else if (event.key === "ArrowLeft") moveStep(number - 1, "guide-back");
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  // Whoever follows a link is shown what the link is about.
  if (self === top && !location.hash && isFirstVisit()) showStep(0);
}
