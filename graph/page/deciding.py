"""What satisfies parties, and who must agree, as the page's own rule reads it: saliences, walk-away values, decisions."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..decision import Needs, RuleError, read_rule
from ..edges import listed
from .cells import cell

if TYPE_CHECKING:
    from ..store import Store


def worth(store: Store) -> dict[str, Any]:
    """What ``satisfaction.js`` reads, by the rows of positions, parties and issues; what is not coded is left out.

    ``own``: the satisfaction that a position says; ``ranks``: the rank that it gives its options where it says none;
    ``ideals``: the value that it prefers, and whether it names a lowest and
    a highest one; ``prefers``: the place of the option that it prefers in the order; ``saliences``: party, issue and number;
    ``walkAway``: party and number; ``wholes``: an issue that is one option of several, and of which.
    """
    rows, columns = store.tables["positions"], store.columns
    numbers = rows[["satisfaction", "ideal", "low", "high"]].to_numpy(dtype=float)
    ordered = columns.is_ordered[columns.issue] & rows["prefers"].notna().to_numpy()
    party_of = {str(name): number for number, name in enumerate(columns.parties)}
    issue_of = {str(name): number for number, name in enumerate(columns.issues)}
    saliences = store.tables["saliences"][["party", "issue", "salience"]].itertuples(index=False, name=None)
    ranks = np.where(columns.is_number[columns.issue], np.nan, rows["rank"].to_numpy(dtype=float))
    ranked = np.isnan(numbers[:, 0]) & ~np.isnan(ranks)
    found = {
        "ranks": [[p, int(ranks[p])] for p in np.flatnonzero(ranked).tolist()],
        "own": [[p, cell(numbers[p, 0])] for p in np.flatnonzero(~np.isnan(numbers[:, 0])).tolist()],
        "ideals": [
            [p, cell(numbers[p, 1]), *(int(not np.isnan(end)) for end in numbers[p, 2:])]
            for p in np.flatnonzero(~np.isnan(numbers[:, 1])).tolist()
        ],
        "prefers": [
            [p, columns.options[columns.issue[p]].index(rows["prefers"].iat[p])]
            for p in np.flatnonzero(ordered).tolist()
        ],
        "saliences": [[party_of[who], issue_of[on], cell(much)] for who, on, much in saliences if not np.isnan(much)],
        "walkAway": [
            [party, cell(float(least))]
            for party, least in enumerate(store.tables["parties"]["walk_away"])
            if not pd.isna(least)
        ],
        "wholes": [
            [issue, whole] for issue, whole in enumerate(store.tables["issues"]["whole"]) if isinstance(whole, str)
        ],
    }
    return {name: values for name, values in found.items() if values}


def decisions(store: Store) -> list[dict[str, Any]]:
    """The decisions of a case as ``decisions.js`` reads them; numbers that must be exact are pairs or texts.

    ``ways`` are those of the rule (:class:`zopa.graph.decision.Rule`), left out where it cannot be read. ``parties``: who
    has a say, by the number of its principal, left out where everybody has who holds a position; ``weights``: the number of
    each party as a whole multiple, ``unit`` being how many are one.
    """
    columns = store.columns
    party_of = {str(name): number for number, name in enumerate(columns.parties)}
    issue_of = {str(name): number for number, name in enumerate(columns.issues)}
    records = []
    for row in store.tables["decisions"].itertuples():
        # A redacted case may keep no rules.
        if not isinstance(row.rule, str):
            continue
        voters, vetoes = (
            sorted({int(columns.principal[party_of[name]]) for name in listed(names)})
            for names in (row.parties, row.vetoes)
        )
        record: dict[str, Any] = {"id": str(row.id), "vetoes": vetoes} | ({"parties": voters} if voters else {})
        if listed(row.issues):
            record["issues"] = [issue_of[name] for name in listed(row.issues) if name in issue_of]
        weighted = isinstance(row.weight, str)
        try:
            rule = read_rule(row.rule)
            weights = _weights(store, row.weight) if weighted else {}
        except (RuleError, ValueError, ZeroDivisionError, KeyError):
            records.append(record)
            continue
        record["ways"] = [[_needs(needs) for needs in way] for way in rule.ways]
        fits = {
            "count": rule.parties,
            "atLeast": rule.at_least_parties,
            "vetoCount": rule.vetoes,
            "anybody": rule.anybody_can_stop or None,
            "weighted": rule.needs_weight or None,
        }
        record |= {name: value for name, value in fits.items() if value is not None}
        if weighted:
            unit = lcm(*(weight.denominator for weight in weights.values()))
            record |= {
                "column": row.weight,
                "unit": str(unit),
                "weights": [[party_of[name], str(int(weight * unit))] for name, weight in weights.items()],
            }
            record.setdefault("parties", sorted({int(columns.principal[party_of[name]]) for name in weights}))
        records.append(record)
    return records


def _needs(needs: Needs) -> dict[str, Any]:
    found = {
        "share": needs.share and [str(needs.share.numerator), str(needs.share.denominator)],
        "moreThan": needs.more_than or None,
        "number": needs.number and [str(needs.number.numerator), str(needs.number.denominator)],
        "allBut": needs.all_but,
        "byWeight": needs.by_weight or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _weights(store: Store, column: str) -> dict[str, Fraction]:
    """The number of each party in a column, as it was typed.

    Raises
    ------
    KeyError, ValueError, ZeroDivisionError
        When there is no such column, or it holds something else than numbers of 0 or more.
    """
    rows = store.tables["parties"]
    weights = {
        str(name): Fraction(str(weight).strip())
        for name, weight in zip(rows["id"], rows[column], strict=True)
        if not pd.isna(weight)
    }
    if any(weight < 0 for weight in weights.values()):
        raise ValueError("A weight below 0 cannot be counted.")
    return weights
