"""The page of a case: what it shows beside the tables, and how it is written."""

from __future__ import annotations

import importlib
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

from ..graph.asked import ALL, date_asked
from ..graph.errors import ZopaError
from ..graph.extras import needed
from ..graph.files import check_place
from .asking.amounts import seconds_asked
from .one_issue.cells import progress_steps

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from ..graph.store import Store

#: Above this many clashing pairs ``.nx`` and the page leave them out and say so.
MAX_PAIRS = 200_000
#: A case with more positions than this is no page: it would take minutes to make, and nobody could read it.
MAX_ON_A_PAGE = 30_000
#: Up to this many positions the page also tells of zones, shifts, contradictions and openings.
MAX_SEARCHED = 2_000
#: Contradictions that the page lists of each group of issues that are tied together.
MAX_SETS = 60


class Written(NamedTuple):
    """A page that was written, and the case that it shows: the whole one, or what a redaction keeps of it."""

    path: Path
    case: Any


def pairs(graph: Store) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Clashes and overlaps between parties over all dates, which the graph and the page draw as edges."""
    queries = importlib.import_module(__package__ or "")
    count = max(
        queries.clashes(graph, as_of=ALL, count_only=True), queries.overlap_pairs(graph, as_of=ALL, count_only=True)
    )
    if count > MAX_PAIRS:
        warnings.warn(
            f"{count:,} pairs of positions are too many to draw: the graph and the page are made without them. "
            "Ask for some with clashes(issues=...), or count them with clash_matrix().",
            stacklevel=4,
        )
        none = queries.clashes(graph, issues=[]), queries.overlap_pairs(graph, issues=[])
        none[0].attrs["left_out"] = count
        return none
    return queries.clashes(graph, as_of=ALL), queries.overlap_pairs(graph, as_of=ALL)


def findings(graph: Store) -> dict[str, pd.DataFrame]:
    """Other findings on the page: zones and shifts over all dates, contradictions and openings of the case's date.

    Where no red lines contradict one another for certain, positions of unknown firmness are counted as red lines, and the
    page says so. Where no firmness is coded, all positions are counted.
    """
    if len(graph.tables["positions"]) > MAX_SEARCHED:
        return {}
    queries = importlib.import_module(__package__ or "")
    sets = queries.contradictions(graph, possible=True, limit=MAX_SETS)
    return {
        "zones": queries.zones(graph, as_of=ALL),
        "shifts": queries.shifts(graph),
        "contradictions": sets,
        "openings": queries.openings(graph, possible=not sets["certain"].any()),
    }


def write(
    case: Any,
    path: str | Path,
    *,
    title: str | None,
    redact: str,
    embed: bool,
    pictures: bool,
    before: Callable[[Any], None] | None = None,
) -> Written:
    """Write a :class:`zopa.PositionGraph` as a page, see :meth:`zopa.PositionGraph.page`.

    ``before`` is called with the case that the page will show, before anything is worked out or written: what it raises
    stops both.
    """
    from ..graph.page.html import write_page
    from ..graph.redaction import to_pass_on

    check_place(path)
    _expect_room(case)
    shown = to_pass_on(case, redact, "page", title=title, before=before)
    with progress_steps(4, "Making the page") as step:
        arguments: dict[str, Any] = {"title": title, "summary": shown._sentences}
        step()
        answers = arguments["findings"] = shown._findings
        step()
        # Shifts are told over all dates, and zones of the case's own date: these are at hand where that is the same.
        known = ("zones", "shifts") if date_asked(shown, None).text == ALL else ("shifts",)
        at_hand = {name: rows for name, rows in answers.items() if name in known}
        arguments["panels"] = shown.panels(answers=at_hand) if pictures and not embed else []
        step()
        edges = shown._pairs
        step()
        return Written(write_page(shown, path, *edges, **arguments, embed=embed), shown)


def explore(case: Any, seconds: float) -> Any:
    """The view of a :class:`zopa.PositionGraph` in a notebook, see :meth:`zopa.PositionGraph.explore`."""
    sentence = "A page talks to Python through anywidget, which is not installed: pip install 'zopa[notebook]'"
    needed("anywidget", sentence, ZopaError)
    _expect_room(case)
    seconds_asked(seconds)
    return importlib.import_module(".explore", __package__).View(case, seconds)


def _expect_room(case: Any) -> None:
    """Refuse a case that is too large for a page."""
    if (count := len(case.tables["positions"])) > MAX_ON_A_PAGE:
        raise ValueError(
            f"The case has {count:,} positions, and a page shows at most {MAX_ON_A_PAGE:,}. Make a page of a part of "
            "it: select(issues=...), select(parties=...) or select(as_of=...), on the command line --issue, "
            "--party or --as-of."
        )
