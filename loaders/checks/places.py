"""The codes of regions, told from their names where these have one reading, and asked for where they have several."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..findings import WARNING, Findings, Problem, listing, shortened
from ..names.places import readings

if TYPE_CHECKING:
    from ..rows import Rows


def fill_codes(regions: Rows, findings: Findings) -> None:
    """Fill in the code of each region whose name means one place of ISO 3166; where it can mean several, ask which."""
    uncoded = [index for index, code in enumerate(regions["code"]) if not code]
    meant = {index: readings(str(regions["name"][index] or regions["id"][index])) for index in uncoded}
    # Two regions that would have one code are two things, and nobody can say which of them is meant by it.
    used = Counter([*filter(None, regions["code"]), *(codes[0] for codes in meant.values() if len(codes) == 1)])
    codes = regions["code"].copy()
    filled: list[str] = []
    for index, candidates in meant.items():
        name = shortened(str(regions["name"][index] or regions["id"][index]))
        if len(candidates) == 1 and used[candidates[0]] == 1:
            codes[index] = candidates[0]
            filled.append(f"{name} ({candidates[0]})")
        elif len(candidates) > 1:
            problem = Problem(
                f"The region '{name}' has no code, and its name can mean {listing(candidates, 'or')}: write the one that is "
                "meant.",
                listing(candidates, "or"),
                level=WARNING,
            )
            findings.add(problem, regions.file, regions.lines[index], "code")
    if filled:
        regions["code"] = codes
        problem = Problem(
            f"The codes of regions were told from their names: {listing(filled, 'and')}.",
            "codes of ISO 3166",
            level=WARNING,
        )
        findings.add(problem, regions.file, None, "code")
