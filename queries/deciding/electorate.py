"""Who has a say in a decision of a case, and with what weight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...graph.decision import Decision, Quota, RuleError, decision, read_rule
from ...graph.lists import join
from ...graph.names import folded
from ...graph.ontology import ontology
from ..asking.selection import Names, UnknownNameError, find, select
from ..asking.wording import Wording, cell_list, number

if TYPE_CHECKING:
    from ...graph.store import Store

#: What is said of every decision that is answered.
ABSTENTIONS = "A decision takes a part of all who have a say: an abstention is no vote in favour, and no veto."


@dataclass(frozen=True)
class Electorate:
    """A decision of a case, and who has a say in it.

    Attributes
    ----------
    id, name : str
    parties : tuple of int
        Who has a vote or a veto, in the order of the parties; a party's place here is its bit.
    decision : Decision
    issues : list of str
        Ids of what is decided so; empty for the whole package.
    weight : str
        The column of parties that is counted; empty where each counts one.
    """

    id: str
    name: str
    parties: tuple[int, ...]
    decision: Decision
    issues: list[str]
    weight: str

    def mask(self, parties: Iterable[int]) -> int:
        """Those of these parties that have a say, as a mask."""
        place = {party: bit for bit, party in enumerate(self.parties)}
        return sum(1 << place[party] for party in set(parties) if party in place)

    def among(self, mask: int) -> list[int]:
        """The parties of a mask."""
        return [party for bit, party in enumerate(self.parties) if mask >> bit & 1]

    def decided(self, graph: Store, issues: Names) -> Names:
        """The issues that are asked about: by default all that are decided so.

        Raises
        ------
        UnknownNameError
            When one of those named is not decided so.
        """
        if issues is None:
            return self.issues or None
        named = [str(graph.columns.issues[code]) for code in find(graph, "issues", issues)]
        if self.issues and (others := sorted(set(named) - set(self.issues))):
            raise UnknownNameError(
                f"The decision '{self.id}' is not about '{others[0]}'. It is about: {', '.join(self.issues)}."
            )
        return named

    def amount(self, quota: Quota, weight: int) -> str:
        """So much of what a quota counts: ``2 parties``, ``12.5 votes``."""
        amount = number(float(Fraction(weight, quota.unit)))
        if quota.by_weight:
            return f"{amount} {self.weight}"
        return f"{amount} {'party' if weight == 1 else 'parties'}"

    def takes(self) -> str:
        """What it takes to pass, in a phrase."""
        if self.decision.rule.anybody_can_stop:
            return "nobody who has a say is against"
        ways = [
            join((f"{self.amount(quota, quota.needed)} of {_total(quota)}" for quota in way), "and")
            for way in self.decision.ways
            if way
        ]
        return f"it takes {', or '.join(ways)} in favour"


def _total(quota: Quota) -> str:
    return number(float(Fraction(sum(quota.weights), quota.unit)))


def who_is_asked(graph: Store, parties: Names, as_of: str | None, roll_up: bool) -> list[int]:
    """The parties named, or all who hold a position, on whatever issue, on the days asked for."""
    holding = select(graph, parties=parties, as_of=as_of, roll_up=roll_up)
    if holding.parties is not None:
        return holding.parties
    return sorted({int(party) for party in holding.holder[holding.position]})


def electorate(graph: Store, name: str, asked: Iterable[int], roll_up: bool) -> Electorate:
    """A decision of a case, by its id or name.

    Parameters
    ----------
    graph : Store
    name : str
    asked : iterable of int
        Who has a say where the decision names nobody and counts no weight.
    roll_up : bool
        Whoever speaks for somebody stands for its principal.

    Raises
    ------
    UnknownNameError
        When the case has no such decision.
    RuleError
        When its rule cannot be read, or does not fit those who have a say.
    """
    row = _row(graph, name)
    weight = row.weight if isinstance(row.weight, str) else ""
    if named := cell_list(row.parties):
        voters = _principals(graph, named, roll_up)
    elif weight:
        known = weights(graph, weight)
        voters = _principals(graph, list(known), roll_up)
    else:
        voters = list(asked)
    vetoes = _principals(graph, cell_list(row.vetoes), roll_up)
    parties = tuple(sorted({*voters, *vetoes}))
    votes, has_veto = ([party in of for party in parties] for of in (set(voters), set(vetoes)))
    try:
        rule = read_rule(row.rule)
        counted = _counted(graph, weight, parties, votes) if weight else None
        taken = decision(rule, votes, counted, sum(1 << bit for bit, veto in enumerate(has_veto) if veto))
    except RuleError as error:
        message = f"The decision '{row.id}' cannot be asked about: {error}"
        raise RuleError(message, error.expected) from None
    label = row.name if isinstance(row.name, str) else str(row.id)
    return Electorate(str(row.id), label, parties, taken, cell_list(row.issues), weight)


def electorates(graph: Store, name: str | None, asked: list[int], roll_up: bool) -> list[Electorate]:
    """The decision of that name, or all of the case where none is named."""
    names = graph.tables["decisions"]["id"].tolist() if name is None else [name]
    return [electorate(graph, str(each), asked, roll_up) for each in names]


def _row(graph: Store, name: str) -> Any:
    rows = list(graph.tables["decisions"].itertuples())
    matching = [row for row in rows if row.id == name] or [
        row for row in rows if folded(name) in {folded(str(word)) for word in (row.id, row.name)}
    ]
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise UnknownNameError(
            f"'{name}' could be {join((repr(row.id) for row in matching), 'or')}: name it by its id."
        )
    ids = ", ".join(str(row.id) for row in rows) or "none; the table 'decisions' says who must agree"
    raise UnknownNameError(f"The case has no decision '{name}'. It has: {ids}.")


def _principals(graph: Store, ids: list[str], roll_up: bool) -> list[int]:
    columns = graph.columns
    return [int(columns.principal[code]) if roll_up else code for code in find(graph, "parties", ids)]


def _counted(graph: Store, weight: str, parties: tuple[int, ...], votes: list[bool]) -> list[Fraction]:
    known = weights(graph, weight)
    ids = [str(graph.columns.parties[party]) for party in parties]
    if missing := [
        party for party, id_, votes_too in zip(parties, ids, votes, strict=True) if votes_too and id_ not in known
    ]:
        whose = Wording(graph).who(missing)
        raise RuleError(f"No number is coded in the column '{weight}' for {whose}.", "a number")
    return [known.get(id_, Fraction(0)) for id_ in ids]


def weights(graph: Store, column: str) -> dict[str, Fraction]:
    """The number that each party has in a column, exactly as it was coded, by id; those without one are not in it.

    Raises
    ------
    UnknownNameError
        When the parties have no such column, or it does not hold numbers of 0 or more.
    """
    rows = graph.tables["parties"]
    texts = [
        name for name, known in ontology().tables["parties"].columns.items() if known.type != "number" and name in rows
    ]
    numeric = [name for name in rows.columns if name not in texts]
    if column not in numeric:
        raise UnknownNameError(
            f"The parties have no column of numbers '{column}': use {', '.join(numeric)}, or add it to the table 'parties'."
        )
    numbers: dict[str, Fraction] = {}
    for id_, cell in zip(rows["id"], rows[column], strict=True):
        if pd.isna(cell):
            continue
        try:
            weight = Fraction(str(cell).strip())
        except (ValueError, ZeroDivisionError):
            weight = None
        if weight is None or weight < 0:
            raise UnknownNameError(
                f"'{cell}' in the column '{column}' of the party '{id_}' is not a number of 0 or more that could be counted."
            )
        numbers[str(id_)] = weight
    return numbers
