"""One sentence, or a few, about anything in a case, each with the positions and evidence that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from ..graph.asked import ALL, date_asked
from ..graph.columns import NO_SIDE
from ..graph.dates import as_text
from ..graph.lists import join
from ..graph.ontology import OPTION_SEPARATOR
from .asking.selection import Names
from .asking.wording import JOIN, Wording, cell_list, number
from .clashes import clashes
from .history import history
from .obstacles import obstacles
from .territory import territory
from .zones import zones

if TYPE_CHECKING:
    from ..graph.store import Store

#: Events that a sentence names before it only counts them.
MAX_EVENTS = 3
PRECISION = {"about": "about ", "at least": "at least ", "more than": "more than ", "at most": "at most "}
REACTION = {
    "accepts": "accepts it",
    "accepts in part": "accepts it in part",
    "rejects": "rejects it",
    "has not answered": "has not answered",
}


class Fact(NamedTuple):
    """A sentence, what it is about (``kind:id``), and the ids of the positions and evidence behind it."""

    sentence: str
    about: str
    positions: str
    evidence: str


def facts(graph: Store, kind: str, id_: str, *, parties: Names = None) -> Iterator[Fact]:
    """The facts that a case has about one thing, the weightiest first.

    Parameters
    ----------
    graph : PositionGraph
    kind : str
        A node kind of the ontology.
    item : str
        Its id; ``issue/option`` for an option.
    parties : str or iterable of str, optional
        Whose positions are meant, where positions are told.
    """
    for sentence, positions, evidence in _ABOUT[kind](graph, id_, parties):
        yield Fact(sentence, f"{kind.lower()}:{id_}", positions, evidence)


def row_of(graph: Store, table: str, id_: str) -> Any:
    """The row of a table with this id."""
    rows = graph.tables[table]
    return rows.loc[rows["id"] == id_].iloc[0]


Sentences = Iterator[tuple[str, str, str]]


def _party(graph: Store, party: str, parties: Names) -> Sentences:
    positions_now = now(graph, history(graph, parties=party))
    order = ["red line", "bottom line", "aim", ""]
    positions_now = positions_now.sort_values("firmness", key=lambda words: words.map(order.index), kind="stable")
    if positions_now.empty:
        row = row_of(graph, "parties", party)
        roles = join((role for role in cell_list(row["roles"])), "and")
        yield (
            f"{Wording(graph).item(party)} holds no coded position" + (f"; its role: {roles}." if roles else "."),
            "",
            _cited(row),
        )
        yield from _events_with(graph, "parties", party)
    yield from _rows(positions_now)
    row = row_of(graph, "parties", party)
    if not pd.isna(row["walk_away"]):
        least = f"{number(row['walk_away'])} of the most that it could get"
        yield (
            f"{Wording(graph).item(party)} prefers no agreement to one that gives it less than {least}.",
            "",
            _cited(row),
        )


def _issue(graph: Store, issue: str, parties: Names) -> Sentences:
    if isinstance(parties, str) or (parties is not None and len(list(parties)) == 1):
        yield from _rows(now(graph, history(graph, parties=parties, issues=issue)))
        yield from _conditions(graph, issue)
        return
    answered = now(graph, zones(graph, parties, issues=issue, as_of=ALL))
    worst = answered.sort_values(
        "status", key=lambda words: words.map(["closed", "open", "agreed"].index), kind="stable"
    )
    yield from _rows(worst.head(1))
    yield from _rows(obstacles(graph, issues=issue))
    yield from _conditions(graph, issue)
    yield from _rows(worst.iloc[1:])
    listed = clashes(graph, parties=parties, issues=issue)
    for row in listed.itertuples():
        yield (
            str(row.why),
            f"{row.position_a}{JOIN}{row.position_b}",
            JOIN.join(filter(None, (row.evidence_a, row.evidence_b))),
        )
    if answered.empty:
        yield from _rows(now(graph, history(graph, issues=issue)))


def _option(graph: Store, option_id: str, parties: Names) -> Sentences:
    issue, _, option = option_id.partition(OPTION_SEPARATOR)
    positions_now = now(graph, history(graph, parties=parties, issues=issue))
    wording = Wording(graph)
    names = dict(zip(graph.tables["parties"]["id"], wording.parties, strict=True))
    phrases, positions, evidence = [], [], []
    for column, word in (("accepts", "accepted by"), ("rules_out", "ruled out by")):
        rows = positions_now[[option in cell_list(cell) for cell in positions_now[column]]]
        if len(rows):
            phrases.append(f"{word} {join((names[party] for party in rows['party'].unique()), 'and')}")
            positions += [coded for cell in rows["positions"] for coded in cell_list(cell)]
            evidence += [coded for cell in rows["evidence"] for coded in cell_list(cell)]
    if phrases:
        yield f"{wording.item(option_id)} is {join(phrases, 'and')}.", _unique(positions), _unique(evidence)
    for row in positions_now[positions_now["no_side"] != ""].itertuples():
        if on_option := _on_option(graph, issue, option, cell_list(row.positions)):
            yield str(row.why), _unique(on_option), row.evidence


def _on_option(graph: Store, issue: str, option: str, positions: list[str]) -> list[str]:
    """Those of some positions that take no side on an option, or on its whole issue."""
    rows = graph.tables["positions"]
    rows = rows[(rows["issue"] == issue) & rows["stance"].isin(NO_SIDE) & rows["id"].isin(positions)]
    is_named = [option in (options := cell_list(cell)) or not options for cell in rows["option"]]
    return [str(position) for position in rows["id"][is_named]]


def _region(graph: Store, region: str, parties: Names) -> Sentences:
    rows = now(graph, territory(graph, parties=parties, regions=region, as_of=ALL))
    rows = rows[rows["region"] == region].sort_values("contested", ascending=False, kind="stable")
    yield from _rows(rows)
    if rows.empty:
        yield from _events_with(graph, "regions", region)


def _events_with(graph: Store, column: str, named_id: str) -> Sentences:
    """How many events name a party or a region, and the latest of them."""
    events = graph.tables["events"]
    events = events[events["kind"] != "phase"]
    named = events[[named_id in cell_list(cell) for cell in events[column]]]
    if named.empty:
        return
    latest = named.sort_values("start", kind="stable", na_position="first").iloc[::-1].head(MAX_EVENTS)
    dates = named["start"].dropna().str[:4]
    years = (
        ""
        if dates.empty
        else f" of {dates.min()}"
        if dates.min() == dates.max()
        else f" of {dates.min()} to {dates.max()}"
    )
    names = join((f"'{name}'" for name in latest["name"]), "and")
    who = Wording(graph).item(named_id)
    if len(named) == 1:
        yield f"{who} is named in one event{years}: {names}.", "", _unique(_ids(latest["evidence"]))
    else:
        which_are = "they are" if len(named) == len(latest) else "the latest are"
        yield (
            f"{who} is named in {len(named):,} events{years}; {which_are} {names}.",
            "",
            _unique(_ids(latest["evidence"])),
        )


def _ids(cells: pd.Series) -> list[str]:
    return [evidence_id for cell in cells for evidence_id in cell_list(cell)]


def _figure(graph: Store, figure: str, parties: Names) -> Sentences:
    row = row_of(graph, "figures", figure)
    per = f" {row['per']}" if isinstance(row["per"], str) else ""
    date = f" ({row['date']})" if isinstance(row["date"], str) else ""
    amount = f"{PRECISION.get(row['precision'], '')}{number(row['value'])} {row['unit']}"
    yield f"{row['name']}: {amount}{per}{date}.", "", _cited(row)


def _event(graph: Store, event: str, parties: Names) -> Sentences:
    row = row_of(graph, "events", event)
    start, end = (row[column] if isinstance(row[column], str) else "" for column in ("start", "end"))
    dates = f" ({start} to {end})" if end and end != start else f" ({start})" if start else ""
    involved = join((Wording(graph).item(party) for party in cell_list(row["parties"])), "and")
    yield f"{row['name']}{dates}" + (f", with {involved}." if involved else "."), "", _cited(row)


def _obstacle(graph: Store, obstacle: str, parties: Names) -> Sentences:
    rows = obstacles(graph)
    yield from _rows(rows[rows["obstacle"] == obstacle])


def _proposal(graph: Store, proposal: str, parties: Names) -> Sentences:
    row, wording = row_of(graph, "proposals", proposal), Wording(graph)
    authors = join((wording.item(party) for party in cell_list(row["authors"])), "and")
    sentence = row["name"] + (f", put forward by {authors}" if authors else "")
    sentence += f", {row['status']}" if isinstance(row["status"], str) else ""
    reactions = graph.tables["reactions"]
    answers = reactions[reactions["proposal"] == proposal]
    if len(answers):
        sentence += "; " + join(
            (f"{wording.item(reaction.party)} {REACTION[reaction.reaction]}" for reaction in answers.itertuples()),
            "and",
        )
    summary = f" {row['summary'].rstrip('.')}." if isinstance(row["summary"], str) else ""
    evidence = cell_list(row["evidence"]) + [
        evidence_id for cell in answers["evidence"] for evidence_id in cell_list(cell)
    ]
    yield f"{sentence}.{summary}", "", _unique(evidence)


def _programme(graph: Store, programme: str, parties: Names) -> Sentences:
    row, wording = row_of(graph, "programmes", programme), Wording(graph)
    givers, takers = (
        join((wording.item(party) for party in cell_list(row[c])), "and") for c in ("providers", "recipients")
    )
    yield (
        f"{row['name']}" + (f", by {givers}" if givers else "") + (f", for {takers}." if takers else "."),
        "",
        _cited(row),
    )


def _effect(graph: Store, effect: str, parties: Names) -> Sentences:
    row, wording = row_of(graph, "effects", effect), Wording(graph)
    borne = join((wording.item(party) for party in cell_list(row["parties"])), "and")
    remedy = f" What it calls for: {row['remedy'].rstrip('.')}." if isinstance(row["remedy"], str) else ""
    yield f"{row['name']}" + (f", borne by {borne}." if borne else ".") + remedy, "", _cited(row)


def _scenario(graph: Store, scenario: str, parties: Names) -> Sentences:
    row, wording = row_of(graph, "scenarios", scenario), Wording(graph)
    needs = join((wording.item(condition) for condition in cell_list(row["depends_on"])), "and")
    summary = f": {row['summary'].rstrip('.')}" if isinstance(row["summary"], str) else ""
    yield f"{row['name']}{summary}" + (f"; it depends on {needs}." if needs else "."), "", _cited(row)


def _instrument(graph: Store, instrument: str, parties: Names) -> Sentences:
    row, wording = row_of(graph, "instruments", instrument), Wording(graph)
    about = join((wording.item(topic) for topic in cell_list(row["about"])), "and")
    yield f"{row['name']}" + (f" bears on {about}." if about else "."), "", _cited(row)


def _decision(graph: Store, decision: str, parties: Names) -> Sentences:
    row, wording = row_of(graph, "decisions", decision), Wording(graph)

    def listed(column: str, last: str = "and") -> str:
        return join((wording.item(name) for name in cell_list(row[column])), last)

    weight = row["weight"] if isinstance(row["weight"], str) else ""
    who = listed("parties") or (f"everybody with a number in '{weight}'" if weight else "everybody who is asked")
    verb = "have" if len(cell_list(row["parties"])) > 1 else "has"
    about = listed("issues") or "the whole package"
    sentence = f"On {about}, {wording.item(decision)} decides by the rule '{row['rule']}'; {who} {verb} a say"
    sentence += f", counted by {weight}" if weight else ""
    sentence += f"; alone it can be stopped by {listed('vetoes', 'or')}" if cell_list(row["vetoes"]) else ""
    yield f"{sentence}.", "", _cited(row)


def now(graph: Store, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that hold at the case's own date, where some do; else all of them, whose sentences say when they held."""
    date = date_asked(graph, None)
    if date.text == ALL:
        return rows
    first, last = as_text(date.first), as_text(date.last)
    hold = (rows["start"].fillna("") <= last) & (rows["end"].fillna("9999") >= first)
    latest = rows[hold & (rows["end"].fillna("9999") >= last)]
    return latest if len(latest) else rows[hold] if hold.any() else rows


def _conditions(graph: Store, issue: str) -> Sentences:
    """Conditions on the options of an issue, those that are set on the case's own date."""
    wording, date = Wording(graph), date_asked(graph, None)
    if date.text != ALL:
        graph = graph.with_conditions_of(date.last)
    for row in graph.tables["conditions"].itertuples():
        if row.what.split(OPTION_SEPARATOR)[0] == issue:
            needs = join((wording.item(needed) for needed in cell_list(row.requires)), "or")
            who = f"For {wording.item(row.party)}, " if isinstance(row.party, str) else ""
            subject = wording.item(row.what)
            yield f"{who}{subject} {row.relation} {needs}.", "", row.evidence if isinstance(row.evidence, str) else ""


def _rows(rows: pd.DataFrame) -> Sentences:
    for row in rows.to_dict("records"):
        yield row["why"], row.get("positions", ""), row["evidence"]


def _cited(row: Any) -> str:
    return row["evidence"] if isinstance(row["evidence"], str) else ""


def _unique(ids: list[str]) -> str:
    return JOIN.join(dict.fromkeys(ids))


_ABOUT: dict[str, Callable[[Store, str, Names], Sentences]] = {
    "Party": _party,
    "Issue": _issue,
    "Option": _option,
    "Region": _region,
    "Figure": _figure,
    "Event": _event,
    "Obstacle": _obstacle,
    "Proposal": _proposal,
    "Programme": _programme,
    "Effect": _effect,
    "Scenario": _scenario,
    "Instrument": _instrument,
    "Decision": _decision,
}

#: The node kinds that can be asked about.
KINDS = tuple(_ABOUT)
