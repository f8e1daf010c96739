"""Labels that give a party away, in many scripts and disguises: none of them stays, and none is edited."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd
import pytest
from effort import THOROUGH
from hypothesis import given, settings
from hypothesis import strategies as st

from zopa.graph.traces import traces_of

# ruff: noqa: RUF001

#: A party, with its aliases and its id, and labels that must not stay beside it.
CORPUS: list[tuple[str, str, str, list[str]]] = [
    # initials, dotted and spaced, in capitals and small, with an ending, and a part of them
    (
        "United States",
        "",
        "p1",
        ["US-led force", "us-led", "U.S. command", "U S troops", "U.S.A.", "proUS", "the us side"],
    ),
    (
        "Sudan People's Liberation Movement-North",
        "",
        "p1",
        ["SPLM barracks", "S.P.L.M.-N", "SPLMs", "the splmn", "S P L M"],
    ),
    ("Adalet ve Kalkınma Partisi", "AKP", "p1", ["AKP'nin planı", "A.K.P.", "AKPli vekiller", "Kalkinma"]),
    ("Bosna i Hercegovina", "", "p1", ["BiH police", "B.i.H."]),
    ("UN Secretary-General", "", "p1", ["UN force", "un-led", "U.N. plan", "the Secretary", "generals"]),
    # other names of a country: people, capitals, languages, codes, prefixes, flags, houses
    (
        "USA",
        "",
        "p1",
        ["American troops", "The Washington accord", "White House plan", "\U0001f1fa\U0001f1f8 plan", "США"],
    ),
    ("Poland", "", "p1", ["The Polish border", "Poles abroad", "Polska wieś", "Warsaw talks", "die Grenze zu Polen"]),
    ("Netherlands", "", "p1", ["Dutch corps", "Holland", "The Hague, Nederland"]),
    ("Denmark", "", "p1", ["Danes", "a Danish guard", "Kopenhagen"]),
    (
        "China",
        "",
        "p1",
        ["Sino-Indian line", "Beijing format", "PRC-brokered", "中美会谈", "中國提案", "Chinese guarantees"],
    ),
    ("Islamic Republic of Iran", "", "p1", ["Persian gulf", "Tehran", "antiiranian", "IRI forces", "Иранский"]),
    # Ukrainian and Russian, inflected
    ("Ukraine", "", "p1", ["пропозиція України", "украинские земли", "pro-ukrainian", "Київ", "в Киеве", "Ukrаine's"]),
    ("Россия", "", "p1", ["российских войск", "План Москвы", "Russia's plan", "РФ", "РОССИЮ", "Кремль"]),
    ("Зеленський", "", "p1", ["план Зеленського", "Зеленскому", "Zelenskyy signs", "Zelenskiy", "Зеленcький"]),
    ("Чад", "Куба|Ким", "p1", ["границы Чада", "чадские войска", "с Кубой", "кубинский", "Кима", "Кимом"]),
    # as other languages bend and write them: vowels that go, consonants that change, words cut short, initials in Latin
    ("Павел Немцов", "", "p1", ["Павлу", "с Павлом", "Nemzow", "Nemtsov"]),
    ("Російська Федерація", "", "p1", ["росіяни", "рос. війська", "русские войска", "Москва", "RF", "Russia"]),
    ("Литва", "Турция|Немцы", "p1", ["литовский", "турецкие", "турок", "німецький", "Lithuania", "Turkish", "German"]),
    ("Збройні сили України", "", "p1", ["ЗСУ", "ZSU", "укр. сторона"]),
    ("Adalet ve Kalkınma Partisi", "", "p1", ["AKP", "AKP'li"]),
    ("Movimento dos Trabalhadores Rurais Sem Terra", "", "p1", ["MST", "MTRST"]),
    ("Gaddafi", "Hezbollah|Taliban|Poroshenko", "p1", ["Qaddafi", "Kadhafi", "Hizbullah", "Taleban", "Poroschenko"]),
    ("حزب الله", "حماس", "p1", ["Hezbollah", "Hizballah", "Hamas"]),
    ("Hezbollah", "al-Shabaab|Taliban", "p1", ["حزب الله", "مع الشباب", "طالبان"]),
    ("M23", "", "p1", ["the M 23", "M-23"]),
    # countries and organisations in scripts without capitals, short, inside of longer names
    ("中国代表团", "", "p1", ["China", "Chinese", "北京"]),
    ("한국 정부", "김정은", "p1", ["Korea", "남한", "김위원장"]),
    ("السعودية", "", "p1", ["Saudi", "Riyadh", "سعوديون"]),
    ("United Nations", "European Union|NATO", "p1", ["ONU", "ООН", "UE", "ЄС", "OTAN", "联合国"]),
    ("Bosnia", "Kosovo", "p1", ["Sarajevo", "BiH", "Pristina"]),
    # Turkish, with and without its dots, and other marks on letters
    ("İbrahim Işık", "", "p1", ["IBRAHIM", "ibrahim’in", "İBRAHİM", "Isik planı", "IŞIK"]),
    (
        "Türkiye",
        "",
        "p1",
        ["Tu\u0308rkiye corridor", "Turkish guards", "Türkiye’nin teklifi", "Ankara format", "TÜRKİYE"],
    ),
    ("Öztürk", "", "p1", ["Oeztuerk", "Ozturk", "ÖZTÜRK’ün", "O\u0308ztu\u0308rk"]),
    ("Côtaval", "", "p1", ["Envoy of Co\u0302taval", "Cota\u2011val leaves", "Co\u0302ta\u2060val", "Cotavalian land"]),
    # scripts without capitals: with articles, particles, strokes, parts of a name, other forms of the letters
    ("المملكة العربية السعودية", "", "p1", ["خطة سعودي", "والسعودية", "الســعودية", "للسعوديين", "السعوديه"]),
    ("روسيا", "", "p1", ["الروسية", "اقتراح روسيا", "رُوسِيا"]),
    ("ایران", "", "p1", ["خطة إيران", "ايران"]),
    ("ישראל", "", "p1", ["בישראל", "הישראלי", "יִשְׂרָאֵל"]),
    ("中国", "习近平", "p1", ["中国提案", "中方立场", "北京与中国的会谈", "近平的计划", "習近平"]),
    ("ロシア", "", "p1", ["ロシアの提案", "ﾛｼｱ"]),
    ("대한민국", "김정은", "p1", ["대한민국의 제안", "김정은이", "김 위원장", "정은의 계획"]),
    ("भारत", "", "p1", ["भारत का प्रस्ताव", "भारतीय"]),
    # invisible characters, hyphens, breaks, letters one by one, letters and digits that look alike, wide letters
    (
        "Zelenskyy",
        "",
        "p1",
        ["Zelens\u00adkyy", "Ze\u200blenskyy", "Zelens-\nkyy", "Ze1enskyy", "Zеlenskyy", "Z e l e n s k y y"],
    ),
    (
        "Wagadou",
        "",
        "p1",
        ["Ｗａｇａｄｏｕ", "𝐖𝐚𝐠𝐚𝐝𝐨𝐮", "Wag\u0430dou", "ᴡᴀɢᴀᴅᴏᴜ", "Waga\u2010dou", "wagadou’s", "WAGADOU"],
    ),
    ("Iran", "", "p1", ["antiIran", "proiranian", "Ir-\nan", "I r a n", "I.R.A.N.", "1ran"]),
    # inside of words, and possessives
    ("NATO", "", "p1", ["antiNATO", "nonnato", "NATOs plan", "Natosoldaten", "N.A.T.O.", "НАТО"]),
    ("Niger", "", "p1", ["Nigerien troops", "Troops of Niger’s", "Niamey", "Nigers Armee"]),
    # ordinary words that are names, and names of one or two letters
    ("May", "Will", "p1", ["What May wants", "may go", "MAY", "Mays", "Will’s plan", "they will"]),
    ("Hope", "", "p1", ["hope", "Hopes", "HOPE’s"]),
    ("Xi", "", "p1", ["Xi plan", "The plan of XI", "xi’s"]),
    ("A", "Side B", "p1", ["A leaves", "Side-B", "sideb"]),
    # ids that are names, and aliases with capitals
    ("", "", "torvia-north", ["Torvian dam", "TORVIA"]),
    ("", "", "us", ["US dam", "us-led"]),
    ("", "", "UnitedFarmers", ["farmers", "The Farmer"]),
    ("The Guard", "SlavaGuard|El Presidente", "p1", ["guards", "Slava", "PRESIDENTE"]),
    # a name all of whose words many names share
    ("Northern Alliance", "", "p1", ["Northern front", "The Alliance leaves", "NA troops", "alliances"]),
    ("Government", "", "p1", ["Governmental reform", "The government"]),
]


@pytest.mark.parametrize(("name", "aliases", "id", "labels"), CORPUS, ids=[row[0] or row[2] for row in CORPUS])
def test_no_label_with_a_trace_stays(name: str, aliases: str, id: str, labels: list[str]) -> None:
    parties = pd.DataFrame({"id": [id], "name": [name or None], "aliases": [aliases or None]}, dtype="str")
    is_trace = traces_of(parties)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert [label for label in labels if not is_trace(unicodedata.normalize(form, label))] == []
        dressed = parties.assign(
            name=parties["name"].map(lambda cell, to=form: unicodedata.normalize(to, cell), na_action="ignore")
        )
        assert [label for label in labels if not traces_of(dressed)(label)] == []


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("United States", ["Use of force", "Ceasefire", "Data on floods"]),
        ("Iran", ["Their answer", "Air and sea", "A ranking"]),
        ("China", ["Reaching a deal on machinery", "和平会谈"]),
        ("Italy", ["Talks in the capital", "Digital rights"]),
        ("Xi", ["Sixteen buses", "Exit"]),
        ("UN", ["Under one roof", "Until spring"]),
        ("Republic of Upland", ["Republican guard", "Public works"]),
        ("A", ["a ceasefire", "At once"]),
        ("روسيا", ["خطة سلام"]),
        ("대한민국", ["평화 협정"]),
    ],
)
def test_a_label_without_a_trace_stays(name: str, labels: list[str]) -> None:
    is_trace = traces_of(pd.DataFrame({"id": ["p1"], "name": [name]}))
    assert [label for label in labels if is_trace(label)] == []


def test_who_spoke_is_a_trace_too() -> None:
    parties = pd.DataFrame({"id": ["p1"], "name": ["Upland"]})
    assert not traces_of(parties)("The visit of Lavrov")
    assert traces_of(parties, ["Sergei Lavrov"])("The visit of Lavrov")


# ------------------------------------------------------------------------------------------------ drawn names in drawn disguises

LETTERS = {
    "latin": "bcdfghklmnprstvzaeiou",
    "cyrillic": "бвгдзклмнпрстаеиоу",
    "greek": "βγδζκλμνπρσταεο",
    "arabic": "بتدرسعفقكلمنو",
    "hebrew": "בגדהזחטכלמנ",
    "hangul": "가나다라마바사",
    "han": "山川田口目耳手足火土木金",
}
UNSEEN = "\u00ad\u200b\u2060\u200e\ufeff\u034f"
CASED = ("latin", "cyrillic", "greek")


@st.composite
def a_name(draw: st.DrawFn) -> tuple[str, str]:
    script = draw(st.sampled_from(sorted(LETTERS)))
    words = draw(st.lists(st.text(LETTERS[script], min_size=4, max_size=9), min_size=1, max_size=3, unique=True))
    return script, " ".join(word.capitalize() for word in words)


@st.composite
def a_disguise(draw: st.DrawFn) -> tuple[str, str]:
    """A name, and a label with a word of it in some dress, or the whole of it."""
    script, name = draw(a_name())
    text = draw(st.sampled_from([name, *name.split()]))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(1, len(text) - 1))
        text = text[:place] + draw(st.sampled_from(UNSEEN)) + text[place:]
    if script in CASED:
        text = getattr(text, draw(st.sampled_from(("upper", "lower", "title", "swapcase"))))()
    if draw(st.booleans()):
        place = draw(st.integers(1, len(text) - 1))
        text = text[:place] + draw(st.sampled_from(("-\n", "-", "\u2010", "\u0301"))) + text[place:]
    text = unicodedata.normalize(draw(st.sampled_from(("NFC", "NFD", "NFKC", "NFKD"))), text)
    frames = ("{}", "plan {}’s", "«{}»", "({})", "anti-{}", "{}-led", "1. {}:", "{}a", "{}ami", "a_{}_b")
    return name, draw(st.sampled_from(frames)).format(text)


@settings(max_examples=4000 if THOROUGH else 120, deadline=None)
@given(drawn=a_disguise())
def test_a_drawn_name_in_a_drawn_disguise_is_a_trace(drawn: tuple[str, str]) -> None:
    name, label = drawn
    assert traces_of(pd.DataFrame({"id": ["p1"], "name": [name]}))(label), (name, label)


@settings(max_examples=2000 if THOROUGH else 40, deadline=None)
@given(
    name=st.text(LETTERS["latin"], min_size=5, max_size=8).map(str.capitalize),
    label=st.lists(st.text("wxyjq", min_size=1, max_size=8), min_size=1, max_size=4).map(" ".join),
)
def test_a_label_that_shares_no_letter_with_a_name_stays(name: str, label: str) -> None:
    assert not traces_of(pd.DataFrame({"id": ["1"], "name": [name]}))(label)
    assert re.fullmatch("[wxyjq ]+", label)
