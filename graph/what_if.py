"""What-if cases: what was changed in one, which stands in what the case says of itself, and the sentences that say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .lists import join

if TYPE_CHECKING:
    import pandas as pd

#: Under this key a case says that it is a what-if: a list of changes, each with the cells of :data:`CHANGE_COLUMNS`.
WHAT_IF = "what_if"
CHANGED, ADDED, DROPPED, UNITED, FOLLOWS = "changed", "added", "dropped", "united", "follows"
#: Every kind of change, and what it means.
CHANGES = {
    CHANGED: "a cell of a position is another",
    ADDED: "the position was not coded",
    DROPPED: "the position is left out",
    UNITED: "the position says the same as another one now, and the two are read as one",
    FOLLOWS: "it is otherwise because of another change",
}
CHANGE_COLUMNS = ("change", "position", "party", "issue", "says", "column", "coded", "what_if", "firmness", "why")
#: Changes that are told in full; of more it is told how many there are.
MAX_TOLD = 3
NOT_CODED = "This is a what-if and not what was coded"


def changes_of(meta: Mapping[str, Any]) -> list[dict[str, str]]:
    """The changes that make a case a what-if, none where it is as it was coded."""
    return [dict(change) for change in meta.get(WHAT_IF) or ()]


def is_what_if(content: object) -> bool:
    """Whether this is a list of changes, as a case has it under :data:`WHAT_IF`."""
    return isinstance(content, list) and all(
        isinstance(change, Mapping)
        and change.get("change") in CHANGES
        and set(change) <= set(CHANGE_COLUMNS)
        and all(isinstance(cell, str) for cell in change.values())
        for change in content
    )


def change_table(meta: Mapping[str, Any]) -> pd.DataFrame:
    """The same as a table, an empty cell for what a change does not have."""
    import pandas as pd

    rows = [{name: change.get(name, "") for name in CHANGE_COLUMNS} for change in changes_of(meta)]
    return pd.DataFrame(rows, columns=pd.Index(CHANGE_COLUMNS), dtype="str")


def told(meta: Mapping[str, Any]) -> str:
    """That a case is a what-if, and what was changed in it; empty where it is as it was coded.

    >>> from zopa.graph.what_if import told
    >>> told({"what_if": [{"change": "dropped", "why": "'A demands: Geneva' on seat is left out."}]})
    "This is a what-if and not what was coded. 'A demands: Geneva' on seat is left out."
    >>> told({"what_if": [{"change": "dropped"}, {"change": "changed"}]}), told({})
    ('This is a what-if and not what was coded: 1 change, 1 position left out.', '')
    """
    changes = changes_of(meta)
    if not changes:
        return ""
    if not all(change.get("why") for change in changes):
        return f"{NOT_CODED}: {_counted(changes)}."
    sentences = [change["why"] for change in changes[:MAX_TOLD]]
    more = len(changes) - len(sentences)
    if more:
        sentences.append(f"{more:,} more {'change was' if more == 1 else 'changes were'} made.")
    return " ".join([f"{NOT_CODED}.", *sentences])


def without_names(meta: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    """What a case without names says of this: what kinds of changes were made, and nothing of whom or what."""
    changes = changes_of(meta)
    return {WHAT_IF: [{"change": change["change"]} for change in changes]} if changes else {}


def supposed(meta: Mapping[str, Any]) -> frozenset[str]:
    """Ids of the positions that are otherwise than they were coded, or were not coded at all."""
    changes = changes_of(meta)
    return frozenset(
        change["position"] for change in changes if change["change"] in (CHANGED, ADDED) and "position" in change
    )


def _counted(changes: Sequence[Mapping[str, str]]) -> str:
    counts = Counter(change["change"] for change in changes)
    words = {
        CHANGED: ("change", "changes"),
        ADDED: ("position added", "positions added"),
        DROPPED: ("position left out", "positions left out"),
        UNITED: ("position united with another", "positions united with others"),
        FOLLOWS: ("change that follows", "changes that follow"),
    }
    return join(
        (f"{counts[kind]:,} {words[kind][counts[kind] > 1]}" for kind in CHANGES if counts[kind]), "and"
    ).replace(" and ", ", ")
