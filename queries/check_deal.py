"""How one package fares: which lines of whom it meets or crosses, which rule it breaks, what is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard

import pandas as pd

from ..graph.asked import level_asked
from ..graph.columns import AIM, BOTTOM_LINE, LEVELS, RED_LINE
from ..graph.decision import DEPENDS, outcome
from ..graph.lists import join
from .asking.answer import knows_its_case
from .asking.deadline import Deadline, OutOfTimeError
from .asking.scope import whole
from .asking.selection import Names
from .asking.wording import JOIN, Wording, cell_list
from .deciding.electorate import ABSTENTIONS, electorate, who_is_asked
from .deciding.package_votes import decided_words, package_votes
from .packages.agenda import agenda
from .packages.checking import Check, Row
from .packages.terms import Package, add_questions, parts_of, proposal_row, terms_from, terms_of

if TYPE_CHECKING:
    from ..graph.store import Store

COLUMNS = Row._fields


@knows_its_case
def check_deal(
    graph: Store,
    deal: Package | str,
    *,
    parties: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    decision: str | None = None,
    level: str | None = None,
    seconds: float | None = None,
) -> pd.DataFrame:
    """Which red line, bottom line or aim of each party does a package meet or cross, and what is unknown?

    Parameters
    ----------
    graph : PositionGraph
    deal : dict or str
        A proposal of the case, by its id or name, or a package as JSON text, such as
        ``{"seat": "Vienna", "control": {"north": "shared"}}``. Several terms of a proposal on one thing are alternatives. In
        Python a package is ``{issue: option, issue: value, issue: {region: option}}``, where several
        options, as ``["x", "y"]`` or ``"x|y"``, or a range, as ``(10, 20)``, leave it open between them; on an issue of
        which options can be combined (``several``) these are in, and the others are left open. Its JSON text is what
        :func:`deals` writes.
    parties : str or iterable of str, optional
        Whose positions are looked at. By default those of everybody who holds one that day.
    as_of : str, optional
        The date that is asked about: ``2025``, ``2025-08`` or ``2025-08-15``, of which the last day is meant, as a package
        is agreed on one day. By default the date of the proposal, or else the case's own date. ``attrs["as_of"]`` of the
        answer says which date was meant.
    roll_up : bool
        Count a leader's or delegate's position as its principal's.
    decision : str, optional
        Id or name of a decision of the case: whether the package passes under it. A party is for a package that crosses none
        of its lines at the level asked, and reaches its walk-away value.
    level : str, optional
        Of the decision: how firm a line must be to be one, ``red line``, ``bottom line`` or ``aim``. By default
        ``red line``; in a case that codes no firmness ``aim``.
    seconds : float, optional
        From then on, or from when somebody presses Ctrl-C, nothing more is checked: the rows are those that were found.
        Then ``attrs["complete"]`` is False.

    Returns
    -------
    DataFrame
        With a decision, first one row on it: ``rule`` is its id; ``verdict`` is ``passes``, ``fails`` or ``depends`` (on
        votes that are not known); ``crosses``: the lines by which parties are against it; ``why`` says who blocks it.
        ``attrs["votes"]`` has the vote of each party that has a say: ``in favour``, ``against`` or ``unknown``.

        Then one row a party and question that the package settles, then one a condition of a party, rule of the matter or
        budget that it touches, then one a question that it does not settle and on which somebody insists on something:

        - ``party`` (empty for rules), ``issue`` (several separated by ``|`` for rules), ``regions``, ``settlement``;
        - ``verdict``: ``crosses`` (everything that it allows is ruled out by the party, or its condition is not honoured),
          ``meets`` (the party accepts all that it allows; the rule is honoured), ``open`` (the party has spoken but not of
          this, or only on a condition that the package does not meet, or it depends on how the package is filled in),
          ``unknown`` (the party holds no position there, or takes no side), ``breaks`` (a rule of the matter is broken);
        - ``level``: of what is crossed the firmest: ``red line``, ``bottom line``, ``aim``, empty where not known; of what
          is met the firmest; ``certain``: whether the level of what is crossed would be the same if the positions of
          unknown firmness were red lines and the contested ones of a divided party held;
        - ``low``, ``high``: satisfaction of the party with it, see :mod:`zopa.queries.packages.satisfaction`;
        - ``rule``: id of the condition, constraint or budget;
        - ``crosses``, ``meets``: ids of the demands and rejections that it crosses and honours; ``positions``: of all
          positions looked at; ``evidence``; ``why``.

        ``attrs["satisfaction"]``: for each party its least and most satisfaction with the whole, where what was not
        looked at in time can be worth nothing or everything; ``attrs["complete"]``: whether all was checked;
        ``attrs["note"]``.

    Raises
    ------
    UnknownNameError
        When an issue, option, region, party, proposal, decision or level is not known.
    RuleError
        When the decision does not fit those who have a say.
    ValueError
        When the package cannot be read, or the seconds are negative or no number.

    See Also
    --------
    deals : The packages that cross no line.
    support : Whether each option passes, issue by issue.
    robustness : Whether the verdicts depend on weak evidence.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> from zopa.queries.deals import check_deal
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "party": ["A", "B"], "issue": "seat", "firmness": ["red line", "aim"], "option": ["Geneva|Vienna", "Oslo"]})},
    ...     quiet=True)
    >>> check_deal(case, {"seat": "Vienna"})[["party", "verdict", "level"]].values.tolist()
    [['A', 'meets', 'red line'], ['B', 'crosses', 'aim']]
    """
    if as_of is None and _is_proposal(deal):
        date = graph.tables["proposals"]["date"].iat[proposal_row(graph, deal)]
        as_of = date if isinstance(date, str) else None
    rows = _check_deal(graph, deal, parties=parties, as_of=as_of, roll_up=roll_up, seconds=seconds)
    if decision is None:
        return rows
    return _decided(graph, rows, decision, level=level, parties=parties, as_of=rows.attrs["as_of"], roll_up=roll_up)


def _is_proposal(deal: Package | str) -> TypeGuard[str]:
    """Whether a deal is named, and not written out as a package."""
    return isinstance(deal, str) and not deal.lstrip().startswith("{")


@whole
def _check_deal(
    graph: Store, deal: Package | str, *, parties: Names, as_of: str | None, roll_up: bool, seconds: float | None
) -> pd.DataFrame:
    with Deadline(seconds) as deadline:
        if _is_proposal(deal):
            terms = terms_of(graph, str(graph.tables["proposals"]["id"].iat[proposal_row(graph, deal)]))
        else:
            terms = terms_from(graph, deal)
        try:
            case_agenda = agenda(
                graph, parties=parties, as_of=as_of, roll_up=roll_up, level=AIM, possible=True, deadline=deadline
            )
            add_questions(case_agenda, terms)
            deadline.check()
            check = Check(case_agenda, parts_of(case_agenda, terms, deadline), deadline)
        except OutOfTimeError:
            return _table([], {}, [], complete=False)
        rows, satisfaction = check.rows(), check.satisfaction()
        return _table(rows, satisfaction, check.worth.notes, complete=not deadline.over())


@whole
def _decided(
    graph: Store, rows: pd.DataFrame, decision: str, *, level: str | None, parties: Names, as_of: str, roll_up: bool
) -> pd.DataFrame:
    """The check of a package behind a row on whether it passes."""
    level = level_asked(graph, level)
    voters = electorate(graph, decision, who_is_asked(graph, parties, as_of, roll_up), roll_up)
    votes = package_votes(graph, rows, rows.attrs["satisfaction"], voters, level)
    verdict = outcome(voters.decision, votes.in_favour, 0, votes.against)
    row = Row(
        issue=JOIN.join(voters.issues),
        verdict=verdict,
        level=level,
        certain=verdict != DEPENDS and bool(rows.attrs["complete"]),
        rule=voters.id,
        crosses=JOIN.join(votes.crossed),
        why=decided_words(Wording(graph), voters, votes, verdict),
    )
    answer = pd.concat([pd.DataFrame([row]).astype(rows.dtypes.to_dict()), rows], ignore_index=True)
    by_party = {}
    for bit, party in enumerate(voters.parties):
        vote = "in favour" if votes.in_favour >> bit & 1 else "against" if votes.against >> bit & 1 else "unknown"
        by_party[str(graph.columns.parties[party])] = vote
    note = f"{voters.name}: {voters.takes()}. {ABSTENTIONS}"
    answer.attrs = rows.attrs | {"votes": by_party, "note": " ".join(filter(None, (rows.attrs["note"], note)))}
    return answer


def _table(
    rows: list[Row], satisfaction: dict[str, tuple[float, float]], notes: list[str], *, complete: bool
) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    kinds = {"certain": "bool", "low": "float64", "high": "float64"}
    frame = frame.astype({name: kinds.get(name, "str") for name in COLUMNS})
    cut = [] if complete else ["Cut short: the package was not checked against everything."]
    frame.attrs |= {"satisfaction": satisfaction, "note": " ".join([*cut, *notes]), "complete": complete}
    return frame


def taken_whole(graph: Store, deal: Package | str, **arguments: Any) -> pd.DataFrame:
    """The check of a package behind a row for each level, on the package as a whole, with ``certain`` about silences too.

    The rows on the whole name neither party nor issue: ``crosses`` where somebody's line of that level or a firmer one is
    crossed, else ``meets``. A verdict that turns on what somebody has not said is never certain.
    """
    rows = check_deal(graph, deal, **arguments)
    complete = rows.attrs["complete"]
    rows["certain"] &= ~rows["verdict"].isin(["open", "unknown"])
    wording = Wording(graph)
    names = dict(zip(map(str, graph.columns.parties), wording.parties, strict=True))
    whole_rows = []
    for level in (RED_LINE, BOTTOM_LINE, AIM):
        # A position of unknown firmness counts as an aim.
        known = rows["level"].isin(LEVELS[level:]) | (level == AIM)
        crossed = rows[(rows["verdict"] == "crosses") & known]
        firm = f"{LEVELS[level]}{' or firmer' if level < RED_LINE else ''}"
        whose = join(dict.fromkeys(names[party] for party in crossed["party"]), "and")
        decisive = crossed if len(crossed) else rows
        crosses, meets, positions, evidence = (
            JOIN.join(dict.fromkeys(id_ for cell in decisive[name] for id_ in cell_list(cell)))
            for name in ("crosses", "meets", "positions", "evidence")
        )
        whole_rows.append(
            Row(
                verdict="crosses" if len(crossed) else "meets",
                level=LEVELS[level],
                certain=bool(len(crossed)) or (complete and bool(rows["certain"].all())),
                crosses=crosses,
                meets=meets,
                positions=positions,
                evidence=evidence,
                why=f"Taken whole, it crosses {'an' if level == AIM else 'a'} {firm} of {whose}."
                if whose
                else f"{'Taken whole' if complete else 'As far as it was checked in time'}, it crosses no {firm}.",
            )
        )
    answer = pd.concat([pd.DataFrame(whole_rows).astype(rows.dtypes.to_dict()), rows], ignore_index=True)
    answer.attrs = rows.attrs
    return answer
