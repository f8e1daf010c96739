"""Words for answers to a statement that one can agree with or not, in several languages, in their normal form."""

from __future__ import annotations

from ...graph.names import folded

#: How far an answer agrees: wholly, somewhat, by halves, hardly, not at all; and answers that say nothing of it.
STRONGLY, YES, RATHER, NEUTRAL = "strongly", "yes", "rather", "neutral"
RATHER_NOT, NO, STRONGLY_NOT = "rather not", "no", "not"
MIXED, SILENT = "mixed", "silent"

_WORDS = {
    STRONGLY: (
        "strongly agree, agree strongly, completely agree, agree completely, fully agree, totally agree, definitely "
        "yes, strong yes, stimme voll zu, stimme voll und ganz zu, stimme völlig zu, tout à fait d'accord, "
        "entièrement d'accord, totalmente de acuerdo, muy de acuerdo, totalmente d'accordo, pienamente d'accordo, "
        "rozhodně ano, täysin samaa mieltä, helt enig, instämmer helt, helemaal mee eens, zdecydowanie tak, повністю "
        "згоден, полностью согласен"
    ),
    YES: (
        "yes, agree, agrees, agreed, i agree, approve, approves, for, in favour, in favor, pro, support, supports, y, "
        "true, ja, stimme zu, stimmt zu, zustimmung, dafür, oui, d'accord, pour, sí, de acuerdo, a favor, sì, "
        "d'accordo, favorevole, ano, áno, kyllä, samaa mieltä, enig, instämmer, eens, mee eens, tak, za, да, da, "
        "согласен, так, згоден, po, sim, concordo, نعم, 是, はい"
    ),
    RATHER: (
        "somewhat agree, agree somewhat, rather agree, tend to agree, tends to agree, mostly agree, slightly agree, "
        "partly agree, partially agree, rather yes, probably yes, eher ja, stimme eher zu, plutôt oui, plutôt "
        "d'accord, más bien de acuerdo, piuttosto sì, abbastanza d'accordo, spíše ano, skôr áno, jokseenkin samaa "
        "mieltä, delvis enig, instämmer delvis, enigszins mee eens, raczej tak, скорее да, скоріше так"
    ),
    NEUTRAL: (
        "neutral, neither, neither agree nor disagree, neither nor, undecided, abstain, abstains, abstention, "
        "unentschieden, enthaltung, weder noch, neutre, abstention, ni d'accord ni pas d'accord, neutro, neutrale, "
        "astenuto, neutrální, neutraali, ei samaa eikä eri mieltä, neutraal, nøytral, neutralny, нейтрально, "
        "воздержался, утримався, neutrale"
    ),
    MIXED: "mixed, ambivalent, both, it depends, depends, partly, partially, partly yes partly no, teils/teils, teils teils",
    RATHER_NOT: (
        "somewhat disagree, disagree somewhat, rather disagree, tend to disagree, tends to disagree, mostly disagree, "
        "slightly disagree, partly disagree, partially disagree, rather no, rather not, probably no, probably not, "
        "eher nein, stimme eher nicht zu, plutôt non, plutôt pas d'accord, más bien en desacuerdo, piuttosto no, poco "
        "d'accordo, spíše ne, skôr nie, jokseenkin eri mieltä, delvis uenig, tar delvis avstånd, enigszins mee "
        "oneens, raczej nie, скорее нет, скоріше ні"
    ),
    NO: (
        "no, disagree, disagrees, disagreed, i disagree, do not agree, against, reject, rejects, con, contra, oppose, "
        "opposes, n, false, nein, stimme nicht zu, stimmt nicht zu, ablehnung, dagegen, lehne ab, non, pas d'accord, "
        "contre, en desacuerdo, en contra, in disaccordo, contrario, ne, nie, ei, eri mieltä, uenig, tar avstånd, "
        "oneens, mee oneens, przeciw, нет, не согласен, против, ні, не згоден, проти, jo, não, discordo, لا, 否, いいえ"
    ),
    STRONGLY_NOT: (
        "strongly disagree, disagree strongly, completely disagree, disagree completely, fully disagree, totally "
        "disagree, definitely no, definitely not, strong no, stimme überhaupt nicht zu, stimme gar nicht zu, pas du "
        "tout d'accord, totalmente en desacuerdo, muy en desacuerdo, per niente d'accordo, totalmente in disaccordo, "
        "rozhodně ne, täysin eri mieltä, helt uenig, tar helt avstånd, helemaal mee oneens, zdecydowanie nie, "
        "полностью не согласен"
    ),
    SILENT: (
        "no answer, not answered, unanswered, no opinion, no position, don't know, do not know, unknown, skipped, "
        "skip, n/a, na, none, null, -, keine angabe, keine antwort, keine meinung, nicht beantwortet, weiß nicht, "
        "sans opinion, pas de réponse, sin opinión, sin respuesta, nessuna opinione, nessuna risposta, bez odpovědi, "
        "nevím, ei vastausta, geen mening, brak odpowiedzi, нет ответа, немає відповіді"
    ),
}
#: What a word says, by its normal form.
LEVELS = {folded(word): level for level, words in _WORDS.items() for word in words.split(", ")}


def level_of(text: str) -> str | None:
    """How far an answer in words agrees; None where the words are not known.

    >>> from zopa.loaders.tools.answer_words import level_of
    >>> level_of("Stimme nicht zu"), level_of("Strongly agree"), level_of("blue")
    ('no', 'strongly', None)
    """
    return LEVELS.get(folded(text).strip(" .!"))
