"""The shapes in which tables hold votes, and by which columns each is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ..meanings import words_of
from .country_names import is_country
from .grids import Words, headers, roles_of
from .vote_words import AGAINST, FOR, PUBLIC_WHIP_COLUMNS, published_codes, vote_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..formats.glance import Glance

#: A row a vote, the same of one motion alone, and a column a choice.
LONG, ONE_MOTION, CHOICE, OF_PERSONS = "long", "one motion", "choice", "one motion, of persons"
#: Columns of states: who votes where no person is named, else where the person is from.
STATES = ("countryname", "country name", "country", "member state", "state name", "state")
_MEMBER = (
    "justice name",
    "judge",
    "judge name",
    "member name",
    "name of member",
    "full name",
    "fullname",
    "bezeichnung",
    "mep name",
    "mep",
    "mp",
    "voter",
    "senator",
    "legislator",
    "deputy",
    "delegate",
    "representative",
    "politician",
    "politician name",
    "parliamentarian",
    "lawmaker",
    "councillor",
    "councilor",
    "council member",
    "councilmember",
    "person",
    "person name",
    "abgeordnete",
    "abgeordneter",
    "ratsmitglied",
    "député",
    "depute",
    "parlementaire",
    "diputado",
    "deputado",
    "poseł",
    "піб депутата",
    "піб",
    "депутат",
    "фио депутата",
    "фио",
    "deputado nome",
    "nombre diputado",
    "namn",
    "bioname",
    "ms name",
    "name",
    "nome",
    "acteur ref",
    *STATES,
    "member",
    "delegation",
    "actor",
    "organisation",
    "organization",
)
_CODE = (
    "justice",
    "member id",
    "mep id",
    "deputado id",
    "intressent id",
    "ms code",
    "country code",
    "ccode",
    "icpsr",
    "person id",
    "mandate id",
    "politician id",
    "iso3",
    "iso2",
)
_MOTION = (
    "rcid",
    "case id",
    "case",
    "case name",
    "rollcall",
    "roll call",
    "rollcall id",
    "roll call id",
    "rollnumber",
    "voting number",
    "vote id",
    "voteid",
    "undl id",
    "motion id",
    "motion",
    "resolution",
    "resolution id",
    "unres",
    "draft",
    "bill",
    "bill id",
    "bill number",
    "division",
    "division id",
    "ballot id",
    "poll id",
    "scrutin id",
    "scrutin",
    "voting id",
    "amendment",
    "proposal",
    "decision division number",
    "abstimmnr",
    "abstimmung",
    "besluit id",
    "votering id",
    "resid",
    "id votacao",
    "id votacion",
    "законопроєкт",
    "законопроект",
    "item",
    "question",
    "title",
    "motion of the file",
)
_COMMON: dict[str, tuple[str, ...]] = {
    "first name": (
        "first name",
        "firstname",
        "vorname",
        "member first name",
        "given name",
        "fname",
        "fornamn",
        "person official first name",
    ),
    "last name": (
        "last name",
        "lastname",
        "nachname",
        "member last name",
        "surname",
        "family name",
        "lname",
        "efternamn",
        "person official last name",
    ),
    "member": _MEMBER,
    "code": _CODE,
    "motion": _MOTION,
    "session": ("congress", "wahlperiode", "legislature", "parliament", "term"),
    "sitting": ("chamber", "sitzungnr", "sitzung", "sitting", "session"),
    "date": (
        "date",
        "vote date",
        "date of vote",
        "timestamp",
        "datetime",
        "time",
        "sitzungsdatum",
        "day",
        "datum",
        "vote date time",
        "data hora voto",
        "date scrutin",
        "date decision",
        "data registro voto",
        "systemdatum",
        "дата",
        "year",
    ),
    "needed": ("majority votes", "votes needed", "votes required"),
    "bloc": ("political group", "group", "parliamentary group", "member group label", "group label"),
    "bloc code": ("member group code", "group code", "member group short label"),
    "group": (
        "party",
        "fraktion",
        "fraktion/gruppe",
        "parti",
        "partido",
        "deputado sigla partido",
        "sigla partido",
        "organe ref",
        "club",
        "caucus short name",
        "actor fractie",
        "фракція",
        "фракция",
        "fraction",
        "faction",
        "bloc",
        "block",
        "epg",
        "alliance",
        "party code",
    ),
}
#: Names of columns that name who votes, but for those of states.
NAMED = frozenset(_MEMBER) - frozenset(STATES)
#: Columns that name persons, wherever they stand.
_NAMED = frozenset({"member", "last name"})
_CHOICES = {
    "yes": ("yes", "ja", "for", "aye", "yea", "in favour"),
    "no": ("no", "nein", "against", "nay"),
    "abstain": ("abstain", "enthaltung", "abstained", "abstention"),
    "invalid": ("invalid", "ungültig", "ungueltig"),
    "absent": ("absent", "nichtabgegeben", "nicht abgegeben", "did not vote", "not voting"),
}


@dataclass(frozen=True)
class Shape:
    """By what a shape is known.

    Attributes
    ----------
    words : dict
        As :func:`zopa.loaders.tools.grids.roles_of` takes them.
    required, any_of : set of str
        Purposes that each need a column, and of which one at least does.
    choices : tuple of str
        Purposes of columns that stand for a choice.
    """

    words: Words
    required: frozenset[str]
    any_of: frozenset[str] = frozenset()
    choices: tuple[str, ...] = field(default=())


_VOTE = (
    "vote",
    "votes",
    "ms vote",
    "vote cast",
    "vote choice",
    "cast code",
    "voted",
    "ballot",
    "voting",
    "vote value name",
    "stimme",
    "voto",
    "rost",
    "röst",
    "soort",
    "голос",
)
WHO = frozenset({"member", "last name", "code", "group", "bloc"})
SHAPES = {
    LONG: Shape({"vote": (*_VOTE, "decision", "position"), **_COMMON}, frozenset({"vote", "motion"}), WHO),
    # Votes of the European Parliament also come one vote a file, and call a vote a position.
    ONE_MOTION: Shape({"vote": ("position", *_VOTE), **_COMMON}, frozenset({"vote", "code", "last name"})),
    CHOICE: Shape({**_CHOICES, **_COMMON}, frozenset({"yes", "no", "abstain"}), WHO, tuple(_CHOICES)),
}
#: Votes of persons on one motion a file, which are known by their cells as well.
PERSONS = Shape({"vote": _VOTE, **_COMMON}, frozenset({"vote", "member", "group"}))


def of_persons(glance: Glance) -> bool:
    """Whether each row has a person with its state or number, its party and its vote, on a motion that no column names.

    States alone are parties that vote themselves.
    """
    rows = list(headers(glance))
    for at, header in enumerate(rows):
        roles = roles_of(header, PERSONS.words)
        is_named = PERSONS.required <= roles.keys() and words_of(header[roles["member"]]) in NAMED
        if not is_named or not ("code" in roles or set(map(words_of, header)) & set(STATES)):
            continue
        body = [row for row in rows[at + 1 :] if len(row) == len(header)]
        cells = {row[roles["vote"]] for row in body}
        if _are_votes(body, roles["vote"], {}) and {FOR, AGAINST} & set(map(vote_of, cells)):
            return True
    return False


#: A row a division of the House of Commons, of which the number begins anew with each session.
_PUBLIC_WHIP: Words = {"motion": ("rowid",), "sitting": ("voteno",), "date": ("date",)}


#: What rows are about in tables that are not by member.
_ISSUES = frozenset({"issue", "topic", "question", "policy", "thema", "concept", "item"})


class Wide(NamedTuple):
    """A table of which each cell is a vote: the words of its other columns, its header, and which side stands in a row."""

    words: Words
    header: list[str]
    side: str


def wide_shape(glance: Glance, codes: Mapping[str, str]) -> Wide | None:
    """The shape of a table of which each cell is a vote; None for any other table, or where it is not clear who votes.

    Who votes is told by the name of the first column, or by names of countries in the header or below that column.
    """
    rows, stated = list(headers(glance)), codes
    for at, header in enumerate(rows):
        if {name.casefold() for name in header} >= PUBLIC_WHIP_COLUMNS:
            return Wide(_PUBLIC_WHIP, header, "motion")
        codes = published_codes(header) | dict(stated)
        body = [row for row in rows[at + 1 :] if len(row) == len(header)]
        places = [place for place, name in enumerate(header) if name and place and _are_votes(body, place, codes)]
        cells = {codes.get(row[place]) or vote_of(row[place]) for row in body for place in places}
        names = [header[place] for place in places]
        # A row that repeats its cells, or is of votes itself, is one of the votes and no header.
        if len(places) < 2 or not {FOR, AGAINST} <= cells or len(set(names)) < len(names) or all(map(vote_of, names)):
            continue
        roles = roles_of(header, _COMMON)
        first = next((role for role, place in roles.items() if place == 0), "")
        has_voters = not first and "motion" not in roles and bool(_NAMED & roles.keys())
        others: tuple[str, ...]
        if first in ("motion", "date") or (not first and _are_countries([header[place] for place in places])):
            side, others = "motion", ("motion", "date")
        elif any(words_of(name) in _ISSUES for name in header):
            # Each row is about one issue: what stands across is no motion, but a year or a coder.
            continue
        elif first or has_voters or _are_countries([row[0] for row in body]):
            side, others = "member", ("first name", "last name", "member", "code", "bloc", "group")
        else:
            continue
        words = {role: _COMMON[role] for role in others}
        if first != side and not (first and side == "member") and not has_voters:
            words[side] = (words_of(header[0]), *words[side])
        return Wide(words, header, side)
    return None


def _are_votes(body: list[list[str]], place: int, codes: Mapping[str, str]) -> bool:
    cells = [row[place] for row in body if row[place]]
    return bool(cells) and all(cell in codes or vote_of(cell) for cell in cells)


def _are_countries(words: list[str]) -> bool:
    return sum(map(is_country, words)) > len(words) / 2
