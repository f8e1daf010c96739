"""Invented dossiers for the page: a small one with every table in use, one of a hundred nodes, and a hostile one."""

from __future__ import annotations

from typing import Any

from reference.dossiers import graph

import zopa
from zopa.graph.ontology import ontology

Rows = list[dict[str, Any]]


def position(id: str, party: str, issue: str, stance: str, option: str | None = None, **more: Any) -> dict[str, Any]:
    return {"id": id, "party": party, "issue": issue, "stance": stance, "option": option, **more}


def valley() -> zopa.PositionGraph:
    """Upland, Lowland and others on who governs the valley: every table of the ontology has rows."""
    case = graph(
        parties=[
            {"id": "upland", "name": "Upland", "kind": "state", "roles": "disputant", "part_of": "league"},
            {"id": "lowland", "name": "Lowland", "kind": "state", "roles": "disputant", "succeeds": "helpers"},
            {"id": "queen", "name": "Queen of Upland", "kind": "leader", "speaks_for": "upland"},
            {"id": "league", "name": "Mountain League", "kind": "alliance"},
            {"id": "gharb", "name": "مملكة الغرب", "kind": "state", "roles": "mediator"},
            {"id": "ile", "name": "Île-du-Nord", "kind": "state", "roles": "donor"},
            {"id": "relief", "name": "Relief Office", "kind": "organisation", "part_of": "helpers"},
            {"id": "helpers", "name": "Helpers", "kind": "alliance"},
        ],
        issues=[
            {"id": "control", "name": "Control of the valley", "kind": "choice", "per_region": "yes"},
            {"id": "status", "name": "Status of the road", "kind": "choice"},
            {"id": "troops", "name": "Troops at the border", "kind": "number", "unit": "troops", "scale_low": 0.0},
            {"id": "talks", "name": "Talks", "kind": "choice", "closed": "no"},
        ],
        options=[
            {"issue": "control", "option": "upland", "name": "Upland governs it"},
            {"issue": "control", "option": "lowland", "name": "Lowland governs it"},
            {"issue": "control", "option": "shared", "name": "Joint administration"},
            {"issue": "status", "option": "open", "name": "Open to all"},
            {"issue": "status", "option": "shut", "name": "Closed"},
            {"issue": "talks", "option": "held", "name": "Talks are held"},
            {"issue": "talks", "option": "none", "name": "No talks"},
        ],
        regions=[
            {"id": "valley", "name": "The valley"},
            {"id": "north", "name": "North bank", "part_of": "valley"},
            {"id": "south", "name": "South bank", "part_of": "valley"},
        ],
        positions=[
            position(
                "u-control",
                "upland",
                "control",
                "demands",
                "upland",
                firmness="red line",
                regions="valley",
                evidence="e1|e9",
            ),
            position(
                "l-control",
                "lowland",
                "control",
                "demands",
                "lowland",
                firmness="red line",
                regions="north",
                evidence="e2",
            ),
            position("l-shared", "lowland", "control", "accepts", "shared", regions="south"),
            position(
                "q-control", "queen", "control", "rejects", "lowland|shared", firmness="bottom line", start="2024"
            ),
            position("g-shared", "gharb", "control", "accepts", "shared", note="offered twice"),
            position("u-road", "upland", "status", "demands", "open", firmness="aim"),
            position("l-road", "lowland", "status", "demands", "shut", evidence="e3"),
            position("i-road", "ile", "status", "accepts", "open"),
            position("u-troops", "upland", "troops", "demands", low=5000.0, firmness="red line"),
            position(
                "l-troops",
                "lowland",
                "troops",
                "demands",
                high=1000.0,
                ideal=0.0,
                firmness="bottom line",
                start="2023-05",
                end="2024",
            ),
            position(
                "l-troops-new",
                "lowland",
                "troops",
                "demands",
                high=2000.0,
                firmness="aim",
                start="2025",
                replaces="l-troops",
            ),
            position("q-talks", "queen", "talks", "demands", "held", evidence="e4"),
            position("g-talks", "gharb", "talks", "accepts", "held"),
            position("i-talks", "ile", "talks", "rejects", "none"),
            position("league-talks", "league", "talks", "accepts", "held"),
            position("relief-talks", "relief", "talks", "abstains", "held", start="2024-03", once="yes"),
            position("relief-road", "relief", "status", "mixed", "open"),
            position("g-road", "gharb", "status", "no answer", "shut"),
        ],
        conditions=[
            {
                "id": "c1",
                "party": "lowland",
                "what": "l-shared",
                "relation": "only after",
                "requires": "talks/held|status/shut",
            }
        ],
        constraints=[
            {"id": "k1", "option": "control/shared", "relation": "excludes", "other": "status/shut"},
            {"id": "k2", "option": "control/shared", "relation": "implies", "other": "talks/held"},
        ],
        budgets=[{"id": "soldiers", "name": "Soldiers in the valley", "at_most": 8000.0}],
        shares=[{"id": "s1", "budget": "soldiers", "issue": "troops"}],
        saliences=[{"id": "w1", "party": "upland", "issue": "control", "salience": 3.0}],
        decisions=[
            {
                "id": "council",
                "name": "Council of the valley",
                "issues": "control",
                "rule": "majority",
                "parties": "upland|lowland",
                "vetoes": "upland",
            }
        ],
        obstacles=[
            {
                "id": "distrust",
                "name": "Mutual distrust",
                "kind": "distrust",
                "blocks": "control|talks/held|plan",
                "parties": "upland|lowland",
            }
        ],
        proposals=[{"id": "plan", "name": "The ferry plan", "authors": "gharb", "status": "tabled", "date": "2024-05"}],
        terms=[
            {
                "id": "t1",
                "proposal": "plan",
                "issue": "control",
                "option": "shared",
                "regions": "north",
                "step": 1.0,
                "evidence": "e2",
            },
            {"id": "t2", "proposal": "plan", "issue": "troops", "high": 1500.0, "step": 2.0},
        ],
        reactions=[{"id": "r1", "party": "lowland", "proposal": "plan", "reaction": "rejects", "date": "2024-06"}],
        events=[
            {
                "id": "round",
                "name": "First round of talks",
                "kind": "talks",
                "start": "2024-03-04",
                "parties": "upland|lowland",
                "regions": "north",
                "about": "talks",
            }
        ],
        figures=[
            {
                "id": "displaced",
                "name": "People displaced",
                "value": 12000.0,
                "unit": "people",
                "precision": "about",
                "regions": "north",
            }
        ],
        effects=[{"id": "schools", "name": "Schooling interrupted", "kind": "social", "regions": "south"}],
        scenarios=[{"id": "return", "name": "Phased return", "depends_on": "control/shared|distrust"}],
        programmes=[
            {
                "id": "shelter",
                "name": "Winter shelter",
                "kind": "humanitarian",
                "providers": "relief",
                "about": "schools",
            }
        ],
        instruments=[
            {"id": "treaty", "name": "Border Treaty", "kind": "treaty", "parties": "upland|lowland", "about": "control"}
        ],
        questions=[{"id": "who", "question": "Who wants to control the valley?", "about": "control|upland"}],
        sources=[
            {
                "id": "gazette",
                "title": "Valley Gazette",
                "kind": "article",
                "url": "https://gazette.example/one?a=1&b=2",
                "date": "2024-03",
            },
            {"id": "bad", "title": "A source with a bad address", "url": "javascript:window.hacked=1"},
        ],
        evidence=[
            {
                "id": "e1",
                "source": "gazette",
                "locator": "p. 2",
                "quote": "pas un mètre carré",
                "paraphrase": "Upland will give nothing up",
                "attribution": "stated",
            },
            {
                "id": "e2",
                "source": "gazette",
                "paraphrase": "Lowland claims the north bank",
                "attribution": "inferred",
                "status": "accepted",
            },
            {"id": "e3", "source": "bad", "quote": "the road stays shut"},
            {"id": "e4", "source": "gazette", "quote": "we will come", "attribution": "reported"},
            {"id": "e9", "source": "gazette", "quote": "a draft nobody reviewed", "status": "draft"},
        ],
    )
    case.meta |= {"id": "valley", "title": "The valley talks", "as_of": "2025-06"}
    return case


def hundred() -> zopa.PositionGraph:
    """A hundred parties, issues and positions with long names."""
    parties = [{"id": f"p{n}", "name": f"Republic of the {n}th mountain", "kind": "state"} for n in range(16)]
    issues = [{"id": f"i{n}", "name": f"Question number {n} of the peace", "kind": "choice"} for n in range(12)]
    options = [
        {"issue": f"i{n}", "option": o, "name": f"Settlement {o} of question {n}"} for n in range(12) for o in "abc"
    ]
    firm = ["red line", "bottom line", "aim", None]
    rows = [
        position(
            f"x{n}",
            f"p{(n * 7 + n // 16) % 16}",
            f"i{(n * 5 + n // 9) % 12}",
            ["demands", "accepts", "rejects"][n % 3],
            "abc"[n // 5 % 3],
            firmness=firm[n % 4] if n % 3 != 1 else None,
        )
        for n in range(72)
    ]
    return graph(parties=parties, issues=issues, options=options, positions=rows)


HOSTILE = (
    '</script><script>window.hacked=1</script><img src=x onerror="window.hacked=2">\'"`{{7*7}}{% raw %}${7*7}'
    "<!--<script>\u2028\u2029\u202eevil 😀 שלום &amp; javascript:window.hacked=3 href=#"
)


def hostile() -> zopa.PositionGraph:
    """The valley with the same attack in every id, every text and every address."""
    calm = valley()
    tables = {}
    renamed = {"id", "issue", "option", "party", "proposal", "source", "what", "requires", "other", "replaces"}
    for name, table in ontology().tables.items():
        frame = calm.tables[name].copy()
        for column in table.columns.values():
            cells = frame[column.name]
            if column.is_reference or column.name in renamed:
                frame[column.name] = [_renamed(cell) for cell in cells]
            elif column.type in ("text", "url"):
                frame[column.name] = [f"{cell if isinstance(cell, str) else ''}{HOSTILE}" for cell in cells]
        frame["unknown <b>column</b>"] = HOSTILE
        tables[name] = frame.astype({name: "str" for name in frame.columns if frame[name].dtype == object})
    tables["sources"]["url"] = ["javascript:window.hacked=4", "data:text/html,<script>window.hacked=5</script>"]
    return zopa.PositionGraph(tables, {"id": "hostile", "title": f"Hostile {HOSTILE}", "as_of": HOSTILE})


def _renamed(cell: Any) -> Any:
    """Every id in a reference made hostile, the two parts of ``issue/option`` each by itself."""
    if not isinstance(cell, str):
        return cell
    return "|".join(
        "/".join(f"{part}<b>'\"{{{{7*7}}}}\u2028😀" for part in word.split("/")) for word in cell.split("|")
    )
