"""Clashes as things in RDF: which two positions, how severe, where and when. They follow from the positions by the rule."""

from __future__ import annotations

from typing import NamedTuple

from ..rule import SEVERITIES
from .terms import VOCABULARY, term


class Property(NamedTuple):
    """A property of a clash.

    Attributes
    ----------
    label : str
        Its name in words.
    cell : str
        The cell of the edge that it is read from; empty for the ends of the edge.
    meaning : str
    of : str
        The kind of what it leads to; empty for a text or a date.
    values : tuple of str
        The words that it can be; empty for any.
    least, most : int
        How often a clash has it; no bound where ``most`` is 0.
    is_date : bool
    """

    label: str
    cell: str
    meaning: str
    of: str = ""
    values: tuple[str, ...] = ()
    least: int = 0
    most: int = 1
    is_date: bool = False

    @property
    def name(self) -> str:
        """Its name in RDF."""
        return term(self.label)


CLASS = f"{VOCABULARY}Clash"
MEANING = "two positions that no settlement can honour together; how firm either side is stands with its position"
_SEVERITY = "deadlock between two red lines, hard with one, soft with none, unknown where a firmness is not known"
PROPERTIES = (
    Property("clashing position", "", "the positions that clash", of="Position", least=2, most=2),
    Property("severity", "severity", _SEVERITY, values=SEVERITIES, least=1),
    Property(
        "severity at least",
        "at_least",
        "the mildest severity that it can be, whatever a firmness is that is not known",
        values=SEVERITIES[:-1],
        least=1,
    ),
    Property(
        "clash kind",
        "clashes_with_kind",
        "between two parties, or the dissent of a member from its bloc",
        values=("between", "dissent"),
        least=1,
    ),
    Property("clash region", "regions", "where they clash; nowhere named means everywhere", of="Region", most=0),
    Property("start", "start", "first day on which they clash", is_date=True),
    Property("end", "end", "last day on which they clash", is_date=True),
    Property("why", "why", "the clash in a sentence"),
)
