"""Coalitions: which parties together are enough to pass a decision, and which to stop it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from ..graph.decision import Game
from ..graph.names import folded
from .asking.amounts import whole_asked
from .asking.answer import knows_its_case
from .asking.deadline import Deadline, OutOfTimeError
from .asking.scope import whole
from .asking.selection import Names, UnknownNameError, words_asked
from .asking.wording import JOIN, Wording, cell_list
from .deciding.electorate import Electorate, electorates, who_is_asked
from .deciding.minimal_coalitions import after, minimal_coalitions
from .support import support

if TYPE_CHECKING:
    from ..graph.store import Store

WINNING, BLOCKING = "winning", "blocking"
KINDS = (WINNING, BLOCKING)
COLUMNS = (
    "decision",
    "kind",
    "issue",
    "regions",
    "start",
    "end",
    "settlement",
    "size",
    "parties",
    "joining",
    "turning",
    "why",
)
NOTE = "Who is not in a coalition counts as being on the other side."


class _Cell(NamedTuple):
    """What is decided on: an option in one place and run of days, with who is for it and against it, as masks."""

    issue: str = ""
    regions: str = ""
    start: str | None = None
    end: str | None = None
    settlement: str = ""
    in_favour: int = 0
    against: int = 0


@knows_its_case
def coalitions(
    graph: Store,
    decision: str | None = None,
    *,
    kind: Names = None,
    option: str | None = None,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    level: str | None = None,
    roll_up: bool = True,
    limit: int = 20,
    seconds: float | None = None,
) -> pd.DataFrame:
    """Which parties together are just enough to pass a decision, and which to stop it?

    Parameters
    ----------
    graph : PositionGraph
    decision : str, optional
        Id or name of a decision of the case. By default each of them.
    kind : str or iterable of str, optional
        Only ``winning`` or ``blocking`` coalitions.
    option : str, optional
        An option, or the range of a number issue as :func:`support` writes it: who would have to join those who are for it
        already, and those who are against it already. By default coalitions are told whatever the parties say.
    parties : str or iterable of str, optional
        Who has a say in a decision that names nobody and counts no weight. By default all who hold a position on some issue
        on the days asked for.
    issues, regions : str or iterable of str, optional
        Of the option: only there; a region stands for all regions inside it.
    as_of : str, optional
        The date that is asked about: ``2025``, ``2025-08`` or ``2025-08-15`` (what holds on some day of it), or ``"all"``
        for all dates. By default the case's own date. ``attrs["as_of"]`` of the answer says which date was meant.
    level : str, optional
        Of the option, how firm a refusal must be to be one: ``red line``, ``bottom line`` or ``aim``. By default
        ``red line``; in a case that codes no firmness ``aim``, which ``attrs["note"]`` says.
    roll_up : bool
        Count a leader's or delegate's position as its principal's.
    limit : int
        How many to list of each kind, 0 or more.
    seconds : float, optional
        From then on, or from when somebody presses Ctrl-C, no more are looked for: the rows are those that were found.

    Returns
    -------
    DataFrame
        One row a coalition, of each decision the winning ones first, the fewest parties first, with the columns

        - ``decision``; ``kind``: ``winning`` (with all its parties in favour it passes, and with none of them missing) or
          ``blocking`` (with all of them against it fails, and with none of them missing);
        - ``issue``, ``regions``, ``start``, ``end``, ``settlement``: of the option, where one is asked about;
        - ``size``: how many parties; ``parties``: who, separated by ``|``; ``joining``: those of them that do not say so
          already, where an option is asked about; ``turning``: those of these that say the opposite now;
        - ``why`` in a sentence.

        ``attrs["complete"]``: whether these are all; ``attrs["note"]``.

    Raises
    ------
    UnknownNameError
        When a decision, kind, option, party, issue, region or level is not known.
    RuleError
        When a decision does not fit those who have a say.
    ValueError
        When the limit or the seconds are negative or no number.

    See Also
    --------
    voting_power : How often each party decides.
    support : Who is for each option, and whether it passes.

    Notes
    -----
    A coalition is minimal where each of its parties is needed (von Neumann & Morgenstern 1944). In a coalition, nobody
    abstains: who is not in it is on the other side, so a winning one has everyone with a veto.

    References
    ----------
    .. [1] von Neumann, J., & Morgenstern, O. (1944). *Theory of Games and Economic Behavior*. Princeton University Press.

    Examples
    --------
    >>> import zopa
    >>> case = zopa.load({
    ...     "parties": [{"id": party, "seats": seats} for party, seats in zip("ABC", (45, 35, 20))],
    ...     "positions": [{"party": party, "issue": "tax", "stance": "demands", "option": "cut"} for party in "ABC"],
    ...     "decisions": [{"id": "house", "rule": "two thirds", "weight": "seats"}]}, quiet=True)
    >>> case.coalitions("house")[["kind", "parties"]].values.tolist()
    [['winning', 'A|B'], ['blocking', 'A'], ['blocking', 'B']]
    """
    asked: dict[str, Any] = {"parties": parties, "as_of": as_of, "roll_up": roll_up, "limit": limit, "seconds": seconds}
    if option is None:
        return _in_general(graph, decision, kind, **asked)
    return _on_option(graph, decision, kind, option, issues=issues, regions=regions, level=level, **asked)


@whole
def _in_general(
    graph: Store,
    decision: str | None,
    kind: Names,
    *,
    parties: Names,
    as_of: str | None,
    roll_up: bool,
    limit: int,
    seconds: float | None,
) -> pd.DataFrame:
    asked = electorates(graph, decision, who_is_asked(graph, parties, as_of, roll_up), roll_up)
    return _table(graph, [(voters, [_Cell()]) for voters in asked], kind, limit, seconds)


@whole
def _on_option(
    graph: Store,
    decision: str | None,
    kind: Names,
    option: str,
    *,
    parties: Names,
    issues: Names,
    regions: Names,
    as_of: str | None,
    level: str | None,
    roll_up: bool,
    limit: int,
    seconds: float | None,
) -> pd.DataFrame:
    scope = {
        "parties": parties,
        "issues": issues,
        "regions": regions,
        "as_of": as_of,
        "level": level,
        "roll_up": roll_up,
    }
    asked = electorates(graph, decision, who_is_asked(graph, parties, as_of, roll_up), roll_up)
    return _table(graph, [(voters, _cells(graph, voters, option, scope)) for voters in asked], kind, limit, seconds)


def _table(
    graph: Store, decided: list[tuple[Electorate, list[_Cell]]], kind: Names, limit: int, seconds: float | None
) -> pd.DataFrame:
    limit = whole_asked("limit", limit, 0) or 0
    wanted = words_asked(kind, KINDS, "kind of coalition")
    wording, rows, complete, notes = Wording(graph), list[dict[str, Any]](), True, [NOTE]
    with Deadline(seconds) as deadline:
        for voters, cells in decided:
            notes.append(f"{voters.name}: {voters.takes()}.")
            for cell in cells:
                for each in (kind for kind in KINDS if kind in wanted):
                    first, is_all = _coalitions(voters, cell, each, limit, deadline)
                    complete &= is_all
                    rows += [_row(graph, wording, voters, cell, each, joining) for joining in first]
        if not complete:
            cut = (
                "Cut short: there may be more."
                if deadline.over()
                else f"The first {limit} of each kind; there are more."
            )
            notes.insert(0, cut)
    frame = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    frame = frame.astype({name: "int64" if name == "size" else "str" for name in COLUMNS})
    frame.attrs |= {"complete": complete, "note": " ".join(notes) if decided else ""}
    return frame


def _called(graph: Store, told: pd.DataFrame, option: str) -> list[bool]:
    """Which rows are about an option of this name, alone or behind the name of its issue."""
    issues, options = graph.tables["issues"], graph.tables["options"]
    name_of: dict[Any, Any] = dict(zip(issues["id"], issues["name"], strict=True))
    name_of |= dict(zip(zip(options["issue"], options["option"], strict=True), options["name"], strict=True))
    asked = folded(option)
    is_called = []
    for issue, settlement in zip(told["issue"], told["settlement"], strict=True):
        wholes, names = (
            [folded(name) for name in (id, name_of.get(key)) if isinstance(name, str)]
            for id, key in ((issue, issue), (settlement, (issue, settlement)))
        )
        is_called.append(asked in (*names, *(f"{whole}/{name}" for whole in wholes for name in names)))
    return is_called


def _cells(graph: Store, voters: Electorate, option: str, scope: dict[str, Any]) -> list[_Cell]:
    """Where the option can be decided on, and who says what of it there."""
    told = support(graph, decision=voters.id, **scope)
    issue, _, settlement = option.rpartition("/")
    rows = told[(told["settlement"] == settlement) & (told["issue"] == issue)] if issue else told[:0]
    rows = rows if len(rows) else told[told["settlement"] == option]
    if rows.empty:
        rows = told[_called(graph, told, option)]
    if rows.empty:
        listed = ", ".join(dict.fromkeys(f"{row.issue}/{row.settlement}" for row in told.itertuples())) or "none"
        raise UnknownNameError(
            f"Nobody who has a say in '{voters.id}' speaks of an option '{option}'. They do of: {listed}."
        )
    code = {str(party): index for index, party in enumerate(graph.columns.parties)}
    return [
        _Cell(
            row.issue,
            row.regions,
            row.start,
            row.end,
            row.settlement,
            voters.mask(code[party] for cell in (row.demands, row.accepts) for party in cell_list(cell)),
            voters.mask(code[party] for party in cell_list(row.rejects)),
        )
        for row in rows.itertuples()
    ]


def _coalitions(voters: Electorate, cell: _Cell, kind: str, limit: int, deadline: Deadline) -> tuple[list[int], bool]:
    """Those who join, of the first coalitions, and whether these are all."""
    game: Game = voters.decision.game()
    there = cell.in_favour
    if kind == BLOCKING:
        game, there = game.blocking(), cell.against
    first: list[int] = []
    try:
        for joining in islice(minimal_coalitions(after(game, there), deadline), limit + 1):
            first.append(joining)
    except OutOfTimeError:
        return first[:limit], False
    return first[:limit], len(first) <= limit


def _row(graph: Store, wording: Wording, voters: Electorate, cell: _Cell, kind: str, joining: int) -> dict[str, Any]:
    there, opposed = (cell.in_favour, cell.against) if kind == WINNING else (cell.against, cell.in_favour)
    together = there | joining
    ids = [str(party) for party in graph.columns.parties]

    def listed(mask: int) -> str:
        return JOIN.join(ids[party] for party in voters.among(mask))

    return {
        "decision": voters.id,
        "kind": kind,
        **{name: getattr(cell, name) for name in ("issue", "regions", "start", "end", "settlement")},
        "size": together.bit_count(),
        "parties": listed(together),
        "joining": listed(joining) if cell.settlement else "",
        "turning": listed(joining & opposed) if cell.settlement else "",
        "why": _sentence(graph, wording, voters, cell, kind, joining),
    }


def _sentence(graph: Store, wording: Wording, voters: Electorate, cell: _Cell, kind: str, joining: int) -> str:
    there, opposed = (cell.in_favour, cell.against) if kind == WINNING else (cell.against, cell.in_favour)
    does = f"enough to {'pass' if kind == WINNING else 'stop'}"
    several = (there | joining).bit_count() > 1
    if not cell.settlement:
        together = "together are" if several else "alone is"
        return f"{wording.who(voters.among(joining))} {together} {does} {voters.name}."
    code = [str(issue) for issue in graph.columns.issues].index(cell.issue)
    subject = f"On {wording.subjects[code]}{wording.where(cell_list(cell.regions))}, "
    settled = wording.settlements(code, [cell.settlement])
    if not joining:
        verb = "are" if several else "is"
        return f"{subject}{wording.who(voters.among(there))} {verb} {does} {settled} under {voters.name} already."
    side = "for" if kind == WINNING else "against"
    sentence = f"{subject}{settled} {'passes' if kind == WINNING else 'fails'} under {voters.name} if "
    sentence += f"{wording.who(voters.among(joining))} {'are' if joining.bit_count() > 1 else 'is'} {side} it"
    if there:
        sentence += f" with {wording.who(voters.among(there))}"
    if turning := joining & opposed:
        says = "now says" if turning.bit_count() == 1 else "now say"
        sentence += f"; {wording.who(voters.among(turning))} {says} the opposite"
    return f"{sentence}."
