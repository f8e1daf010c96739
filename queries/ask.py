"""A question about a case, answered from its graph in a few sentences, each with its citations."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from ..graph.asked import ALL
from ..graph.characters import unaccented
from ..graph.lists import join
from ..graph.ontology import OPTION_SEPARATOR, ontology
from .asking.answer import Saved
from .asking.scope import whole
from .asking.selection import wholes
from .asking.wording import JOIN, Wording, cell_list
from .clashes import clashes
from .facts import KINDS, Fact, facts, now
from .history import history, shifts
from .overlaps import overlaps
from .zones import zones

if TYPE_CHECKING:
    from ..graph.store import Store

MAX_SENTENCES = 5

#: From this many sentences on, the evidence of a question of the case need not be told as well.
ENOUGH = 3

#: How alike a question must be to one of the case's own to be taken for it, of 100.
SAME_QUESTION = 86

#: The part of a question's telling words that a thing must share to be taken as meant.
MEANT = 0.5

#: Words that ask, and tell nothing of what is asked about.
ASKING = """
about and any are been being between can could did does doing for from had happen happened happens has have how into its
many may might more most much not our over position positions said say says shall should some still take taken tell than
that the their them then there these they think thinks this those through until upon want wants was were what when where
which while who whom whose why will with would
"""


@dataclass(frozen=True)
class Reply(Saved):
    """The answer to a question that was asked in words; as a text it is its sentences with their citations.

    Attributes
    ----------
    question : str
        As it was asked.
    known : bool
        Whether anything is coded that answers it.
    table : DataFrame
        One row a sentence, five at most: ``sentence``, ``about`` (``kind:id``), ``positions``, ``evidence`` (ids separated
        by ``|``).
    bare : frozenset of str
        Positions of the case that have no evidence, and are cited themselves.
    """

    question: str
    known: bool
    table: pd.DataFrame
    bare: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return " ".join(f"{sentence} [{cited}]" if cited else sentence for sentence, cited in self._cited())

    def _cited(self) -> Iterator[tuple[str, str]]:
        """Each sentence with its evidence, and with the positions that have none."""
        for row in self.table.itertuples(index=False):
            bare = [position for position in cell_list(row.positions) if position in self.bare]
            yield row.sentence, ", ".join([*cell_list(row.evidence), *bare])

    def _repr_markdown_(self) -> str:
        return f"**{self.question}**\n\n{self}"


@whole
def ask(graph: Store, question: str) -> Reply:
    """What does the case say about a question, a party, an issue, an option, a region or anything else in it?

    No language model is involved: what the question names is found in the case, and what is coded of it is told.

    Parameters
    ----------
    graph : PositionGraph
    question : str
        One of the case's own questions (its ``questions`` table), or any other in the words of the case.

    Returns
    -------
    Reply
        At most five sentences with their citations; ``known`` is False where nothing is coded, and the sentence says so.

    See Also
    --------
    summary : The case in a paragraph.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "id": ["a1", "b1"], "party": ["Upland", "Lowland"], "issue": "seat", "option": ["Geneva", "Oslo"]})}, quiet=True)
    >>> print(case.ask("What does Lowland want on the seat?"))
    On seat, Lowland demands 'Oslo'. [b1]
    >>> print(case.ask("Who guards the bridge?"))
    The case does not say: nothing is coded that answers 'Who guards the bridge?'.
    >>> print(case.ask("What does Sweden want on the seat?"))
    The case does not say: nothing is coded of Sweden.
    """
    sentences = _of_the_case(graph, question)
    unknown = [] if sentences else _strangers(graph, question)
    if not unknown:
        sentences = (
            sentences
            or _of_a_relation(graph, question)
            or _of_what_it_names(graph, question)
            or _of_the_evidence(graph, question)
        )
    known = bool(sentences)
    if not known:
        subject = f"of {join(unknown, 'or')}" if unknown else f"that answers '{question}'"
        sentences = [Fact(f"The case does not say: nothing is coded {subject}.", "", "", "")]
    positions = graph.tables["positions"]
    bare = frozenset(positions.loc[positions["evidence"].isna(), "id"])
    return Reply(question, known, pd.DataFrame(sentences, columns=pd.Index(Fact._fields), dtype="str"), bare)


def _of_the_case(graph: Store, question: str) -> list[Fact]:
    """The answer to one of the case's own questions: what it is about, then the evidence that it cites."""
    from rapidfuzz import fuzz

    coded_questions = graph.tables["questions"]
    if coded_questions.empty:
        return []
    alike = [fuzz.token_sort_ratio(_plain(question), _plain(text)) for text in coded_questions["question"]]
    best = max(range(len(alike)), key=alike.__getitem__)
    if alike[best] < SAME_QUESTION:
        return []
    row = coded_questions.iloc[best]
    about = [(kind, about_id) for about_id in cell_list(row["about"]) if (kind := _kind_of(graph, about_id))]
    parties = [about_id for kind, about_id in about if kind == "Party"]
    holders = _holders(graph, parties)
    facts_told = [
        list(facts(graph, kind, about_id, parties=holders))
        for kind, about_id in about
        if kind != "Party" or about_id in (holders or ())
    ]
    first_facts = _first(fact for facts_of_one in facts_told for fact in facts_of_one[:1])
    cited = (
        [_fact_of(graph, evidence_id) for evidence_id in cell_list(row["evidence"])]
        if len(first_facts) < ENOUGH
        else []
    )
    return _first(iter(first_facts), iter(cited))


#: Words that ask for a relation between positions, and the query that answers.
RELATIONS: dict[str, Callable[..., pd.DataFrame]] = {
    "clash clashes clashing deadlock deadlocks deadlocked": clashes,
    "overlap overlaps overlapping agree agreed agreement agrees common share shared": overlaps,
    "zone zones zopa": zones,
    "move moved moves shift shifted shifts concede conceded concession concessions harden hardened hardening": shifts,
    "red": history,
}
#: Words that ask for what takes no side, and its stance.
NO_SIDE_WORDS = {
    "abstain abstains abstained abstaining abstention abstentions": "abstains",
    "ambivalent mixed": "mixed",
    "unanswered": "no answer",
}
RELATIONS |= dict.fromkeys(NO_SIDE_WORDS, history)


def _of_a_relation(graph: Store, question: str) -> list[Fact]:
    """The relations, or those who take no side, among the parties, issues and regions that a question names."""
    named, unnamed = _named(list(_mentions(graph, question)), _plain(question))
    words_left = set(unnamed.split())
    query = next((query for words, query in RELATIONS.items() if words_left & set(words.split())), None)
    if query is None:
        return []
    filters = {"Party": "parties", "Issue": "issues", "Region": "regions"}
    named_ids = {word: [mention.id for mention in named if mention.kind == kind] for kind, word in filters.items()}
    year = re.search(r"\b(?:19|20)\d\d\b", question)
    rows = query(graph, **{word: ids for word, ids in named_ids.items() if ids}, as_of=year[0] if year else ALL)
    if query is history:
        stance = next((stance for words, stance in NO_SIDE_WORDS.items() if words_left & set(words.split())), None)
        is_asked = (
            rows["firmness"] == "red line"
            if stance is None
            else [stance in cell_list(cell) for cell in rows["no_side"]]
        )
        rows = rows[is_asked]
    if query is not shifts and not year:
        rows = now(graph, rows)
    if rows.empty:
        return [Fact("Nothing of the kind follows from what is coded.", "", "", "")]
    rows = rows.assign(
        positions=[_together(row, "position") for row in rows.to_dict("records")],
        evidence=[_together(row, "evidence") for row in rows.to_dict("records")],
    )
    return _first(Fact(row.why, f"issue:{row.issue}", row.positions, row.evidence) for row in rows.itertuples())


def _together(row: dict[str, str], word: str) -> str:
    """The positions, or the evidence, of a row, whatever its columns are called."""
    cells = [cell for name, cell in row.items() if name.startswith(word) and isinstance(cell, str)]
    return JOIN.join(dict.fromkeys(id_ for cell in cells for id_ in cell_list(cell)))


#: Words with a capital that are no names of parties.
CALENDAR = """
january february march april may june july august september october november december monday tuesday wednesday thursday
friday saturday sunday
"""
_NAMES = re.compile(r"\b(?=[^\W\d_a-z])\w[\w.'\u2019-]*(?:\s+(?=[^\W\d_a-z])\w[\w.'\u2019-]*)*")
_SUBJECT = re.compile(
    r"\b(?:does|do|did|will|would|can|could|has|have)\s+(?:the\s+)?([\w.'\u2019 -]+?)\s+"
    r"(?:want|demand|accept|reject|refuse|say|ask|insist|agree|offer|think|claim|support|oppose)",
    re.IGNORECASE,
)


def _strangers(graph: Store, question: str) -> list[str]:
    """Who is asked about and stands nowhere in the case: names with a capital, and who does the wanting."""
    first = re.match(r"\W*\w+", question)
    after_first = question[first.end() :] if first else ""
    strange_names = [match.group() for match in _NAMES.finditer(after_first) if match.group()[0].isupper()]
    if not any(word.islower() for word in re.findall(r"\w{4,}", after_first)):
        strange_names = []  # a title, in which every word has a capital
    subject = _SUBJECT.search(question)
    if subject and not any(subject.group(1) in name or name in subject.group(1) for name in strange_names):
        strange_names.append(subject.group(1))
    passed = {*ASKING.split(), *CALENDAR.split()}
    strange_names = [name for name in strange_names if not passed.issuperset(_plain(name).split())]
    if not strange_names:
        return []
    words = [word for mention in _mentions(graph, question) for word in (mention.words, *mention.names)]
    evidence = graph.tables["evidence"][["paraphrase", "quote"]].fillna("").to_numpy().ravel()
    texts = [*words, *evidence, *graph.tables["sources"]["title"].fillna("")]
    known = {word[:5] for text in texts for word in _plain(text).split()}
    relations = {word for words in RELATIONS for word in words.split()} | passed
    return [
        name
        for name in dict.fromkeys(strange_names)
        if not any(word[:5] in known or word in relations for word in _plain(name).split())
    ]


class _Mention(NamedTuple):
    kind: str
    id: str
    names: list[str]
    words: str
    whole: str = ""


def _of_what_it_names(graph: Store, question: str) -> list[Fact]:
    """The facts about whatever a question names, of the parties it names if it names any."""
    named, unnamed = _named(list(_mentions(graph, question)), _plain(question))
    parties = [mention.id for mention in named if mention.kind == "Party"]
    topics = [mention for mention in named if mention.kind != "Party"]
    if not topics:
        topics = _alike(list(_mentions(graph, question)), unnamed) + [
            mention for mention in named if mention.kind == "Party"
        ]
    if parties:
        topics = _spoken_of(graph, topics, parties)
    facts_told: list[list[Fact]] = []
    silent: list[Fact] = []
    for mention in topics[:MAX_SENTENCES]:
        whose = parties if mention.kind in ("Issue", "Option", "Region") and parties else None
        facts_of_thing = list(facts(graph, mention.kind, mention.id, parties=whose))
        if whose and not facts_of_thing:
            # A state and its country can have one name: then the question names one of them only.
            if set(whose) - {party.id for party in named if set(party.names) & set(mention.names)}:
                silent = silent or [_silence(graph, parties, mention)]
            facts_of_thing = list(facts(graph, mention.kind, mention.id))
        facts_told.append(facts_of_thing)
    in_turn = (fact for turn in zip_longest(*facts_told) for fact in turn if fact)
    return _first(iter(silent), in_turn)


def _spoken_of(graph: Store, topics: list[_Mention], parties: list[str]) -> list[_Mention]:
    """The topics without those options of one issue of which these parties say nothing, where they speak of others of it."""
    spoken = {topic.id for topic in topics if topic.whole and any(facts(graph, topic.kind, topic.id, parties=parties))}
    wholes_spoken = {topic.whole for topic in topics if topic.id in spoken}
    return [topic for topic in topics if topic.whole not in wholes_spoken or topic.id in spoken]


def _named(mentions: list[_Mention], question: str) -> tuple[list[_Mention], str]:
    """Things whose name stands in the question, longest names first, and the question without them.

    A name inside a longer one that was found is not meant: ``NATO membership`` does not name NATO.
    """
    named, unnamed = [], f" {question} "
    by_length = sorted(
        ((name, mention) for mention in mentions for name in mention.names), key=lambda entry: -len(entry[0])
    )
    used_names: set[str] = set()
    for name, mention in by_length:
        if f" {name} " in unnamed or name in used_names:
            unnamed = unnamed.replace(f" {name} ", " | ")
            used_names.add(name)
            named += [mention] if mention not in named else []
    return named, unnamed.replace("|", " ")


def _alike(mentions: list[_Mention], question: str) -> list[_Mention]:
    """Things that share most of a question's telling words, the most alike first."""
    question_stems = _stems(question)
    stems = [_stems(mention.words) for mention in mentions]
    weight = _weights(question_stems, stems)
    total = sum(weight.values())
    shares = [sum(weight[stem] for stem in own_stems & question_stems) / total if total else 0 for own_stems in stems]
    return [
        mentions[place]
        for share, place in sorted((-share, place) for place, share in enumerate(shares))
        if -share >= MEANT
    ]


def _silence(graph: Store, parties: list[str], mention: _Mention) -> Fact:
    wording = Wording(graph)
    who = join((wording.item(party) for party in parties), "and")
    return Fact(
        f"Nothing is coded of {who} on {wording.item(mention.id)}.", f"{mention.kind.lower()}:{mention.id}", "", ""
    )


def _of_the_evidence(graph: Store, question: str) -> list[Fact]:
    """Evidence that shares most of the question's telling words."""
    rows = graph.tables["evidence"]
    texts = rows["paraphrase"].fillna("") + " " + rows["quote"].fillna("")
    stems = [_stems(text) for text in texts]
    question_stems = _stems(question)
    weight = _weights(question_stems, stems)
    total = sum(weight.values())
    shares = [sum(weight[stem] for stem in own_stems & question_stems) / total if total else 0 for own_stems in stems]
    best = sorted((-share, place) for place, share in enumerate(shares) if share > MEANT)
    return _first(_fact_of(graph, rows["id"].iat[place]) for _, place in best[:3])


def _fact_of(graph: Store, evidence: str) -> Fact:
    row = graph.tables["evidence"].set_index("id").loc[evidence]
    text = next((cell.rstrip(".") for cell in (row["paraphrase"], row["quote"]) if isinstance(cell, str)), "")
    return Fact(f"{text}." if text else "", f"evidence:{evidence}", "", evidence)


def _first(*groups: Iterator[Fact]) -> list[Fact]:
    """The first sentences, none that rests on nothing but what has been cited already."""
    facts_kept: list[Fact] = []
    cited: set[str] = set()
    for fact in (each_fact for facts_of_one in groups for each_fact in facts_of_one):
        ids = {*cell_list(fact.positions), *cell_list(fact.evidence)}
        if fact.sentence and (not ids or not ids <= cited):
            facts_kept.append(fact)
            cited |= ids
        if len(facts_kept) == MAX_SENTENCES:
            break
    return facts_kept


def _holders(graph: Store, parties: list[str]) -> list[str] | None:
    """Those of the parties that hold a position, or speak for one that does."""
    columns = graph.columns
    holding = {int(columns.principal[party]) for party in set(columns.party.tolist())}
    code = {str(party): index for index, party in enumerate(columns.parties)}
    return [party for party in parties if int(columns.principal[code[party]]) in holding] or None


def _kind_of(graph: Store, id_: str) -> str:
    if OPTION_SEPARATOR in id_:
        return "Option"
    return next(
        (kind for kind in KINDS if kind != "Option" and id_ in set(graph.tables[ontology().table_of(kind).name]["id"])),
        "",
    )


def _mentions(graph: Store, question: str) -> Iterator[_Mention]:
    """Everything that can be asked about, with its names and the words that tell of it.

    A name of one letter is one only where the question has it as a capital, and not at its beginning.
    """
    letters = {word.casefold() for word in re.findall(r"\w+", question)[1:] if len(word) == 1 and word.isupper()}
    wholes_of: dict[str, list[str]] = {}
    for name, rows_of_whole in wholes(graph).items():
        for row in rows_of_whole:
            wholes_of.setdefault(str(graph.columns.issues[row]), []).append(name)
    for kind in KINDS:
        rows = graph.tables[ontology().table_of(kind).name].fillna({"name": ""})
        for row in rows.to_dict("records"):
            id_ = f"{row['issue']}{OPTION_SEPARATOR}{row['option']}" if kind == "Option" else row["id"]
            texts = [row["name"] or id_, *cell_list(row.get("aliases")), *cell_list(row.get("code"))]
            short = [] if kind == "Option" else [row["id"]]
            words = [
                kind,
                *texts,
                *short,
                *(cell for cell in (row.get("question"), row.get("unit")) if isinstance(cell, str)),
            ]
            short += wholes_of.get(id_, []) if kind == "Issue" else []
            names = [name for text in (*texts, *short) if len(name := _plain(text)) > 1 or name in letters]
            of_whole = row.get("whole")
            yield _Mention(kind, id_, names, " ".join(words), of_whole if isinstance(of_whole, str) else "")


def _plain(text: str) -> str:
    """Lower-case words without accents or punctuation."""
    return " ".join(re.findall(r"\w+", unaccented(text).replace("'s ", " ").replace("_", " ")))


def _stems(text: str) -> set[str]:
    """The beginnings of the words that tell something: enough to find ``displaced`` by ``displacement``."""
    return {word[:5] for word in _plain(text).split() if len(word) > 2 and word not in ASKING.split()}


def _weights(wanted: set[str], stems_of_all: list[set[str]]) -> dict[str, float]:
    """How telling each asked stem is: the rarer among the things told, the more; one found nowhere the most."""
    seen = Counter(stem for stems in stems_of_all for stem in stems & wanted)
    return {stem: math.log(1 + len(stems_of_all) / max(seen[stem], 1)) for stem in wanted}
