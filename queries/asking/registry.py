"""The queries by name: what each asks, where it is written, what a terminal and a picture show of it.

A new query is a module of :mod:`zopa.queries`, its test, and one entry here. The face of a case, the commands, ``__all__``,
the list of pictures and the reference follow. Nothing heavy is imported here, so that ``zopa --help`` answers at once.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """How the answer to a query is drawn.

    Attributes
    ----------
    module : str
        Module of :mod:`zopa.queries.pictures` that has the function ``draw_`` and the name of the query.
    caption : str
        One sentence that says, below the picture, which rows it shows; ``{lines}`` and ``{line}`` stand for what
        counts at the level.
    needs : tuple of str
        Columns that a list of rows must still have to be drawn; none where the answer is only drawn as it was given.
    """

    module: str
    caption: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Query:
    """The facts about a query that are known without importing it.

    Attributes
    ----------
    module : str
        Module of :mod:`zopa.queries` that has the function.
    question : str
        The first line of its docstring, and what ``zopa --help`` says of its command.
    empty : str
        What it means that the answer has no rows; empty for queries without a command of their own.
    shown : tuple of str
        The columns that a terminal shows, and a form on paper, where there is a command of the same name; every other
        form has them all.
    drawing : Drawing, optional
        Its picture.
    counted : tuple of str
        The columns that a terminal shows where ``count_only`` gives counts as rows.
    table : str
        The query whose answer a terminal shows instead, as it is easier to read there.
    about_positions : bool
        Whether it can be answered only where positions are coded.
    """

    module: str
    question: str
    empty: str = ""
    shown: tuple[str, ...] = ()
    drawing: Drawing | None = None
    counted: tuple[str, ...] = ()
    table: str = ""
    about_positions: bool = True

    @property
    def is_command(self) -> bool:
        """Whether the command line has a command of the same name that writes the rows."""
        return bool(self.shown)


#: Every query, in the order in which ``zopa --help`` and the reference list them.
QUERIES = {
    "clashes": Query(
        module="clashes",
        question="Which positions of different parties can no settlement honour together?",
        empty="No two positions clash.",
        shown=("severity", "party_a", "party_b", "why"),
        drawing=Drawing(
            module="clashes",
            caption="Pairs of positions that no settlement can honour together.",
            needs=("issue", "party_a", "party_b", "severity"),
        ),
    ),
    "clash_matrix": Query(
        module="clashes",
        question="How many clashes are there between each two parties?",
        drawing=Drawing(module="clashes", caption="The same pairs, counted between each two parties."),
    ),
    "zones": Query(
        module="zones",
        question="On each issue, in each region and at each date: is there a zone of possible agreement, and who closes it?",
        empty="On no issue do two or more parties hold a position at the same time and place.",
        shown=("status", "certain", "why"),
        drawing=Drawing(
            module="zones",
            caption="For each issue and place: whether {lines} allow a settlement to those who hold a position there.",
            needs=("issue", "regions", "start", "end", "parties", "level", "status", "closed_by", "unknown"),
        ),
    ),
    "support": Query(
        module="support",
        question="Option by option, who demands, accepts or rejects it, who takes no side, who is silent, and does it pass?",
        empty="On no issue does one of those asked hold a position.",
        shown=("verdict", "in_favour", "against", "why"),
        drawing=Drawing(
            module="support",
            caption="Who is for each option and who is against it; against it are those whose {lines} rule it out.",
            needs=(
                "issue",
                "regions",
                "settlement",
                *("demands", "accepts", "rejects", "silent"),
                "in_favour",
                "against",
            ),
        ),
    ),
    "coalitions": Query(
        module="coalitions",
        question="Which parties together are just enough to pass a decision, and which to stop it?",
        empty="No decision is coded, or no set of parties can pass or stop it.",
        about_positions=False,
        shown=("decision", "kind", "size", "why"),
    ),
    "voting_power": Query(
        module="voting_power",
        question="How often does each party decide: what is its power under the rule of a decision, whatever it wants?",
        empty="No decision is coded.",
        about_positions=False,
        shown=("decision", "party", "weight", "veto", "shapley_shubik", "banzhaf", "why"),
    ),
    "overlaps": Query(
        module="overlaps",
        question="What common ground is there: which settlements do two or more parties accept, adversaries first?",
        empty="No two parties accept the same settlement.",
        shown=("parties", "why"),
    ),
    "overlap_pairs": Query(
        module="overlaps", question="Which two positions of different parties both accept the same settlement?"
    ),
    "territory": Query(
        module="territory",
        question="What does each party want in each region?",
        empty="No position is about a region.",
        shown=("region", "party", "accepts", "firmness", "extent", "contested"),
        drawing=Drawing(
            module="territory",
            caption="What each party wants in each region.",
            needs=("region", "issue", "party", "accepts", "rules_out", "firmness", "no_side", "contested"),
        ),
        table="territory_matrix",
    ),
    "territory_matrix": Query(
        module="territory", question="What does each party want in each region, as the table that people draw by hand?"
    ),
    "history": Query(
        module="history",
        question="What did each party hold, on which issue, where and when?",
        empty="No position is coded.",
        shown=("party", "start", "end", "why"),
        drawing=Drawing(
            module="history",
            caption="What each party held, where and when, and how firmly.",
            needs=("party", "issue", "regions", "start", "end", "accepts", "rules_out", "firmness", "no_side"),
        ),
    ),
    "shifts": Query(
        module="history",
        question="Who moved, when, and which way?",
        empty="No party changed what it holds.",
        shown=("date", "party", "kind", "why"),
        drawing=Drawing(
            module="history",
            caption="When a party began to accept more or less, or became firmer or less firm.",
            needs=("party", "issue", "date", "kind"),
        ),
    ),
    "compare": Query(
        module="compare",
        question="What is new, gone or moved, and which way, between two cases, two dates, two coders or two sources?",
        empty="Nothing that was compared differs.",
        shown=("what", "change", "direction", "why"),
        drawing=Drawing(
            module="compare",
            caption="What is new, gone or moved on each issue between the two sides.",
            needs=("what", "change", "direction", "issue"),
        ),
    ),
    "what_next": Query(
        module="what_next",
        question="Which unknown would change most answers if it were known: what to ask next, and what does each decide?",
        empty="No answer would change, whatever is not known turned out to be.",
        shown=("kind", "zones", "clashes", "why"),
        drawing=Drawing(
            module="what_next",
            caption="The unknowns that decide most zones and clashes, by {lines}.",
            needs=("kind", "zones", "clashes", "question"),
        ),
    ),
    "obstacles": Query(
        module="obstacles",
        question="What stands in the way of what, those first whose removal would free the most?",
        empty="No obstacle is coded.",
        about_positions=False,
        shown=("name", "clashes", "why"),
    ),
    "contradictions": Query(
        module="contradictions",
        question="Which positions cannot all hold, over one issue or several tied by rules: every smallest set?",
        empty="No positions contradict one another.",
        shown=("size", "parties", "certain", "why"),
        drawing=Drawing(
            module="sets",
            caption="Known {lines} that cannot all hold, over one issue or several tied by rules.",
            needs=("parties", "positions", "issues", "certain"),
        ),
    ),
    "openings": Query(
        module="openings",
        question="What would have to move: which smallest sets of positions allow a deal once they are softened, and whose?",
        empty="Nothing has to move: no positions contradict one another.",
        shown=("component", "rank", "cost", "parties", "why"),
        drawing=Drawing(
            module="sets",
            caption="Of these {lines}, the fewest that would have to be softened.",
            needs=("component", "rank", "cost", "parties", "positions", "issues"),
        ),
    ),
    "pivots": Query(
        module="pivots",
        question="Which single position would, once softened, open or enlarge a zone most, and how far would it have to go?",
        empty="No single position would open or enlarge a zone if it were softened.",
        shown=("party", "opens", "steps", "why"),
    ),
    "deals": Query(
        module="deals",
        question="Which packages cross no red line and break no rule, the best first?",
        empty="There is no deal: every package crosses a line or breaks a rule.",
        shown=("rank", "unknowns", "total", "settlements"),
        counted=("counted", "party", "packages", "at_most", "blocks_alone"),
    ),
    "check_deal": Query(
        module="check_deal",
        question="Which red line, bottom line or aim of each party does a package meet or cross, and what is unknown?",
        empty="The deal settles no issue on which a party holds a position.",
        shown=("party", "issue", "verdict", "why"),
    ),
    "frontier": Query(
        module="frontier",
        question="Which deals cannot be bettered for one party without being worse for another?",
        empty="There is no deal, and so no frontier.",
        shown=("rank", "settlements", "low_*", "total"),
        drawing=Drawing(
            module="frontier", caption="Deals that cross no {line}, by the least satisfaction of each party."
        ),
    ),
    "solutions": Query(
        module="solutions",
        question="Which deals do the four bargaining solutions pick, and what are the ideal and the disagreement point?",
        empty="There is no deal that a rule of fairness could pick.",
        shown=("solution", "settlements", "low_*", "why"),
    ),
    "trades": Query(
        module="trades",
        question="Which two issues could two parties exchange so that both gain, as each values the other one more?",
        empty="No two parties value two issues so differently that an exchange would surely help both.",
        shown=("party_a", "party_b", "a_gives", "b_gives", "gain_a", "gain_b", "why"),
    ),
    "standoffs": Query(
        module="standoffs",
        question="Which conditions wait for one another in a loop, so that no step can begin, and what would free them?",
        empty="No steps wait for one another in a loop.",
        about_positions=False,
        shown=("kind", "parties", "waive", "why"),
        drawing=Drawing(
            module="standoffs",
            caption="Conditions of which each waits for the other.",
            needs=("kind", "core", "steps", "parties"),
        ),
    ),
    "sequence": Query(
        module="standoffs",
        question="In what order can the steps be taken so that every condition is honoured, and which can go side by side?",
        empty="No condition says what has to come first.",
        about_positions=False,
        shown=("stage", "step", "after", "why"),
    ),
    "islands": Query(
        module="islands",
        question="Where can common ground start: which facts are agreed or contested, which norms converge or diverge?",
        empty="No fact and no norm is agreed on or contested between parties.",
        shown=("cell", "item", "parties", "why"),
    ),
    "robustness": Query(
        module="robustness",
        question="Does each answer survive when weak evidence is dropped, or one source or one coder is left out?",
        empty="There is nothing to test: the query has no rows.",
        shown=("party", "party_a", "party_b", "parties", "issue", "verdict", "survives", "rests_on", "support"),
    ),
    "ask": Query(
        module="ask",
        question="What does the case say about a question, a party, an issue, an option, a region or anything else in it?",
    ),
    "summary": Query(
        module="summary",
        question="What is stuck and between whom, what is shared, what is unknown, and how large is the case?",
    ),
    "picture": Query(module="panels", question="What does the answer to a query look like?"),
    "panels": Query(module="panels", question="Which pictures of a case go into a page?"),
}

#: The queries of which there is a picture.
DRAWINGS = {name: query.drawing for name, query in QUERIES.items() if query.drawing is not None}

#: The forms in which an answer is cited.
CITATIONS = ("sentence", "bibtex", "csl")
