"""Decisions of a case that is passed on: each by a rule that names nobody, with the weights that it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from .decision import RuleError, read_rule
from .ontology import Redaction, ontology

#: How a column of weights is called where its own name does not stay.
WEIGHT = "weight"
#: What rules that are named after an institution come to; the vetoes stand in a column of their own.
_WITHOUT_INSTITUTION = {"UN Security Council": "at least 9", "UN Security Council procedural": "at least 9"}
#: A rule of an institution that no other words say.
_NO_OTHER_WORDS = "EU Council qualified majority"


def with_weights(
    tables: dict[str, pd.DataFrame],
    coded: Mapping[str, pd.DataFrame],
    level: Redaction,
    gives_away: Callable[[str], bool],
) -> None:
    """Keep of the decisions in some tables those that can be told without giving anything away, with their weights.

    A decision whose rule or weights cannot be kept is left out: told without them it would be another one. The columns of
    weights are added to the parties.

    Parameters
    ----------
    tables : dict of DataFrame
        Tables of a redacted case, whose decisions and parties are replaced.
    coded : dict of DataFrame
        The tables as they were coded.
    level : str
    gives_away : function of str to bool
        Whether a name does not stay.
    """
    decisions, parties = tables["decisions"], coded["parties"]
    new_names: dict[str, str] = {}
    rows = []
    for (_, row), words, weight in zip(
        decisions.iterrows(), coded["decisions"]["rule"], coded["decisions"]["weight"], strict=True
    ):
        rule, name = _rule(words, level)
        if name in _WITHOUT_INSTITUTION:
            weight = pd.NA  # under these rules every vote counts one
        if isinstance(weight, str) and weight not in ontology().tables["parties"].columns:
            if weight not in new_names and weight in parties.columns:
                is_hidden = level == "names" or gives_away(weight)
                new_names[weight] = f"{WEIGHT} {len(new_names) + 1}" if is_hidden else weight
            rule = rule if weight in new_names else None
            weight = new_names.get(weight)
        if rule is not None:
            rows.append({**row, "rule": rule, "weight": weight})
    tables["decisions"] = pd.DataFrame(rows, columns=decisions.columns).astype(decisions.dtypes.to_dict())
    added = {new: parties[name].where(parties[name].map(_is_weight).astype(bool)) for name, new in new_names.items()}
    tables["parties"] = tables["parties"].assign(**added)


def _rule(words: Any, level: Redaction) -> tuple[str | None, str]:
    """How a rule is written in what is passed on, if it can be, and its name."""
    try:
        name = read_rule(str(words)).name
    except RuleError:
        return None, ""
    if level != "names":
        return str(words), name
    return None if name == _NO_OTHER_WORDS else _WITHOUT_INSTITUTION.get(name, name), name


def _is_weight(cell: Any) -> bool:
    try:
        return not pd.isna(cell) and Fraction(str(cell).strip()) >= 0
    except (ValueError, ZeroDivisionError):
        return False
