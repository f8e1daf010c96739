// Of a compressed page only this runs at once: it unpacks the case, the code and the style, and hands over.
// The policy of the page names the hashes of exactly those; anything else would not run.
(async () => {
  "use strict";
  const status = document.getElementById("status");
  const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%:()*+-;,=.?@^_`{|}~";
  // Five characters stand for four bytes; what is left over for as many as it has, less one.
  function bytesOf(text) {
    const digit = new Uint8Array(128);
    for (let i = 0; i < 85; i++) digit[ALPHABET.charCodeAt(i)] = i;
    const rest = text.length % 5;
    const padded = rest ? text + "~".repeat(5 - rest) : text;
    const bytes = new Uint8Array((padded.length / 5) * 4);
    for (let i = 0, at = 0; i < padded.length; i += 5, at += 4) {
      let value = 0;
      for (let j = i; j < i + 5; j++) value = value * 85 + digit[padded.charCodeAt(j)];
      for (let j = 0; j < 4; j++) bytes[at + j] = Math.floor(value / 2 ** (24 - 8 * j)) % 256;
    }
    return bytes.subarray(0, bytes.length - (rest ? 5 - rest : 0));
  }
  async function unpacked(id) {
    if (!("DecompressionStream" in window)) throw new Error(status.dataset.tooOld);
    const stream = new Blob([bytesOf(document.getElementById(id).textContent)]).stream();
    return new Response(stream.pipeThrough(new DecompressionStream("gzip"))).json();
  }
  function put(tag, text) {
    const made = document.createElement(tag);
    made.textContent = text;
    document.head.append(made);
  }
  try {
    const [{ vis, app, css }, data] = await Promise.all([unpacked("code"), unpacked("data")]);
    document.querySelector("style").remove();
    put("style", css);
    window.unpacked = data;
    put("script", vis);
    put("script", app);
  } catch (error) {
    status.textContent = error.message;
    throw error;
  }
})();
