"""The zone of possible agreement: what all accept, what nobody rules out, or who closes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from ..graph import rule
from ..graph.asked import LINE, LINES, level_asked
from ..graph.columns import LEVELS, UNKNOWN, Columns
from ..graph.dates import texts
from ..graph.regions import EVERYWHERE
from .asking.answer import draws_itself
from .asking.scope import by_issue, one_after_another
from .asking.selection import Names, Selection, level_code, select, words_asked
from .asking.wording import JOIN, Wording
from .one_issue.cells import WHOLE_ISSUE, Ground, grounds, uncollected

if TYPE_CHECKING:
    from ..graph.store import Store

#: What a position that counts at a level would be called.
FIRM = {"red line": "red lines", "bottom line": "bottom lines", "aim": "aims"}


class _Answer(NamedTuple):
    """An answer wherever and whenever the same positions hold. Parties and positions in the order of their tables."""

    issue: int
    parties: tuple[int, ...]
    zone: rule.Zone
    settlements: tuple[str, ...]
    ruling_out: tuple[int, ...]
    pivotal: tuple[int, ...]
    unknown: tuple[int, ...]
    #: Who accepts nothing of an open zone, with the firmness with which it rules all of it out; None where it does not.
    outside: tuple[tuple[int, int | None], ...]
    closing: list[int]
    positions: list[int]

    @property
    def closed_by(self) -> tuple[int, ...]:
        return self.ruling_out if self.zone.status == "closed" else ()


class _Row(NamedTuple):
    """An answer with one place and run of days of it; ``regions`` are the ids of the place."""

    answer: _Answer
    regions: list[str]
    start: int
    end: int


@draws_itself
@by_issue(one_after_another)
def zones(
    graph: Store,
    parties: Names = None,
    *,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    level: str | None = None,
    roll_up: bool = True,
    status: Names = None,
) -> pd.DataFrame:
    """On each issue, in each region and at each date: is there a zone of possible agreement, and who closes it?

    All parties are looked at together: three can close a zone of which every two share a part.

    Parameters
    ----------
    graph : PositionGraph
    parties : str or iterable of str, optional
        The coalition asked about; a party of it that holds no position somewhere, or takes no side there, is unknown
        there. By default those that hold a position there, and only places where two or more do.
    issues, regions : str or iterable of str, optional
        Only these; a region stands for all regions inside it.
    as_of : str, optional
        The date that is asked about: ``2025``, ``2025-08`` or ``2025-08-15`` (what holds on some day of it), or ``"all"``
        for all dates. By default the case's own date. ``attrs["as_of"]`` of the answer says which date was meant.
    level : str, optional
        ``red line``: what red lines leave; ``bottom line``: what red and bottom lines leave; ``aim``: what all demands
        and rejections leave. By default ``red line``; in a case that codes no firmness ``aim``, which ``attrs["note"]``
        says. ``attrs["level"]`` of the answer says which level was meant.
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
        - ``unknown``: parties asked for that hold no position there, or that take no side (``why`` says which);
        - ``positions``: all positions looked at; ``evidence``: their evidence ids; ``why``: the answer in a sentence.

    Raises
    ------
    UnknownNameError
        When a party, issue, region, level or status is not known.

    See Also
    --------
    clashes : Positions that exclude each other two by two.
    overlaps : Settlements that two or more parties accept.
    openings : What would have to move where a zone is closed.
    pivots : Single positions that would open or enlarge a zone.

    Notes
    -----
    The zone of possible agreement is the set of settlements acceptable to all (Raiffa 1982; Lax & Sebenius 1986), read with
    three values: accepted, ruled out, open. See :mod:`zopa.graph.rule`.

    References
    ----------
    .. [1] Raiffa, H. (1982). *The Art and Science of Negotiation*. Harvard University Press.
    .. [2] Lax, D. A., & Sebenius, J. K. (1986). *The Manager as Negotiator*. Free Press.

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
    wanted, level = words_asked(status, rule.STATUSES, "status"), level_asked(graph, level)
    selection = select(
        graph, parties=parties, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up, all_dates=True
    )
    wording = Wording(graph)
    with uncollected():
        rows = [
            row for ground in _grounds(selection) for row in _rows(Asked(selection, ground, level), wanted, wording)
        ]
        return _frame(wording, rows, level, selection.holder)


def _grounds(selection: Selection) -> Iterator[Ground]:
    """Where and when the positions of those asked hold, issue by issue."""
    if selection.parties is not None:
        theirs = np.isin(selection.holder[selection.position], selection.parties)
        selection = replace(selection, position=selection.position[theirs], region=selection.region[theirs])
    yield from grounds(selection, selection.columns.issue[selection.position], "Zones, issue by issue")


class Asked:
    """The parties that are asked, on one issue, at one level."""

    def __init__(self, selection: Selection, ground: Ground, level: str) -> None:
        self.ground, self.columns, self.coalition = ground, selection.columns, selection.parties
        self.level = level_code(level)
        self.settlements = ground.settlements()
        held_by = ground.by_holder()
        self._held_by = (
            held_by if self.coalition is None else {party: held_by.get(party, 0) for party in self.coalition}
        )
        self._says: dict[int, rule.PartyView] = {}

    def says(self, mask: int) -> dict[int, rule.PartyView]:
        """The view of each party where these positions hold; without a coalition, of those alone that hold one there."""
        views = {}
        for party, ever in self._held_by.items():
            own_mask = mask & ever
            if not own_mask:
                if self.coalition is not None:
                    views[party] = rule.NOTHING
                continue
            if own_mask not in self._says:
                positions = self.ground.named(own_mask)
                self._says[own_mask] = rule.party_says(self.columns, self.settlements, positions, self.level)
            views[party] = self._says[own_mask]
        return views

    def positions_of(self, party: int, mask: int) -> tuple[int, ...]:
        """The positions of a party among those of a mask."""
        return self.ground.named(mask & self._held_by[party])

    def has_zone(self, says: dict[int, rule.PartyView]) -> bool:
        """Whether there is something to tell: a party of the coalition holds a position, or two parties do."""
        return self.coalition is not None or len(says) > 1

    def zone(self, says: dict[int, rule.PartyView]) -> rule.Zone:
        """The zone that they have together."""
        return rule.zone(self.settlements.full, says.values())

    @cached_property
    def ruling_out(self) -> int:
        """Mask of the positions that count at the level and rule something out."""
        columns, full = self.columns, self.settlements.full
        return sum(
            1 << k
            for k, p in enumerate(self.ground.positions)
            if rule.counts(int(columns.firmness[p]), self.level)
            and not columns.contested[p]
            and rule.ruled_out_by(int(columns.stance[p]), self.settlements.named[p], full)
        )


def _rows(zones_of_ground: Asked, wanted: set[str], wording: Wording) -> list[_Row]:
    """The zones of one issue with the statuses wanted, by date and place."""
    ground, tree = zones_of_ground.ground, zones_of_ground.columns.regions
    spans = ground.spans()
    answers = _answers(zones_of_ground, list(dict.fromkeys(mask for mask, _, _ in spans)), wanted, wording)
    ordered = sorted(
        (start, tree.lowest(place) if place != WHOLE_ISSUE else EVERYWHERE, place, end, mask)
        for (mask, start, end), place in spans.items()
        if mask in answers
    )
    return [
        _Row(answers[mask], tree.names_of(place) if place != WHOLE_ISSUE else [], start, end)
        for start, _, place, end, mask in ordered
    ]


def _answers(zones_of_ground: Asked, masks: list[int], wanted: set[str], wording: Wording) -> dict[int, _Answer]:
    """The answer where these positions hold, by mask, where its status is wanted."""
    ground, unit = zones_of_ground.ground, wording.units[zones_of_ground.ground.issue]
    zone_of: dict[int, tuple[rule.Zone, dict[int, rule.PartyView]]] = {}
    for mask in masks:
        says = zones_of_ground.says(mask)
        if zones_of_ground.has_zone(says) and (zone := zones_of_ground.zone(says)).status in wanted:
            zone_of[mask] = zone, says
    closed = [
        mask & zones_of_ground.ruling_out if zone.status == "closed" else 0 for mask, (zone, _) in zone_of.items()
    ]
    answers = {}
    for (mask, (zone, says)), positions, closing in zip(
        zone_of.items(), ground.held(list(zone_of)), ground.held(closed), strict=True
    ):
        answers[mask] = _Answer(
            issue=ground.issue,
            parties=tuple(says),
            zone=zone,
            settlements=tuple(zones_of_ground.settlements.words(zone.settlements, unit)),
            ruling_out=tuple(party for party, view in says.items() if view.ruled_out),
            pivotal=tuple(rule.pivots(says)) if zone.status == "closed" else (),
            unknown=tuple(party for party, view in says.items() if view is rule.NOTHING),
            outside=_outside(zones_of_ground, mask, zone, says) if zone.status == "open" else (),
            closing=closing,
            positions=positions,
        )
    return answers


def _outside(
    zones_of_ground: Asked, mask: int, zone: rule.Zone, says: dict[int, rule.PartyView]
) -> tuple[tuple[int, int | None], ...]:
    """Who stands between an open zone and an agreed one."""
    columns, settlements = zones_of_ground.columns, zones_of_ground.settlements
    outside: list[tuple[int, int | None]] = []
    for party, view in says.items():
        if view is rule.NOTHING or view.accepted & zone.settlements:
            continue
        firmness = [
            int(columns.firmness[p])
            for p in zones_of_ground.positions_of(party, mask)
            if not columns.contested[p]
            and not zone.settlements
            & ~rule.ruled_out_by(int(columns.stance[p]), settlements.named[p], settlements.full)
        ]
        outside.append((party, max(firmness, default=None)))
    return tuple(outside)


# ------------------------------------------------------------------------------------------------ writing the rows


def _frame(wording: Wording, rows: list[_Row], level: str, holder: Any) -> pd.DataFrame:
    columns = wording.columns
    ids = [str(party) for party in columns.parties]

    def column(text: Callable[[_Answer], str]) -> pd.Series:
        return pd.Series([text(row.answer) for row in rows], dtype="str")

    def parties(rows: Iterable[int]) -> str:
        return JOIN.join([ids[party] for party in rows])

    return pd.DataFrame(
        {
            "issue": column(lambda answer: str(columns.issues[answer.issue])),
            "regions": pd.Series([JOIN.join(row.regions) for row in rows], dtype="str"),
            "start": texts([row.start for row in rows]),
            "end": texts([row.end for row in rows]),
            "parties": column(lambda answer: parties(answer.parties)),
            "level": column(lambda answer: level),
            "status": column(lambda answer: answer.zone.status),
            "certain": pd.Series([row.answer.zone.certain for row in rows], dtype=bool),
            "at_worst": column(lambda answer: answer.zone.at_worst),
            "settlements": column(lambda answer: JOIN.join(answer.settlements)),
            "closed_by": column(lambda answer: parties(answer.closed_by)),
            "closing_positions": column(lambda answer: wording.ids_of(answer.closing)),
            "pivotal": column(lambda answer: parties(answer.pivotal)),
            "unknown": column(lambda answer: parties(answer.unknown)),
            "positions": column(lambda answer: wording.ids_of(answer.positions)),
            "evidence": column(lambda answer: wording.evidence_of(answer.positions)),
            "why": pd.Series([_sentence(wording, row, level, holder) for row in rows], dtype="str"),
        }
    )


def _provided(wording: Wording, answer: _Answer, level: str, holder: Any) -> str:
    """On what an uncertain status depends: missing firmnesses, contested positions, or both."""
    columns = wording.columns
    contested = [p for p in answer.positions if columns.contested[p]]
    if not contested:
        return f"if the positions of unknown firmness were {FIRM[level]}"
    who = wording.who(dict.fromkeys(int(holder[p]) for p in contested))
    unknown = any(columns.firmness[p] == UNKNOWN and columns.insisting[p] for p in answer.positions)
    firm = f" and the positions of unknown firmness were {FIRM[level]}" if unknown and level != "aim" else ""
    return f"if all contested positions of {who} held{firm}"


def _contested_line(columns: Columns, answer: _Answer, level: str) -> bool:
    """Whether a contested position would be such a line if it held."""
    return any(
        columns.contested[p] and columns.insisting[p] and rule.counts(int(columns.firmness[p]), level_code(level))
        for p in answer.positions
    )


def _who_is_outside(wording: Wording, answer: _Answer) -> str:
    """Who would have to move for the open zone to be agreed, the firmest first."""
    by_firmness: dict[int | None, list[int]] = {}
    for party, firmness in sorted(answer.outside, key=lambda outside: 1 if outside[1] is None else -outside[1]):
        by_firmness.setdefault(firmness, []).append(party)
    sentences = []
    for firmness, parties in by_firmness.items():
        who, several = wording.who(parties), len(parties) > 1
        if firmness is None:
            sentences.append(f" {who} {'have' if several else 'has'} not accepted it.")
        elif firmness == UNKNOWN:
            sentences.append(f" {who} rule{'' if several else 's'} it out, and how firmly is not coded.")
        else:
            line = "an aim" if LEVELS[firmness] == "aim" else f"a {LEVELS[firmness]}"
            sentences.append(f" {who} rule{'' if several else 's'} it out by {line}.")
    # Where each accepts a part of it, no part is accepted by all.
    return "".join(sentences) or " No part of it is accepted by all."


def _sentence(wording: Wording, row: _Row, level: str, holder: Any) -> str:
    answer, lines = row.answer, LINES[level]
    status, at_worst = answer.zone.status, answer.zone.at_worst
    inside = wording.settlements(answer.issue, answer.settlements) if answer.settlements else ""
    if status == "agreed":
        verb = {1: "accepts", 2: "both accept"}.get(len(answer.parties), "all accept")
        sentence = f"{wording.who(answer.parties)} {verb} {inside}."
    elif status == "closed":
        sentence = f"the {lines} of {wording.who(answer.closed_by)} rule out every settlement: "
        sentence += f"{wording.claims(answer.closing, holder)}."
        if answer.pivotal and len(answer.pivotal) < len(answer.closed_by):
            sentence += f" It would not be closed without {wording.who(answer.pivotal, 'or')}."
    elif answer.ruling_out:
        sentence = f"the {lines} of {wording.who(answer.ruling_out)} leave only {inside}."
        sentence += _who_is_outside(wording, answer)
    else:
        certain = "certain " if _contested_line(wording.columns, answer, level) else ""
        by_all = {1: "it", 2: "both"}.get(len(answer.parties), "all of them")
        sentence = f"no {certain}{LINE[level]} is coded for {wording.who(answer.parties, 'or')}, "
        sentence += f"and no settlement is accepted by {by_all}."
    without_side = {int(holder[p]) for p in answer.positions} & set(answer.unknown)
    if silent := [party for party in answer.unknown if party not in without_side]:
        sentence += f" Nothing is known of {wording.who(silent)} there."
    if without_side:
        claims = wording.claims((p for p in answer.positions if int(holder[p]) in without_side), holder)
        sentence += f" {claims}."
    if status != at_worst:
        sentence += f" It would be {at_worst} {_provided(wording, answer, level, holder)}."
    return wording.on(answer.issue, row.regions, row.start, row.end, settled=status == "agreed") + sentence
