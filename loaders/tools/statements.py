"""Coded statements as a case: what an actor says of a proposition, with every statement as a piece of evidence.

The organisation is the party where one is coded, and who spoke for it is a party that speaks for it; else the person is the
party. The proposition is the issue, and to agree with it or not are its options. Statements of one party that agree in this
are one position, which holds from the first of them; those that contradict one another stay as positions beside each other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ...graph.ontology import LIST_SEPARATOR
from .slugs import Slugs

if TYPE_CHECKING:
    from ..brought import Brought

YES, NO, MIXED = "yes", "no", "mixed"
_OPTIONS = {YES: ("Yes", "The statement is agreed with."), NO: ("No", "The statement is not agreed with.")}
#: Words and signs for agreement, as they stand in tables that other programs write.
_WORDS = {
    YES: (
        "yes",
        "true",
        "1",
        "agree",
        "agrees",
        "agreement",
        "support",
        "pro",
        "positive",
        "+1",
        "+",
        "y",
        "t",
        "for",
        "favour",
        "ja",
        "zustimmung",
        "oui",
        "pour",
        "sí",
        "si",
        "sim",
    ),
    NO: (
        "no",
        "false",
        "0",
        "disagree",
        "disagrees",
        "disagreement",
        "oppose",
        "con",
        "negative",
        "-1",
        "-",
        "n",
        "f",
        "against",
        "contra",
        "nein",
        "ablehnung",
        "non",
        "contre",
        "não",
    ),
    MIXED: ("mixed", "neutral", "ambivalent", "both"),
}
_ANSWERS = {word: answer for answer, words in _WORDS.items() for word in words}


@dataclass
class Statement:
    """What was coded of one passage.

    Attributes
    ----------
    key : str
        The name of the statement in its file, such as its number.
    row : int, optional
        Where it stands in a table.
    organisation, person, concept : str
    agreement : str
        ``yes``, ``no``, ``mixed``, a number, or empty where it was not coded.
    source, date, locator, quote, coder, note : str
        ``source`` is an id of the table of sources.
    """

    key: str
    row: int | None = None
    organisation: str = ""
    person: str = ""
    concept: str = ""
    agreement: str = ""
    source: str = ""
    date: str = ""
    locator: str = ""
    quote: str = ""
    coder: str = ""
    note: str = ""

    @property
    def party(self) -> str:
        return self.organisation or self.person

    @property
    def content(self) -> dict[str, str]:
        """What is shown of it where it is set aside."""
        shown = ("organisation", "person", "concept", "agreement", "source", "locator", "quote", "coder", "note")
        return {"statement": self.key} | {name: getattr(self, name) for name in shown}


class Traits(NamedTuple):
    """What a codebook says of an actor or a proposition."""

    aliases: str = ""
    note: str = ""
    part_of: str = ""


@dataclass
class Codebook:
    """What is known of actors and propositions beside the statements, by their names."""

    parties: dict[str, Traits] = field(default_factory=dict)
    concepts: dict[str, Traits] = field(default_factory=dict)


def answers(agreements: Iterable[str]) -> dict[str, str] | None:
    """What the codes of agreement mean; None where all are numbers, of a longer scale.

    Whole numbers from -1 to 1 are no, mixed and yes where -1 is among them, else 0 is no.

    >>> from zopa.loaders.tools.statements import answers
    >>> answers(["1", "0"]), answers(["1", "0", "-1"])
    ({'1': 'yes', '0': 'no'}, {'1': 'yes', '0': 'mixed', '-1': 'no'})
    >>> answers(["1", "5"]) is None, answers(["yes", "5"])
    (True, {'yes': 'yes'})
    """
    codes = list(dict.fromkeys(code for code in agreements if code))
    if all(map(_is_number, codes)) and not set(codes) <= {"-1", "0", "1", "+1"}:
        return None
    meaning = {code: _ANSWERS[folded] for code in codes if (folded := code.casefold()) in _ANSWERS}
    if "-1" in codes and "0" in codes:
        meaning["0"] = MIXED
    return meaning


def is_answer(word: str) -> bool:
    """Whether a word says that somebody agrees, does not, or partly does."""
    return word.casefold() in _ANSWERS


def _is_number(code: str) -> bool:
    try:
        float(code)
    except ValueError:
        return False
    return True


def tell(brought: Brought, file: str, statements: list[Statement], codebook: Codebook) -> None:
    """Put statements into the tables of a case; those that name no party, no proposition or no agreement are set aside."""
    codes = answers(statement.agreement for statement in statements)
    complete = [statement for statement in statements if _is_complete(brought, file, statement, codes)]
    parties, issues = Slugs(), Slugs()
    _add_parties(brought, complete, codebook.parties, parties)
    concepts = dict.fromkeys(statement.concept for statement in complete)
    for concept in concepts:
        traits = codebook.concepts.get(concept, Traits())
        note = "; ".join(filter(None, (traits.aliases and f"Also: {traits.aliases}", traits.note)))
        if traits.part_of:
            note = "; ".join(filter(None, (note, f"Part of: {traits.part_of}")))
        issue, name = issues.of(concept), concept.strip().removesuffix(".") or concept
        if codes is None:
            brought.add("issues", id=issue, name=name, kind="number", note=note)
            continue
        brought.add("issues", id=issue, name=name, kind="choice", closed="yes", note=note)
        for option, (label, meaning) in _OPTIONS.items():
            brought.add("options", issue=issue, option=option, name=label, meaning=meaning)
    _add_positions(brought, complete, codes, parties, issues)
    for kind, known, used in (
        ("actor", codebook.parties, {name for statement in complete for name in (statement.party, statement.person)}),
        ("proposition", codebook.concepts, set(concepts)),
    ):
        for name in [name for name in known if name not in used]:
            content = {kind: name} | known[name]._asdict()
            brought.leave(file, None, content, "The codebook has it, and nothing uses it.")


def _is_complete(brought: Brought, file: str, statement: Statement, codes: dict[str, str] | None) -> bool:
    agreement = statement.agreement
    reasons = {
        "No actor was coded.": not statement.party,
        "No statement was coded that the actor agrees with or not.": not statement.concept,
        "It was not coded whether the actor agrees.": not agreement,
        f"'{agreement}' says neither that the actor agrees nor that it does not.": codes is not None
        and agreement not in codes,
    }
    why = next((reason for reason, holds in reasons.items() if holds), "")
    if why:
        brought.leave(file, statement.row, statement.content, why)
    return not why


def _add_parties(brought: Brought, statements: list[Statement], known: dict[str, Traits], parties: Slugs) -> None:
    organisations = dict.fromkeys(statement.organisation for statement in statements if statement.organisation)
    blocs = {known[name].part_of: None for name in organisations if name in known and known[name].part_of}
    principals: dict[str, dict[str, None]] = defaultdict(dict)
    for statement in statements:
        if statement.person:
            principals[statement.person] |= {statement.organisation: None} if statement.organisation else {}
    for name in organisations | blocs:
        traits = known.get(name, Traits())
        bloc = parties.of(traits.part_of) if traits.part_of and traits.part_of != name else ""
        brought.add("parties", id=parties.of(name), name=name, part_of=bloc, aliases=_aliases(traits), note=traits.note)
    for name, spoke_for in principals.items():
        if name in organisations | blocs:
            continue
        traits = known.get(name, Traits())
        notes = [traits.note]
        if len(spoke_for) > 1:
            notes.append(f"Spoke for several: {', '.join(spoke_for)}")
        brought.add(
            "parties",
            id=parties.of(name),
            name=name,
            speaks_for=parties.of(next(iter(spoke_for))) if len(spoke_for) == 1 else "",
            aliases=_aliases(traits),
            note="; ".join(filter(None, notes)),
        )


def _aliases(traits: Traits) -> str:
    names = traits.aliases.replace(";", LIST_SEPARATOR).split(LIST_SEPARATOR)
    return LIST_SEPARATOR.join(filter(None, (name.strip() for name in names)))


def _add_positions(
    brought: Brought, statements: list[Statement], codes: dict[str, str] | None, parties: Slugs, issues: Slugs
) -> None:
    coded_alike: dict[tuple[str, str, str], list[Statement]] = defaultdict(list)
    for statement in statements:
        agreement = statement.agreement if codes is None else codes[statement.agreement]
        coded_alike[statement.party, statement.concept, agreement].append(statement)
        brought.add(
            "evidence",
            id=f"statement-{statement.key}",
            source=statement.source,
            locator=statement.locator,
            quote=statement.quote,
            speaker=statement.person if statement.organisation else "",
            date=statement.date,
            coder=statement.coder,
            note=statement.note,
        )
    position_ids = Slugs()
    begins_alike: Counter[str] = Counter()
    for (party, concept, agreement), alike in coded_alike.items():
        issue = issues.of(concept)
        # Long names that begin alike are told apart by a number.
        words = f"{parties.of(party)[:20]} {issue[:20]} {agreement}"
        begins_alike[words] += 1
        name = words if begins_alike[words] == 1 else f"{words} {begins_alike[words]}"
        brought.add(
            "positions",
            id=position_ids.of(name),
            party=parties.of(party),
            issue=issue,
            stance=MIXED if agreement == MIXED else "demands",
            option=agreement if agreement in _OPTIONS else "",
            ideal="" if codes is not None else agreement,
            start=min((statement.date for statement in alike if statement.date), default=""),
            evidence=LIST_SEPARATOR.join(f"statement-{statement.key}" for statement in alike),
            support=str(len(alike)),
        )
