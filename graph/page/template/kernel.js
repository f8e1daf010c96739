// In a notebook the page talks to Python (case.explore()): each tells the other what is selected, assumed and settled, and the page
// asks what is too large a search for it. The messages are listed in queries/exploring/messages.py. A page that was written to a
// file has nobody to talk to, and shows nothing of this.

const QUESTIONS = ["deals", "count", "openings", "contradictions"];
const TOLD_AFTER = 150;
const PATIENCE = 10000;
const python = { port: null, told: null, sent: 0, asked: null, waiting: new Map(), timer: 0 };
const isHeard = () => python.port !== null;
// What the page calls its messages: another view of the same page has other names.
const OWN_NAME = Math.random().toString(36).slice(2, 10);

function startKernel() {
  if (!head.kernel) return;
  drawKernel();
  addEventListener("message", (event) => {
    if (event.source !== parent || event.data?.zopa !== "channel" || !event.ports.length) return;
    [python.port] = event.ports;
    python.port.addEventListener("message", ({ data }) => hear(data));
    python.port.start();
  });
  parent.postMessage({ zopa: "ready" }, "*");
}

// ------------------------------------------------------------------ what the page tells

function selectedNames() {
  const set = chosenSet();
  if (set) return set.positions.filter((id) => byId.has(id));
  if (!chosen) return [];
  const { cell, edge } = chosen;
  if (cell) return [...new Set([...Object.values(cell), ...inCell(cell).map((index) => nodes[index].id)])];
  return (edge === undefined ? [chosen.node] : [edges[edge].from, edges[edge].to]).map((index) => nodes[index].id);
}
const toTell = () => ({
  deal: state.deal,
  what_if: [...assumed()].map(([id, word]) => [nodes[byId.get(id)].own, word]),
  selection: selectedNames()
});

// After every change, once the hand rests.
function tellLater() {
  if (!isHeard() || !python.told) return;
  clearTimeout(python.timer);
  python.timer = setTimeout(tellNow, TOLD_AFTER);
}
function tellNow() {
  clearTimeout(python.timer);
  const now = toTell();
  const parts = Object.entries(now).filter(([name, value]) => !same(value, python.told[name]));
  python.told = now;
  if (parts.length) send({ say: "state", ...Object.fromEntries(parts) });
}

// Every message has a number and is answered; where that takes long, it is said.
function send(message) {
  const n = `${OWN_NAME}.${++python.sent}`;
  const late = setTimeout(() => tellKernel(say("kernel.late", { n: PATIENCE / 1000 })), PATIENCE);
  python.waiting.set(n, late);
  python.port.postMessage({ ...message, n }, []);
  return n;
}
function answered(n) {
  clearTimeout(python.waiting.get(n));
  python.waiting.delete(n);
}

function askKernel(question) {
  if (python.asked || !python.told) return;
  tellNow();
  $("kernel").open = true;
  python.asked = send({ say: "ask", question, as_of: state.asOf });
  $("kernel-rows").replaceChildren();
  busy(true);
  tellKernel(say("kernel.busy", { question: say(`kernel.${question}`) }));
}

// ------------------------------------------------------------------ what the page is told

function hear(message) {
  if (message === null || typeof message !== "object") return;
  const { say: word, n, by } = message;
  const isOwn = python.waiting.has(n);
  if (isOwn) answered(n);
  if (word === "state" && !String(by).startsWith(`${OWN_NAME}.`)) takeState(message);
  else if (word === "taken" && isOwn && !python.asked) tellKernel("");
  else if (word === "gone") {
    for (const waiting of python.waiting.keys()) answered(waiting);
    busy(false);
    tellKernel(say("kernel.gone"));
  } else if (["refused", "answer"].includes(word) && isOwn) {
    if (n === python.asked) busy(false);
    if (word === "answer") showAnswer(message);
    tellKernel(word === "answer" ? message.note : say("kernel.refused", { why: message.why }));
  }
}

// What Python tells is never trusted either: the page takes what it knows, as it does from a link.
function takeState({ deal, what_if: whatIf, selection }) {
  const change = {};
  if (deal !== undefined) change.deal = fromPlainDeal(deal);
  if (Array.isArray(whatIf)) change.whatIf = fromPlainSteps(whatIf.map(([own, word]) => [`position:${own}`, word]));
  if (Array.isArray(selection) && !same(selection, selectedNames()))
    Object.assign(change, { selected: selectionNamed(selection), set: null });
  if (deal !== undefined && !same(change.deal, state.deal) && Object.keys(change.deal).length) change.view = "deal";
  const isFirst = !python.told;
  apply(change, "kernel");
  python.told = toTell();
  if (isFirst) tellKernel("");
}

// One node, or the two ends of a clash or of common ground.
function selectionNamed(names) {
  const [a, b] = names.map((id) => byId.get(id));
  if (names.length === 1 && a !== undefined) return { node: names[0] };
  const edge = [...clashEdges, ...overlapEdges].find(
    (one) => names.length === 2 && same([one.from, one.to].sort(), [a, b].sort())
  );
  return edge ? { edge: nameOfEdge(edge) } : null;
}

// ------------------------------------------------------------------ what the reader sees of it

function drawKernel() {
  const box = el(
    "details",
    { id: "kernel" },
    el("summary", { text: say("kernel") }),
    el(
      "div",
      { class: "row" },
      QUESTIONS.map((question) =>
        el("button", {
          type: "button",
          id: `kernel-${question}`,
          title: say(`kernel.${question}.meaning`),
          onclick: () => askKernel(question),
          text: say(`kernel.${question}`)
        })
      )
    ),
    el("ul", { id: "kernel-rows" })
  );
  $("status").before(box, el("p", { class: "note", id: "kernel-told", role: "status", dir: "auto" }));
  tellKernel(say("kernel.waiting"));
}

function tellKernel(text) {
  $("kernel-told").textContent = text;
  $("kernel-told").hidden = !text;
}
function busy(is) {
  if (!is) python.asked = null;
  $("kernel").setAttribute("aria-busy", String(is));
  for (const question of QUESTIONS)
    if (is) $(`kernel-${question}`).setAttribute("aria-disabled", "true");
    else $(`kernel-${question}`).removeAttribute("aria-disabled");
}

function showAnswer({ rows }) {
  $("kernel-rows").replaceChildren(
    ...rows.map(({ why, deal }) =>
      el(
        "li",
        { dir: "auto" },
        `${why} `,
        deal &&
          el("button", {
            type: "button",
            class: "link",
            onclick: () => apply({ deal: fromPlainDeal(deal), view: "deal" }, "kernel"),
            text: say("kernel.show")
          })
      )
    )
  );
}
