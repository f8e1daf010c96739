// The frame of a page in a notebook, as a widget shows it (graph/page/notebook.py): the page runs in it and reaches nothing around
// it. What the page says is passed on to Python, and what Python says to the page, over a channel that only this frame has.

const SANDBOX = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox";

function render({ model, el }) {
  const frame = document.createElement("iframe");
  frame.title = model.get("title");
  frame.setAttribute("sandbox", SANDBOX);
  frame.width = "100%";
  frame.height = "720";
  frame.style.cssText = "border:1px solid #d5dce3;border-radius:8px";
  let port = null;
  const toPage = (message) => port?.postMessage(message);
  const gone = () => toPage({ say: "gone" });
  const toPython = (message) => {
    try {
      model.send(message);
    } catch {
      gone();
    }
  };
  // The page asks for its channel whenever it is loaded: a notebook that moves a cell loads it anew. No other frame is heard.
  const hear = (event) => {
    if (event.source !== frame.contentWindow || event.data?.zopa !== "ready") return;
    port?.close();
    const channel = new MessageChannel();
    port = channel.port1;
    port.addEventListener("message", ({ data }) => toPython(data));
    port.start();
    frame.contentWindow.postMessage({ zopa: "channel" }, "*", [channel.port2]);
    toPython({ say: "opened" });
  };
  addEventListener("message", hear);
  model.on("msg:custom", toPage);
  model.on("comm_live_update", gone);
  frame.srcdoc = model.get("page");
  el.append(frame);
  return () => {
    removeEventListener("message", hear);
    model.off("msg:custom", toPage);
    model.off("comm_live_update", gone);
    port?.close();
  };
}

export default { render };
