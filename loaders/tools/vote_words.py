"""What a vote is called: in words of several languages, in letters, and in the codes of a codebook that states them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ...graph.names import folded
from ..findings import Findings
from ..formats.encodings import decoded
from ..formats.folder import read_file
from ..sizes import MIB

if TYPE_CHECKING:
    from pathlib import Path

FOR, AGAINST, ABSTAINED, ABSENT, NOT_MEMBER = "for", "against", "abstained", "absent", "not a member"
#: No vote is recorded.
NONE = "none"
#: A vote was cast, and not for or against one thing.
VALID = "VOTE_VALID"
_WORDS = {
    FOR: "majority; in the majority; with the majority; joined the majority; concur; concurs; concurred; concurring; "
    "concurrence; concurring opinion; concurring in judgment; concurs in judgment; concurrence in judgment; plurality; for; "
    "yes; y; yea; yeas; yay; aye; ayes; in favour; in favor; favour; favor; support; supports; supported; "
    "approve; approved; accept; accepted; voted for; voted yes; paired yea; announced yea; paired for; ja; ja-stimme; "
    "oui; pour; si; sí; a favor; sim; da; za; ano; voor; igen; pentru; favorevole; kabul; já; jaa; за; так; да; +; "
    "aye - teller; teller - aye; aye (teller)",
    AGAINST: "dissent; dissents; dissented; dissenting; dissenting opinion; in dissent; "
    "against; no; n; nay; nays; noe; noes; oppose; opposes; opposed; reject; rejected; veto; vetoed; "
    "voted against; voted no; paired nay; announced nay; paired against; nein; nein-stimme; non; "
    "contre; contra; en contra; não; nie; przeciw; ne; proti; tegen; nem; împotrivă; contrario; ret; nei; nej; ei; imod; "
    "против; проти; нет; ні; no - teller; teller - no; no (teller)",
    ABSTAINED: "abstain; abstains; abstained; abstaining; abstention; abst; abs; a; ab; present; enthaltung; enth; enth.; "
    "enthalten; "
    "enthält sich; abstenu; abstención; abstencion; abstenção; abstenuto; astenuto; wstrzymał się; wstrzymała się; "
    "zdržel se; zdržela se; zdržal sa; zdržala sa; onthouding; onthouden; tartózkodott; tartózkodik; abținere; çekimser; "
    "avstår; avstod; hverken for eller imod; greiðir ekki atkvæði; tyhjä; tyhjää; воздержался; утримався; "
    "воздержалась; воздержались; утрималась; утримались",
    ABSENT: "recused; recusal; "
    "absent; x; did not vote; didn't vote; did_not_vote; not voting; not_voting; non-voting; nonvoting; nv; dnv; no "
    "vote; no-vote; did not participate; not participating; excused; not present; away; missing; nichtabgegeben; nicht "
    "abgegeben; nicht abgestimmt; abwesend; ungültig; invalid; absent(e); ausente; assente; nieobecny; nieobecna; "
    "no show; no_show; no-show; no vote recorded; not recorded; not voted; didnotvote; notvoting; afwezig; frånvarande; "
    "fraværende; fjarverandi; boðaði fjarvist; poissa; nepřihlášen; omluven; neprítomný; távol; отсутствовал; "
    "отсутствовала; не голосовал; не голосовала; не голосовали; відсутній; відсутня; не голосував; не голосувала; "
    "niet deelgenomen; paired",
    NOT_MEMBER: "not a member; not member; nonmember; non-member; not in office; not a member of the chamber; not in the "
    "chamber; not in parliament; not in congress; not in bundestag; not in the bundestag",
    NONE: "na; n/a; nan; null; none; n.a.; .; ..; ?; unknown; -",
}
#: What a word says, by its normal form.
VOTES = {folded(word.strip()): vote for vote, words in _WORDS.items() for word in words.split(";")}
#: A code and what it means, as codebooks and comments state it.
_STATED = re.compile(
    r"(?<![\w.])\"?(-?\d{1,3}|[A-Za-z]{1,2})\"?\s*(?:=|:|\u2013|\u2014|\bmeans\b|\t|,|;|\|)\s*\"?([^\W\d_][^\d,;|()\"=:\n\t]*)"
)
#: The codes of the United Nations General Assembly Voting Data (Voeten, Strezhnev, Bailey), and of Voteview (cast_code).
UN_CODES = {"1": FOR, "2": ABSTAINED, "3": AGAINST, "8": ABSENT, "9": NOT_MEMBER}
VOTEVIEW_CODES = {"0": NOT_MEMBER, "1": FOR, "2": FOR, "3": FOR, "4": AGAINST, "5": AGAINST, "6": AGAINST}
VOTEVIEW_CODES |= {"7": ABSTAINED, "8": ABSTAINED, "9": ABSENT}
#: The codes of Public Whip (votematrix), and columns that are in no other data set.
PUBLIC_WHIP_CODES = {"-9": ABSENT, "1": FOR, "2": FOR, "3": ABSTAINED, "4": AGAINST, "5": AGAINST}
PUBLIC_WHIP_COLUMNS = frozenset({"rowid", "voteno", "bill"})
#: How the General Assembly's data set calls what is voted on; no other does.
UN_COLUMN = "rcid"
#: Columns that the General Assembly's votes have where they have no such number.
UN_COLUMNS = (frozenset({"unres"}), frozenset({"resid"}), frozenset({"session", "ccode"}))
#: The codes of votes of the Supreme Court Database, and columns that are in no other: with the judgment, or in dissent.
COURT_CODES = {**dict.fromkeys("1345", FOR), **dict.fromkeys("267", AGAINST)}
#: What judges do and members of parliaments do not.
COURT_WORDS = frozenset({"dissent", "dissents", "dissented", "dissenting", "in dissent", "dissenting opinion"})
COURT_COLUMNS = frozenset({"caseid", "justicename"})
_CODEBOOK_BYTES = MIB
_CODEBOOKS = (".csv", ".tsv", ".txt", ".md")


def vote_of(word: str) -> str | None:
    """What a word or letter says; None where it says nothing that is known.

    >>> from zopa.loaders.tools.vote_words import vote_of
    >>> vote_of("Yea"), vote_of("DID_NOT_VOTE"), vote_of(""), vote_of("7")
    ('for', 'absent', 'none', None)
    """
    return VOTES.get(folded(word)) if word else NONE


def published_codes(header: Iterable[str]) -> dict[str, str]:
    """The codes of the General Assembly's data set or of Public Whip, where a header is known to be of it; none elsewhere.

    >>> from zopa.loaders.tools.vote_words import published_codes
    >>> published_codes(["rcid", "USA", "FRA"])["8"], published_codes(["id", "USA", "FRA"])
    ('absent', {})
    """
    names = {name.casefold() for name in header}
    return dict(UN_CODES if UN_COLUMN in names else PUBLIC_WHIP_CODES if names >= PUBLIC_WHIP_COLUMNS else {})


def stated(texts: Iterable[str]) -> dict[str, str]:
    """The codes that a text gives the meaning of, where the meaning is a vote.

    >>> from zopa.loaders.tools.vote_words import stated
    >>> stated(["Votes: 1 = Yes, 2 = abstain, 3 - not this; 9: absent"])
    {'1': 'for', '2': 'abstained', '9': 'absent'}
    """
    codes: dict[str, str] = {}
    for text in texts:
        for code, meaning in _STATED.findall(text):
            vote = VOTES.get(folded(meaning))
            if vote is not None:
                codes.setdefault(code, vote)
    return codes


def codebook_beside(path: Path) -> dict[str, str]:
    """The codes that a codebook in the same folder states: a text file with ``codebook`` in its name."""
    codes: dict[str, str] = {}
    books = (file for file in path.parent.iterdir() if "codebook" in file.name.casefold() and file != path)
    for file in sorted(books):
        if file.suffix.lower() in _CODEBOOKS and file.is_file():
            content = read_file(file, _CODEBOOK_BYTES, Findings())
            if content is not None:
                codes = stated(decoded(content, file.name, Findings()).splitlines()) | codes
    return codes


def votes_of(words: Iterable[str], codes: Mapping[str, str]) -> dict[str, str | None]:
    """What each of several words says, those that a codebook states first; a dash is against beside a +.

    >>> from zopa.loaders.tools.vote_words import votes_of
    >>> votes_of(["+", "-"], {}), votes_of(["yes", "-"], {})
    ({'+': 'for', '-': 'against'}, {'yes': 'for', '-': 'none'})
    """
    different = set(words)
    dash = AGAINST if "+" in different else NONE
    return {word: codes.get(word) or (dash if folded(word) == "-" else vote_of(word)) for word in words}
