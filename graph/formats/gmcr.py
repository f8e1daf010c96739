"""A case as a graph model for conflict resolution, in the files of GMCR-py: who controls which option, what cannot be.

An option of the program is taken or not. So each option of an issue is one, and of an issue that is answered by yes or no
the issue itself. Nothing is guessed: who controls an option is known where one party decides on it alone, and what a party
prefers is what it demands and rejects. Between positions of the same firmness no order is coded, so they count together:
it prefers the states in which all of them are met.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

from ..asked import ALL, date_asked
from ..columns import ACCEPTS, DEMANDS, OTHER, REJECTS
from ..edges import label_by_id, listed, row_ids
from ..lists import join
from ..ontology import OPTION_SEPARATOR, ontology
from .json_text import write_json
from .passages import answers_of, distinct

if TYPE_CHECKING:
    from pathlib import Path

    from ..store import Store

#: An option by its place, and whether it is taken.
Literal = tuple[int, str]
#: A condition is met where all that one of its members says holds.
Condition = list[list[Literal]]

_TAKEN, _NOT_TAKEN = "Y", "N"
_OPPOSITE = {_TAKEN: _NOT_TAKEN, _NOT_TAKEN: _TAKEN}
#: Alternatives of a condition; with more of them nobody can read it.
_MAX_MEMBERS = 64
#: Options of which the program can go through all states.
_MAX_OPTIONS = 20


def write(case: Store, path: Path) -> list[str]:
    """Write decision makers, options, infeasible states and preferences as far as the case says them."""
    model = _Model(case)
    makers = model.makers()
    whole = {
        "title": case.title,
        "program": "zopa",
        "useManualPreferenceRanking": False,
        "options": [{"name": name, "permittedDirection": "both"} for name in model.names],
        "decisionMakers": makers,
        "infeasibles": list(model.infeasibles()),
    }
    write_json(path, whole)
    return list(model.told(makers))


class _Model:
    """The options of a case by their places, and what is said of them."""

    def __init__(self, case: Store) -> None:
        self.case, self.columns, tables = case, case.columns, case.tables
        self.positions = tables["positions"].to_dict("records")
        self.asked = date_asked(case, None)
        self.answers = answers_of(tables["options"])
        issues = label_by_id(tables["issues"])
        keys = row_ids(ontology().tables["options"], tables["options"])
        options = dict(zip(keys, tables["options"]["name"].fillna(tables["options"]["option"]), strict=True))
        #: The settlements of each issue, and of those that are an option the place.
        self.settlements = dict(zip(self.columns.issues, self.columns.options, strict=True))
        self.places: dict[tuple[str, str], int] = {}
        names: list[str] = []
        for issue, known in self.settlements.items():
            own = [""] if issue in self.answers else [option for option in known if option != OTHER]
            for option in own:
                self.places[issue, option] = len(names)
                label = options.get(f"{issue}{OPTION_SEPARATOR}{option}", option)
                names.append(f"{issues[issue]}: {label}" if option else issues[issue])
        self.names = list(distinct(dict(enumerate(names))).values())
        self.parties = distinct(label_by_id(tables["parties"]))
        self.empty: dict[str, list[str]] = {}

    # -------------------------------------------------------------------------------------------- options

    def literals(self, issue: str, option: str) -> list[Literal]:
        """What holds where an issue is settled by an option."""
        if issue in self.answers:
            return [(self.places[issue, ""], _TAKEN if option == self.answers[issue][0] else _NOT_TAKEN)]
        if option == OTHER and (issue, option) not in self.places:
            return [(place, _NOT_TAKEN) for (own, _), place in self.places.items() if own == issue]
        return [(self.places[issue, option], _TAKEN)]

    def infeasibles(self) -> Iterator[list[Literal]]:
        """Two options of an issue at once, none where others are ruled out, and what the matter itself excludes."""
        for issue, known in self.settlements.items():
            own = [place for (of, option), place in self.places.items() if of == issue and option]
            yield from ([(first, _TAKEN), (second, _TAKEN)] for first, second in combinations(own, 2))
            if own and OTHER not in known:
                yield [(place, _NOT_TAKEN) for place in own]
        columns = ["option", "relation", "other"]
        for option, relation, other in self.case.tables["constraints"][columns].itertuples(index=False):
            first, second = (self.literals(*end.split(OPTION_SEPARATOR, 1)) for end in (option, other))
            against = [second] if relation == "excludes" else [[(place, _OPPOSITE[sign])] for place, sign in second]
            states = [list(dict.fromkeys([*first, *literals])) for literals in against]
            yield from (state for state in states if len(dict(state)) == len(state))

    def controlled(self) -> dict[str, list[int]]:
        """The options of each party that decides on an issue alone."""
        held: dict[str, list[int]] = {}
        columns = ["issues", "parties", "vetoes"]
        for issues, parties, vetoes in self.case.tables["decisions"][columns].itertuples(index=False):
            voters = listed(parties)
            if len(voters) == 1 and not set(listed(vetoes)) - set(voters):
                decided = set(listed(issues) or self.settlements)
                own = [place for (issue, _), place in self.places.items() if issue in decided]
                held.setdefault(voters[0], []).extend(own)
        return {party: sorted(set(places)) for party, places in held.items()}

    # -------------------------------------------------------------------------------------------- decision makers

    def makers(self) -> list[dict[str, Any]]:
        """Who controls an option or wants something, with the options and the preferences."""
        controlled = self.controlled()
        rows = self.rows()
        return [
            {
                "name": self.parties[id],
                "options": controlled.get(id, []),
                "preferences": [_written(condition) for condition in self.preferences(id, rows.get(code, []))],
            }
            for code, id in enumerate(self.columns.parties)
            if id in controlled or code in rows
        ]

    def rows(self) -> dict[int, list[int]]:
        """The positions of each principal that hold on the date of the case and take a side."""
        columns = self.columns
        holds = (columns.start <= self.asked.last) & (columns.end >= self.asked.first) & (columns.start <= columns.end)
        rows: dict[int, list[int]] = {}
        for row in (holds & columns.takes_side).nonzero()[0].tolist():
            rows.setdefault(int(columns.principal[columns.party[row]]), []).append(row)
        return rows

    def preferences(self, party: str, rows: Sequence[int]) -> list[Condition]:
        """The conditions that a party wants to be met, the most important first."""
        columns = self.columns
        told = [row for row in rows if columns.stance[row] in (DEMANDS, REJECTS) and self.is_told(row)]
        if columns.contested[told].any():
            self.empty.setdefault("hold positions that contradict one another", []).append(self.parties[party])
            return []
        firmness = columns.firmness[told]
        levels = sorted(set(firmness.tolist()), reverse=True)
        # What is not known to be firm may be a red line: then nothing comes before the rest.
        groups = [[row for row, own in zip(told, firmness, strict=True) if own == level] for level in levels]
        conditions = [
            _all_of([self.condition(row) for row in rows]) for rows in (groups if 0 not in levels else [told])
        ]
        if not told:
            self.empty.setdefault("demand and reject nothing that the program can hold", []).append(self.parties[party])
        elif not all(conditions):
            why = "want together what no state can meet, or what too many states meet in different ways"
            self.empty.setdefault(why, []).append(self.parties[party])
            return []
        return [condition for condition in conditions if condition]

    def is_told(self, row: int) -> bool:
        """Whether a position is on options, and everywhere."""
        position = self.positions[row]
        return bool(listed(position["option"])) and not listed(position["regions"])

    def condition(self, row: int) -> Condition:
        """What a position wants: one of the options that it demands, none of those that it rejects."""
        position = self.positions[row]
        named = [self.literals(position["issue"], word) for word in listed(position["option"])]
        if self.columns.stance[row] == DEMANDS:
            return named
        against = [[[(place, _OPPOSITE[sign])] for place, sign in literals] for literals in named]
        return _all_of(against)

    # -------------------------------------------------------------------------------------------- what is told

    def told(self, makers: list[dict[str, Any]]) -> Iterator[str]:
        """What of the case the file does not hold."""
        when = "of all dates" if self.asked.text == ALL else f"of {self.asked.text}"
        yield (
            f"The preferences are what the positions {when} demand and reject, red lines before bottom lines before aims; "
            "positions of the same firmness count together, and so do all of a party of which one has no known firmness."
        )
        alone = {place for maker in makers for place in maker["options"]}
        if lacking := len(self.names) - len(alone):
            verb = "is" if lacking == 1 else "are"
            yield (
                f"{lacking:,} of {len(self.names):,} options {verb} controlled by nobody: the case does not say that one "
                "party decides on them alone."
            )
        if len(self.names) > _MAX_OPTIONS:
            yield (
                f"The program goes through every state of the {len(self.names):,} options, which takes too long for more "
                f"than about {_MAX_OPTIONS}: take a few issues first (case.select)."
            )
        rows = [row for rows in self.rows().values() for row in rows]
        if left_out := sum(not self.is_told(row) for row in rows):
            noun, verb = ("position", "is") if left_out == 1 else ("positions", "are")
            yield (
                f"{left_out:,} {noun} on numbers or in particular places {verb} not in the file: an option of the program "
                "is taken or not."
            )
        if accepting := sum(self.columns.stance[row] == ACCEPTS for row in rows):
            noun, accepts, says = ("position", "accepts", "says") if accepting == 1 else ("positions", "accept", "say")
            yield f"{accepting:,} {noun} that only {accepts} something {says} nothing of what is preferred."
        for why, names in self.empty.items():
            yield (
                f"The preferences of {join(names, 'and')} are left empty, which the program reads as indifference: "
                f"they {why}."
            )


def _all_of(conditions: Sequence[Condition]) -> Condition:
    """A condition that is met where all of these are; empty where none can be, or where it has too many members."""
    members: Condition = [[]]
    for condition in conditions:
        joined = {frozenset([*first, *second]) for first, second in product(members, condition)}
        possible = [member for member in joined if len(dict(member)) == len(member)]
        kept: list[frozenset[Literal]] = []
        for member in sorted(possible, key=lambda member: (len(member), sorted(member))):
            # What holds wherever a shorter member holds adds nothing.
            if not any(shorter <= member for shorter in kept):
                kept.append(member)
        members = [sorted(member) for member in kept]
        if not members or len(members) > _MAX_MEMBERS:
            return []
    return members


def _written(condition: Condition) -> Any:
    return condition[0] if len(condition) == 1 else {"compound": True, "members": condition}
