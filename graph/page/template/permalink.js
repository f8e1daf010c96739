// The whole state in the address, so that a link opens the page as it was. What a link says is never trusted: `fromPlain`
// keeps what it knows.

const LINK = "#v1=";
const LONGEST_LINK = 60000;

// As base64 that an address can hold: UTF-8, without padding.
function asLink(plain) {
  const bytes = new TextEncoder().encode(JSON.stringify(plain));
  return (
    LINK +
    btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replace(/=+$/, "")
  );
}

// What an address says, or null where it says nothing that can be read.
function fromLink(address) {
  if (!address.startsWith(LINK) || address.length > LONGEST_LINK) return null;
  try {
    const bytes = Uint8Array.from(atob(address.slice(LINK.length).replaceAll("-", "+").replaceAll("_", "/")), (one) =>
      one.charCodeAt(0)
    );
    const plain = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return plain && typeof plain === "object" && !Array.isArray(plain) ? plain : null;
  } catch {
    return null;
  }
}

const asFragment = () => (Object.keys(toPlain()).length ? asLink(toPlain()) : "");
// The address of a file tells where it lies on this machine, and leads nowhere on another: its name is all that is passed on.
const isServed = location.protocol.startsWith("http");
const linkNow = () =>
  (isServed ? location.href.split("#")[0] : location.protocol === "file:" ? location.pathname.split("/").pop() : "") +
  asFragment();

// Browsers take only so many changes of the address in a minute, so the last of several at once is written. What was chosen
// and another view are steps that the browser's way back undoes; not inside another page, whose way back it is.
let linkTimer = null;
let isStep = false;
function writeLink(step) {
  isStep = isStep || (step && self === top);
  clearTimeout(linkTimer);
  linkTimer = setTimeout(() => {
    const plain = toPlain();
    const address = Object.keys(plain).length ? asLink(plain) : location.pathname + location.search;
    // A page shown inside another one has no address of its own.
    try {
      if (location.href !== new URL(address, location.href).href)
        history[isStep ? "pushState" : "replaceState"](null, "", address);
    } catch {
      /* the link is still there to copy */
    }
    isStep = false;
  }, 200);
}

function followLink() {
  const plain = location.hash ? fromLink(location.hash) : {};
  if (plain && asLink(plain) !== asLink(toPlain())) apply(fromPlain(plain), "link");
}
