"""The deal table: how long the page takes when a point is settled or a line is softened, and what the rule weighs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from deflate import gzip_compress

from zopa.graph.page import html

from .page import case, chromium

#: How many positions, and within how many milliseconds the page answers.
SIZES = {60: 100, 500: 100, 2_000: 300}
#: What of the page's script is the rule, the deal table and what-if.
RULE = ("rule.js", "agenda.js", "check.js")
WORTH = ("satisfaction.js", "decisions.js", "dealtotals.js")
TABLE = ("soften.js", "best.js", "dealcells.js", "dealtools.js", "deal.js")
COMPARE = ("compare.js", "compared.js", "days.js")
#: The median time of a change, until it is drawn: everything that follows from it is laid out, too.
ANSWER = """([view, changes]) => {
  const times = [];
  zopa.apply({ view });
  for (const change of changes) {
    const begun = performance.now();
    zopa.apply({ ...zopa.toPlain(), ...change });
    document.body.getBoundingClientRect();
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}"""


def run(say: Callable[[str, str, str], None]) -> None:
    """Print the measurements."""
    print("\nThe deal table and what-if, in Chromium")
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        for positions, target in SIZES.items():
            path = case(int(positions / 0.4)).page(Path(folder) / f"{positions}.html", pictures=False)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.set_default_timeout(180_000)
            page.goto(path.as_uri())
            page.wait_for_function("() => window.zopa && window.zopa.ready")
            settled = [{"deal": {f"i{issue}": f"o{option}"}} for option in range(3) for issue in range(3)]
            softened = [{"whatIf": [[f"position:x{n}", "aim"] for n in range(count)]} for count in range(1, 10)]
            for label, view, changes in (
                ("a point is settled", "deal", settled),
                ("a line is softened, in the deal table", "deal", softened),
                ("a line is softened, beside who wants what", "matrix", softened),
                ("another date is compared with", "compare", [{"since": f"20{year}-06"} for year in range(10, 17)]),
            ):
                milliseconds = page.evaluate(ANSWER, [view, changes])
                say(f"{positions:,} positions: {label}", f"{milliseconds:,.0f} ms", f"target < {target} ms")
            page.close()
    for label, names in (
        ("the rule in the browser", RULE),
        ("satisfaction and decisions", WORTH),
        ("the deal table and what-if beside it", TABLE),
        ("two dates side by side", COMPARE),
        ("all scripts", html.SCRIPTS),
    ):
        text = html._lean(*names).encode("utf-8")
        say(label, f"{len(text) / 1000:.1f} kB", f"packed {len(gzip_compress(text, html.LEVEL)) / 1000:.1f} kB")
    shipped = html._app().encode("utf-8")
    packed = f"packed {len(gzip_compress(shipped, html.LEVEL)) / 1000:.1f} kB"
    say("all scripts as they are shipped, with every string", f"{len(shipped) / 1000:.1f} kB", packed)
