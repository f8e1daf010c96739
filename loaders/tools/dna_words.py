"""Names of the variables of Discourse Network Analyzer, in its own template and in those that people make."""

from __future__ import annotations

from typing import NamedTuple

from ..meanings import words_of


class Role(NamedTuple):
    """What a variable is read as, and what it is called."""

    meaning: str
    names: tuple[str, ...]


ROLES = {
    "organisation": Role(
        "the party",
        ("organization", "organisation", "actor", "party", "country", "group", "institution", "stakeholder"),
    ),
    "person": Role(
        "who speaks for the party; the party itself where no organisation is coded",
        ("person", "speaker", "individual", "politician"),
    ),
    "concept": Role("the issue, with the options yes and no", ("concept", "claim", "issue", "proposition", "frame")),
    "agreement": Role(
        "whether the party says yes or no",
        ("agreement", "agree", "polarity", "valence", "qualifier", "support", "stance", "position"),
    ),
}
_BY_NAME = {name: role for role, (_, names) in ROLES.items() for name in names}


def role_of(variable: str) -> str:
    """The role of a variable; empty where its name says none.

    >>> from zopa.loaders.tools.dna_words import role_of
    >>> role_of("Organization"), role_of("narrator")
    ('organisation', '')
    """
    return _BY_NAME.get(words_of(variable), "")
