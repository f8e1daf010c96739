"""Checks of ranked choices: ranks that cannot be read, and orders that leave something open."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from ...graph.columns import NO_SIDE, ORDERED, SEVERAL
from ..findings import WARNING, Findings, Problem, listing
from ..rows import Rows, parts
from ..text import Text
from .references import rows_with

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: What rows say alike whose ranks make one order.
_ONE_ORDER = ("party", "issue", "regions", "start", "end")


def check_ranks(rows: Rows, issues: Rows, findings: Findings) -> None:
    """Report ranks that mean nothing, and orders with gaps, with ties and with two places for one option.

    Parameters
    ----------
    rows, issues : Rows
        Positions or statements, and the issues that they are on.
    findings : Findings
        Where to report.
    """
    ranked = rows.filled("rank")
    if not ranked.any():
        return
    numbers = np.asarray(rows["rank"], dtype=float)

    def report(wrong: NDArray[np.bool_], problem: Problem) -> None:
        for index in np.flatnonzero(wrong):
            findings.add(problem, rows.file, rows.lines[index], "rank", f"{numbers[index]:.15g}")

    with np.errstate(invalid="ignore"):
        broken = ranked & (numbers != np.floor(numbers))
    report(broken, Problem("A rank is a whole number, 1 for the best.", "1, 2, 3 ..."))
    both = ranked & rows.filled("satisfaction")
    report(both, Problem("The row has a rank and a satisfaction: which of them holds is not known.", "one of the two"))
    kind = _kinds(rows, issues)
    other_kind = Problem("Only options of a choice or an ordered issue can be ranked.", "an empty cell")
    report(ranked & kind.among(("number", SEVERAL)), other_kind)
    nothing = ranked & ~rows.filled("option") & rows.where("stance", *NO_SIDE)
    report(nothing, Problem("The position names no option that could be ranked.", "an empty cell", level=WARNING))
    if rows.table.name == "positions":
        _check_orders(
            rows,
            np.flatnonzero(ranked & kind.among(("choice", ORDERED)) & ~broken & ~both & rows.filled("option")),
            findings,
        )


def _kinds(rows: Rows, issues: Rows) -> Text:
    """The kind of the issue that each row is on; empty where it has none."""
    codes, words = rows.coded("issue")
    issue_rows = rows_with(issues["id"], words)
    return Text.of_codes(
        codes, np.where(issue_rows >= 0, issues["kind"][issue_rows], "") if len(issues) else np.full(len(words), "")
    )


def _check_orders(rows: Rows, ranked: NDArray[np.int64], findings: Findings) -> None:
    """Report gaps, ties of several rows and options with two ranks, order by order."""
    orders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index in ranked.tolist():
        orders[tuple(str(rows[name][index]) for name in _ONE_ORDER)].append(index)
    for (party, issue, *_), order in orders.items():
        order.sort(key=lambda index: (rows["rank"][index], index))
        options = {index: parts(rows["option"][index]) for index in order}
        reported: set[float] = set()
        missing = 0.0
        for index in order:
            rank = rows["rank"][index]
            better = {name for other in order if rows["rank"][other] < rank for name in options[other]}
            alike = [other for other in order if rows["rank"][other] == rank]
            messages = []
            if twice := [name for name in options[index] if name in better]:
                messages.append(
                    f"'{party}' ranks '{twice[0]}' of '{issue}' twice: its satisfaction lies between what the two ranks say."
                )
            elif rank not in reported and len(alike) > 1:
                names = listing((f"'{name}'" for other in alike for name in options[other]), "and")
                messages.append(f"'{party}' gives {names} of '{issue}' the same rank: they are read as equally good.")
            if rank - 1 - len(better) > missing:
                missing = rank - 1 - len(better)
                counted = {0: "none", 1: "1 option"}.get(len(better), f"{len(better)} options")
                messages.append(
                    f"'{party}' gives the rank {rank:.15g} on '{issue}' and ranks {counted} better: options without a rank "
                    "are read as standing between, as far as there are any."
                )
            reported.add(rank)
            for message in messages:
                problem = Problem(message, "each option once, the ranks without a gap", level=WARNING)
                findings.add(problem, rows.file, rows.lines[index], "rank", f"{rank:.15g}")
