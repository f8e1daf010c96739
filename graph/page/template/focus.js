// Where the keyboard is, and what is said aloud. Views and lists are drawn anew at every change, so a place is remembered by
// what an element stands for and found again in what was drawn.

const MARKS = ["id", "data-edge", "data-set", "data-cell", "data-id"];
const FOCUSABLE = "a[href], button, input, select, summary, [tabindex]";

function placeOf(one) {
  const part = one && one.closest(".view, #lead, #story, #filters, #stage");
  if (!part || part === one) return one && one.id ? { part: one.id } : null;
  const mark = MARKS.find((name) => one.hasAttribute(name));
  if (!mark && !part.matches(".view")) return null;
  const alike = mark ? `[${mark}="${CSS.escape(one.getAttribute(mark))}"]` : FOCUSABLE;
  return { part: part.id, alike, number: [...part.querySelectorAll(alike)].indexOf(one) };
}
const foundAgain = (place) =>
  place && (place.alike ? $(place.part).querySelectorAll(place.alike)[place.number] : $(place.part));

// Draws, and gives the focus back to what had it where drawing took that away.
function keepingFocus(drawing) {
  const place = placeOf(document.activeElement);
  drawing();
  if (place && document.activeElement === document.body) foundAgain(place)?.focus({ preventScroll: true });
}

// What is opened takes the focus; when it is closed, what it was opened from gets it back. Whoever walks about in the graph,
// types or drags stays where they are.
const STAYS_THERE = ["graph", "keys", "call", "link", "time", "typing", "kernel"];
let openedFrom = null;
function moveFocus(before, from) {
  const isOpen = Boolean(chosen || chosenSet());
  const wasOpen = Boolean(before && (before.selected || before.set));
  if (isOpen && !STAYS_THERE.includes(from)) {
    const heading = $("detail").querySelector("h2");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  } else if (wasOpen && !isOpen) {
    const opener = foundAgain(openedFrom);
    if (opener && (document.activeElement === document.body || from !== "graph")) opener.focus();
    openedFrom = null;
  }
}

// One line for those who hear the page: what was chosen, or how much is shown now.
function speak({ filtered, viewed, selected, searched }) {
  const heading = $("detail").querySelector("h2");
  const why = $("detail").querySelector(".why.big");
  const text =
    heading && selected
      ? [heading.textContent, why && why.textContent].filter(Boolean).join(". ")
      : searched && found
        ? `${say("search.found")}: ${found.length}`
        : filtered
          ? $("status").textContent
          : viewed
            ? say(`view.${state.view}`)
            : "";
  if (text) $("voice").textContent = text;
}

// A drawn button answers the keys that a written one does.
document.addEventListener("keydown", (event) => {
  if (!["Enter", " "].includes(event.key) || !event.target.closest('svg [role="button"]')) return;
  event.preventDefault();
  event.target.dispatchEvent(new MouseEvent("click", { bubbles: true }));
});
