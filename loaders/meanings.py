"""The names of columns in other data sets, and which columns of a case mean the same: offered as a hint, never taken."""

from __future__ import annotations

from collections.abc import Iterable

#: By column the words that other data sets use for it, in the form of :func:`words_of`.
CALLED = {
    "party": (
        "actor",
        "actors",
        "country",
        "state",
        "member state",
        "stakeholder",
        "organisation",
        "organization",
        "player",
        "agent",
        "delegation",
        "negotiator",
        "speaker",
        "group",
        "side",
        "entity",
        "member",
        "who",
        "party name",
        "faction",
    ),
    "issue": (
        "concept",
        "topic",
        "question",
        "item",
        "dimension",
        "policy",
        "policy area",
        "subject",
        "theme",
        "matter",
        "category",
        "resolution",
        "statement",
        "provision",
        "article",
        "claim",
    ),
    "option": (
        "position",
        "answer",
        "choice",
        "settlement",
        "outcome",
        "alternative",
        "preference",
        "response",
        "proposal",
        "code",
        "qualifier",
    ),
    "stance": ("agreement", "vote", "attitude", "sentiment", "support", "opinion", "polarity", "type", "verb"),
    "low": ("min", "minimum", "lower", "lower bound", "from value", "at least", "least"),
    "high": ("max", "maximum", "upper", "upper bound", "to value", "at most", "most"),
    "ideal": ("ideal point", "value", "score", "estimate", "mean", "placement", "location on scale", "preferred"),
    "firmness": ("strength", "intensity", "priority", "certainty", "commitment", "importance level", "red line"),
    "regions": ("region", "place", "area", "location", "territory", "province", "district", "where"),
    "start": ("date", "since", "from", "begin", "beginning", "start date", "valid from", "year", "day", "time", "when"),
    "end": ("until", "till", "to", "end date", "valid to", "valid until", "expires"),
    "source": ("document", "reference", "citation", "url", "link", "doc", "document id", "title"),
    "quote": ("text", "excerpt", "quotation", "sentence", "passage", "statement text"),
    "id": ("code", "identifier", "key", "no", "number", "nr", "short name"),
    "name": ("label", "title", "full name", "long name"),
    "note": ("comment", "comments", "notes", "remark", "remarks", "memo"),
    "salience": ("importance", "weight", "priority"),
    "kind": ("type", "category"),
    "aliases": ("alias", "other names", "also known as", "synonyms"),
    "part_of": ("parent", "belongs to", "member of", "within"),
    "lat": ("latitude", "y"),
    "lon": ("longitude", "long", "lng", "x"),
}


def meant_by(header: str, columns: Iterable[str]) -> list[str]:
    """The columns that a header of another data set can mean, of those that a table has.

    >>> from zopa.loaders.meanings import meant_by
    >>> meant_by("Actor", ["party", "issue"]), meant_by("Dissolved", ["party", "issue"])
    (['party'], [])
    """
    word = words_of(header)
    return [column for column in columns if word in CALLED.get(column, ())]


def words_of(header: str) -> str:
    """A header in small letters, its words apart by one blank.

    >>> from zopa.loaders.meanings import words_of
    >>> words_of("Start_Date"), words_of("memberState")
    ('start date', 'member state')
    """
    apart = "".join(
        f" {letter}" if letter.isupper() and before.islower() else letter
        for before, letter in zip(" " + header, header, strict=False)
    )
    return " ".join(apart.replace("_", " ").replace("-", " ").replace(".", " ").casefold().split())
