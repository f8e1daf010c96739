"""A case of statements without any firmness: who said it, when and who coded it; zones of all demands, said once."""

from __future__ import annotations

import pandas as pd

import zopa


def test_evidence_says_who_said_it_and_zones_are_those_of_all_demands(visit, tmp_path):
    said = {"issue": "seat", "stance": "demands", "speaker": "The minister", "coder": "C. Oder", "source": "Gazette"}
    rows = [said | {"party": party, "option": option, "date": "2024-03"} for party, option in (("A", "x"), ("B", "y"))]
    case = zopa.load({"statements": pd.DataFrame(rows)}, quiet=True)
    opened = visit(case.page(tmp_path / "page.html", pictures=False))
    opened.js("zopa.apply({ selected: { node: 'position:A-seat-demands' } })")
    evidence = opened.page.locator("#detail .evidence").first.inner_text()
    assert all(words in evidence for words in ("The minister, 2024-03", "Gazette", "coded by C. Oder"))
    opened.js("zopa.apply({ view: 'matrix' })")
    assert "zone at the level of demands and rejections:" in opened.page.inner_text("body")
    assert opened.page.locator('[data-tip="demands and rejections rule out every settlement"]').count()
    assert opened.page.locator("#summary").inner_text().count("No firmness is coded") == 1
    assert not opened.errors
