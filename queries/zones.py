"""The zone of possible agreement: what all accept, what nobody rules out, or who closes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from ..graph import rule
from ..graph.columns import ACCEPTS, UNKNOWN
from ..graph.dates import texts
from .answer import draws_itself
from .cells import Cell, Where, cells, merged, region_names
from .reads import by_issue, one_after_another
from .selection import Names, level_code, select, words_asked
from .wording import JOIN, Wording

if TYPE_CHECKING:
    from ..graph.store import Store

#: What a level is called in a sentence.
LINES = {"red line": "red lines", "bottom line": "red and bottom lines", "aim": "demands and rejections"}
LINE = {"red line": "red line", "bottom line": "red or bottom line", "aim": "demand or rejection"}
FIRM = {"red line": "red lines", "bottom line": "bottom lines", "aim": "aims"}


class _Answer(NamedTuple):
    """What is the same in all places and days of one row."""

    issue: int
    parties: tuple[int, ...]
    status: str
    at_worst: str
    settlements: tuple[str, ...]
    closed_by: tuple[int, ...]
    closing: tuple[int, ...]
    pivotal: tuple[int, ...]
    limiting: tuple[int, ...]
    unknown: tuple[int, ...]
    positions: tuple[int, ...]


@draws_itself
@by_issue(one_after_another)
def zones(
    graph: Store,
    parties: Names = None,
    *,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    level: str = "red line",
    roll_up: bool = True,
    status: Names = None,
) -> pd.DataFrame:
    """For each issue, region and date: is there a zone of possible agreement, what lies in it, and who closes it?

    All parties are looked at together: three can close a zone of which every two share a part.

    Parameters
    ----------
    graph : PositionGraph
    parties : str or iterable of str, optional
        The coalition asked about; a party of it without a position somewhere is unknown there. Where not given, those
        that hold a position there, and only places where two or more do.
    issues, regions : str or iterable of str, optional
        Only these; a region stands for all regions inside it.
    as_of : str, optional
        A partial ISO date: zones on some day of it. All dates where not given.
    level : str
        ``red line``: what red lines leave; ``bottom line``: what red and bottom lines leave; ``aim``: what all demands
        and rejections leave.
    roll_up : bool
        Count a leader's or delegate's position as its principal's.
    status : str or iterable of str, optional
        Only ``agreed``, ``open`` or ``closed`` zones.

    Returns
    -------
    DataFrame
        One row an issue, place and run of days, in the order of the issues, with the columns

        - ``issue``; ``regions``: ids separated by ``|``, empty for everywhere; ``start``, ``end``: first and last day;
        - ``parties``: who is asked; ``level``;
        - ``status``: ``agreed`` (settlements that all accept), ``open`` (that nobody rules out, but somebody has not
          accepted) or ``closed``;
        - ``certain``: whether the status is the same however firm the positions of unknown firmness are, and whichever of
          the contested positions of a divided party hold; ``at_worst``: the status if all of them held and were as firm
          as the level;
        - ``settlements``: what lies in the zone, separated by ``|``;
        - ``closed_by``: the parties that rule something out in a closed zone; ``closing_positions``: by which positions;
          ``pivotal``: those of them without whom it would not be closed;
        - ``unknown``: parties asked for that hold no position there;
        - ``positions``: all positions looked at; ``evidence``: their evidence ids; ``why``: the answer in a sentence.

    Raises
    ------
    UnknownNameError
        When a party, issue, region, level or status is not known.

    Notes
    -----
    The zone of possible agreement is the set of settlements acceptable to all (Raiffa, The Art and Science of
    Negotiation, 1982), read with three values: accepted, ruled out, open. See :mod:`zopa.graph.rule`.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "party": ["A", "B", "C"], "issue": "seat", "stance": "demands", "firmness": "red line",
    ...     "option": ["Geneva|Vienna", "Vienna|Oslo", "Oslo|Geneva"]})}, quiet=True)
    >>> case.clashes(count_only=True)
    0
    >>> case.zones()["status"].tolist(), case.zones(["A", "B"])["settlements"].tolist()
    (['closed'], ['Vienna'])
    """
    firm, wanted = level_code(level), words_asked(status, rule.STATUSES, "status")
    selection = select(
        graph, parties=parties, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up, all_dates=True
    )
    asked = tuple(selection.parties) if selection.parties is not None else None
    found = []
    said: dict[tuple[int, ...], rule.Says] = {}
    units = Wording(graph).units
    for cell in cells(selection):
        if asked is None and len(cell.held) < 2:
            continue
        if asked is not None and not any(party in cell.held for party in asked):
            continue
        answer = _answer(graph, cell, tuple(cell.held) if asked is None else asked, firm, said, units)
        if answer.status in wanted:
            found.append((answer, Where(cell.leaves, cell.start, cell.end)))
    rows = _frame(graph, list(merged(found, selection)), level, selection.holder)
    return rows


def _answer(
    graph: Store,
    cell: Cell,
    asked: tuple[int, ...],
    firm: int,
    said: dict[tuple[int, ...], rule.Says],
    units: list[str],
) -> _Answer:
    columns = graph.columns
    for positions in cell.held.values():
        if positions not in said:
            said[positions] = rule.party_says(columns, cell.settlements, positions, firm)
    says = {party: said[cell.held[party]] if party in cell.held else rule.NOTHING for party in asked}
    full = cell.settlements.full
    zone = rule.zone(full, says.values())
    positions = tuple(sorted(position for party in asked for position in cell.held.get(party, ())))
    closed_by: tuple[int, ...] = ()
    closing: tuple[int, ...] = ()
    pivotal: tuple[int, ...] = ()
    if zone.status == "closed":
        closed_by = tuple(party for party in asked if says[party].ruled_out)
        closing = tuple(
            p
            for p in positions
            if rule.counts(int(columns.firmness[p]), firm) and not columns.contested[p] and _ruled_out(graph, cell, p)
        )
        pivotal = tuple(
            party for party in closed_by
            if rule.zone(full, [said for other, said in says.items() if other != party]).status != "closed"
        )  # fmt: skip
    return _Answer(
        issue=cell.issue,
        parties=asked,
        status=zone.status,
        at_worst=zone.at_worst,
        settlements=tuple(cell.settlements.words(zone.settlements, units[cell.issue])),
        closed_by=closed_by,
        closing=closing,
        pivotal=pivotal,
        limiting=tuple(party for party in asked if says[party].ruled_out),
        unknown=tuple(party for party in asked if party not in cell.held),
        positions=positions,
    )


def _ruled_out(graph: Store, cell: Cell, position: int) -> int:
    named = cell.settlements.named[position]
    return rule.ruled_out_by(int(graph.columns.stance[position]), named, cell.settlements.full)


# ------------------------------------------------------------------------------------------------ writing the rows


def _frame(graph: Store, rows: list[tuple[_Answer, Where]], level: str, holder: Any) -> pd.DataFrame:
    columns, wording = graph.columns, Wording(graph)
    order = sorted(rows, key=lambda row: (row[0].issue, row[1].start, sorted(row[1].leaves)))
    answers, places = [answer for answer, _ in order], [where for _, where in order]
    names = [region_names(columns.regions, where) for where in places]

    def column(text: Callable[[_Answer], str]) -> pd.Series:
        return pd.Series([text(answer) for answer in answers], dtype="str")

    def parties(held: Iterable[int]) -> str:
        return JOIN.join(str(columns.parties[party]) for party in held)

    return pd.DataFrame(
        {
            "issue": column(lambda answer: str(columns.issues[answer.issue])),
            "regions": pd.Series([JOIN.join(ids) for ids in names], dtype="str"),
            "start": texts([where.start for where in places]),
            "end": texts([where.end for where in places]),
            "parties": column(lambda answer: parties(answer.parties)),
            "level": column(lambda answer: level),
            "status": column(lambda answer: answer.status),
            "certain": pd.Series([answer.status == answer.at_worst for answer in answers], dtype=bool),
            "at_worst": column(lambda answer: answer.at_worst),
            "settlements": column(lambda answer: JOIN.join(answer.settlements)),
            "closed_by": column(lambda answer: parties(answer.closed_by)),
            "closing_positions": column(lambda answer: wording.ids_of(answer.closing)),
            "pivotal": column(lambda answer: parties(answer.pivotal)),
            "unknown": column(lambda answer: parties(answer.unknown)),
            "positions": column(lambda answer: wording.ids_of(answer.positions)),
            "evidence": column(lambda answer: wording.evidence_of(answer.positions)),
            "why": pd.Series(
                [
                    _sentence(wording, answer, where, ids, level, holder)
                    for answer, where, ids in zip(answers, places, names, strict=True)
                ],
                dtype="str",
            ),
        }
    )


def _provided(wording: Wording, answer: _Answer, level: str, holder: Any) -> str:
    """On what an uncertain status depends: missing firmnesses, contested positions, or both."""
    columns = wording.columns
    contested = [p for p in answer.positions if columns.contested[p]]
    if not contested:
        return f"if the positions of unknown firmness were {FIRM[level]}"
    who = wording.who(dict.fromkeys(int(holder[p]) for p in contested))
    unknown = any(columns.firmness[p] == UNKNOWN and columns.stance[p] != ACCEPTS for p in answer.positions)
    firm = f" and the positions of unknown firmness were {FIRM[level]}" if unknown and level != "aim" else ""
    return f"if all contested positions of {who} held{firm}"


def _sentence(wording: Wording, answer: _Answer, where: Where, regions: list[str], level: str, holder: Any) -> str:
    lines = LINES[level]
    inside = wording.settlements(answer.issue, answer.settlements) if answer.settlements else ""
    if answer.status == "agreed":
        verb = {1: "accepts", 2: "both accept"}.get(len(answer.parties), "all accept")
        said = f"{wording.who(answer.parties)} {verb} {inside}."
    elif answer.status == "closed":
        said = f"the {lines} of {wording.who(answer.closed_by)} leave nothing: {wording.said(answer.closing, holder)}."
        if answer.pivotal and len(answer.pivotal) < len(answer.closed_by):
            said += f" It would not be closed without {wording.who(answer.pivotal, 'or')}."
    elif answer.limiting:
        said = f"the {lines} of {wording.who(answer.limiting)} leave {inside}, but not all have accepted it."
    else:
        said = f"no {LINE[level]} of {wording.who(answer.parties, 'or')} is known, and nothing that all accept."
    if answer.unknown:
        said += f" Nothing is known of {wording.who(answer.unknown)} there."
    if answer.status != answer.at_worst:
        said += f" It would be {answer.at_worst} {_provided(wording, answer, level, holder)}."
    return wording.on(answer.issue, regions, where.start, where.end) + said
