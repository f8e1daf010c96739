"""Invented cases of any size: regions in a tree, dates over ten years, options and numbers, popular and rare issues."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zopa.graph.ontology import ontology

FIRMNESS = np.array(["red line", "bottom line", "aim", None], dtype=object)
REGION_LEVELS = 4
REGIONS_WITHIN = 5


def regions() -> tuple[list[str], list[str | None]]:
    """A tree of four levels below the root, five regions in each."""
    ids, larger = ["r"], [None]
    level = ["r"]
    for _ in range(REGION_LEVELS):
        level = [f"{name}.{n}" for name in level for n in range(REGIONS_WITHIN)]
        ids += level
        larger += [name.rpartition(".")[0] for name in level]
    return ids, larger


def case(positions: int, parties: int, issues: int, skew: float = 0.7, seed: int = 7) -> dict[str, pd.DataFrame]:
    """Tables of an invented case.

    Parameters
    ----------
    positions, parties, issues : int
        How many rows.
    skew : float
        Exponent of the popularity of issues; 0 for none.
    seed : int
        The same seed gives the same case.
    """
    rng = np.random.default_rng(seed)
    region_ids, larger = regions()
    is_number = rng.random(issues) < 0.25
    count = rng.integers(2, 7, issues)
    weight = 1 / np.arange(1, issues + 1) ** skew
    issue = rng.choice(issues, positions, p=weight / weight.sum())
    depth = rng.choice(5, positions, p=[0.3, 0.2, 0.2, 0.15, 0.15])
    first_of_level = np.cumsum([0, *(REGIONS_WITHIN**level for level in range(REGION_LEVELS))])
    region = first_of_level[depth] + (rng.random(positions) * REGIONS_WITHIN**depth).astype(int)
    day = rng.integers(0, 3650, positions)
    length = rng.exponential(700, positions).astype(int)
    start = np.datetime64("2015-01-01") + day
    end = pd.Series(np.datetime_as_string(start + length)).where(rng.random(positions) > 0.2, None)
    low = np.round(rng.random(positions) * 90, 1)
    high = np.round(low + rng.random(positions) * 30, 1)
    first_option = (rng.random(positions) * count[issue]).astype(int)
    second_option = (rng.random(positions) * count[issue]).astype(int)
    option = np.where(
        first_option == second_option,
        [f"o{n}" for n in first_option],
        [f"o{a}|o{b}" for a, b in zip(first_option, second_option, strict=True)],
    )
    numeric = is_number[issue]
    stance = np.where(numeric, "demands", rng.choice(["demands", "rejects", "accepts"], positions, p=[0.8, 0.1, 0.1]))
    rows = {
        "positions": pd.DataFrame(
            {
                "id": [f"x{n}" for n in range(positions)],
                "party": np.char.add("p", rng.integers(0, parties, positions).astype(str)),
                "issue": np.char.add("i", issue.astype(str)),
                "stance": stance,
                "option": pd.Series(option).where(~numeric, None),
                "low": np.where(numeric, low, np.nan),
                "high": np.where(numeric, high, np.nan),
                "firmness": pd.Series(rng.choice(FIRMNESS, positions, p=[0.25, 0.2, 0.35, 0.2])).where(
                    stance != "accepts"
                ),
                "regions": np.array(region_ids, dtype=object)[region],
                "start": np.datetime_as_string(start),
                "end": end,
            }
        ),
        "parties": pd.DataFrame({"id": [f"p{n}" for n in range(parties)]}),
        "issues": pd.DataFrame(
            {
                "id": [f"i{n}" for n in range(issues)],
                "kind": np.where(is_number, "number", "choice"),
                "per_region": "yes",
                "unit": np.where(is_number, "units", None),
                "scale_low": np.where(is_number, 0.0, np.nan),
            }
        ),
        "options": pd.DataFrame(
            [{"issue": f"i{n}", "option": f"o{k}"} for n in range(issues) if not is_number[n] for k in range(count[n])]
        ),
        "regions": pd.DataFrame({"id": region_ids, "part_of": larger}),
    }
    return {name: full(name, rows.get(name)) for name in ontology().tables}


def full(name: str, rows: pd.DataFrame | None) -> pd.DataFrame:
    """A table with all its columns."""
    columns = ontology().tables[name].columns
    frame = (rows if rows is not None else pd.DataFrame()).reindex(columns=list(columns))
    return frame.astype({c.name: "float64" if c.type == "number" else "str" for c in columns.values()})
