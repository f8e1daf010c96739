"""What each column of a table is read as: said by the user, kept in a file, or proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..findings import DossierError, listing, nearest, shortened

#: What a column can be read as, and what that means, for people.
ROLES = {
    "party": "who holds the position; where several columns are parties, each holds what one party answers",
    "issue": "what it is about; where several columns are issues, each holds the answers about one issue",
    "stance": "what the party answers: a word for a side, a code, a number, or the name of an option",
    "option": "the option that it is about",
    "ideal": "the value that it would like best",
    "low": "the lowest value that it names",
    "high": "the highest value that it names",
    "firmness": "how firm it is, in zopa's words",
    "regions": "where it holds",
    "start": "the day from which it holds",
    "end": "the last day on which it holds",
    "satisfaction": "how satisfied the party would be, from 0 to 1",
    "salience": "how much the issue matters to the party",
    "power": "how much the party counts",
    "part_of": "the bloc that the party is a member of",
    "code": "another name of the party",
    "source": "where it is found",
    "url": "the web address of where it is found",
    "locator": "where in the source",
    "quote": "the words that say so",
    "coder": "who coded it",
    "note": "kept as a note, with the name of the column",
}
#: Roles of a column that belongs to another one: ``salience of Flow``.
OF = ("salience", "note", "quote", "source", "start")
LONG, ISSUES, PARTIES = "long", "issues", "parties"
SHAPES = {LONG: "a row a statement", ISSUES: "a column an issue", PARTIES: "a column a party"}
#: Stands for all columns that are not named.
REST = "*"


@dataclass
class Plan:
    """How a table is read.

    Attributes
    ----------
    shape : str
        ``long``, ``issues`` or ``parties``.
    roles : dict of str to str
        As what each column is read.
    answers : dict of str to str
        Words in cells and the side that each takes, beside those that zopa knows.
    cells : dict of str to str
        By issue, whether its cells are ``answers``, ``options`` or ``numbers``; by default that is told from them.
    scales : dict of str to str
        By issue the ends of its scale, such as ``0 to 100``, where the header does not say them.
    codes : dict of str to dict
        What each code means, by the column or the issue that it stands in; ``*`` for all of them.
    constant : str
        The side that every row takes, where the table is of one kind of act, such as vetoes.
    is_proposal : bool
        Whether nobody has confirmed it.
    written_in : str
        The file that it was read from.
    """

    shape: str
    roles: dict[str, str]
    answers: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    scales: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    constant: str = ""
    is_proposal: bool = False
    written_in: str = ""

    def columns(self, *roles: str) -> list[str]:
        """The columns of these roles."""
        return [name for name, role in self.roles.items() if role in roles]

    def first(self, role: str) -> str | None:
        return next(iter(self.columns(role)), None)

    def belonging(self, column: str) -> dict[str, str]:
        """Columns that belong to another one, by their role."""
        suffix = f" of {column}"
        return {name: role.removesuffix(suffix) for name, role in self.roles.items() if role.endswith(suffix)}


def spread(columns: Mapping[Any, Any]) -> dict[str, str]:
    """What a user says of columns, a role each; several columns can be named at once.

    Raises
    ------
    DossierError
        When a role is not known.

    Examples
    --------
    >>> from zopa.loaders.mapping.plan import spread
    >>> spread({"Country": "party", ("Tax", "Trade"): "issue"})
    {'Country': 'party', 'Tax': 'issue', 'Trade': 'issue'}
    """
    roles: dict[str, str] = {}
    for names, role in columns.items():
        for name in names if isinstance(names, (tuple, list, frozenset)) else [names]:
            roles[str(name)] = _role(str(role), str(name))
    return roles


def _role(role: str, column: str) -> str:
    text = role.strip()
    base = text.partition(" of ")[0] if " of " in text else text
    if base in (ROLES if base == text else OF):
        return text
    near = nearest([text], ROLES).get(text, "")
    hint = f"did you mean '{near}'?" if near else f"it can be {listing(ROLES, most=len(ROLES))}."
    raise DossierError(f"The column '{shortened(column)}' cannot be read as '{shortened(text)}'; {hint}")


def shape_of(roles: Mapping[str, str], has_rest: str | None = None) -> str:
    """The shape of a table of which these are the roles: several columns of issues or of parties make it wide.

    >>> from zopa.loaders.mapping.plan import shape_of
    >>> shape_of({"who": "party", "what": "issue", "vote": "stance"}), shape_of({"who": "party", "A": "issue", "B": "issue"})
    ('long', 'issues')
    """
    counted = list(roles.values())
    if has_rest == "issue" or counted.count("issue") > 1:
        return ISSUES
    if has_rest == "party" or counted.count("party") > 1:
        return PARTIES
    says = {"stance", "option", "ideal", "low", "high"} & set(counted)
    return LONG if says or "issue" not in counted or "party" not in counted else ISSUES


def planned(roles: Mapping[str, str], header: Iterable[str], shape: str = "") -> Plan:
    """The plan for a table: what is said of its columns, and notes of all others.

    Raises
    ------
    DossierError
        When no column is the party, or none the issue.
    """
    left = roles.get(REST)
    names = list(header)
    said_of = {name: roles[name] for name in roles if name != REST}
    full = {name: said_of.get(name) or left or "note" for name in names}
    plan = Plan(shape or shape_of(said_of, left), full)
    for role in ("party", "issue"):
        if role not in full.values() and not (role == "issue" and plan.first("stance")):
            raise DossierError(
                f"No column is read as '{role}' ({ROLES[role].partition(';')[0]}): the columns are "
                f"{listing((repr(name) for name in names), 'and')}."
            )
    return plan
