// Of a compressed page only this runs at once: it unpacks the case and the code, and hands over.
// The policy of the page names the hashes of exactly those two scripts; any other would not run.
(async () => {
  "use strict";
  const status = document.getElementById("status");
  async function unpacked(id) {
    if (!("DecompressionStream" in window)) throw new Error(status.dataset.tooOld);
    const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), (character) => character.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  }
  function run(code) {
    const script = document.createElement("script");
    script.textContent = code;
    document.head.append(script);
  }
  try {
    const [{ vis, app }, data] = await Promise.all([unpacked("code"), unpacked("data")]);
    window.unpacked = data;
    run(vis);
    run(app);
  } catch (error) {
    status.textContent = error.message;
    throw error;
  }
})();
