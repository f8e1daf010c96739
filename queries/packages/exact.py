"""Numbers as they were typed, and their sums without rounding: what ties in the tables ties in every answer.

Satisfactions and saliences are typed as decimals: 0.1 means a tenth, not the binary number nearest to it. They are read as
fractions, multiplied and added as fractions, and handed to the searches as whole multiples of one small unit, so that sums
are exact, equal sums are equal, and what is as good as something else is never taken for a little worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: A decimal with a larger denominator was not typed but computed, as 0.333333333333 was.
TYPED = 10**9
#: What was computed is the simplest fraction this close to it, where there is one with a denominator of at most so much.
CLOSE, SIMPLE = Fraction(5, 10**12), 10**4
#: Sums that stay below this fit into the whole numbers of numpy.
ROOM = 2**62


@lru_cache(maxsize=100_000)
def read(value: float) -> Fraction:
    """A finite number as it was typed; one that was computed as a simple fraction, or to 12 digits.

    Examples
    --------
    >>> from zopa.queries.packages.exact import read
    >>> str(read(0.1)), str(read(2 / 3)), str(read(-12.5))
    ('1/10', '2/3', '-25/2')
    """
    written = Fraction(repr(float(value)))
    if written.denominator <= TYPED:
        return written
    simple = written.limit_denominator(SIMPLE)
    return simple if abs(simple - written) <= CLOSE * abs(written) else Fraction(f"{float(value):.12g}")


def common(fractions: Iterable[Fraction]) -> int:
    """The least whole number of which all these fractions are whole parts."""
    return lcm(*{fraction.denominator for fraction in fractions})


def as_whole(rows: Sequence[Sequence[Fraction]], scale: Sequence[int]) -> NDArray[Any]:
    """Rows of fractions, each column as multiples of one part in so many; the nearest where a fraction is no multiple.

    Whole numbers of numpy where sums up to 1 fit into them, whole numbers of Python where not.
    """
    numerators = [
        [
            fraction.numerator * (denominator // fraction.denominator)
            if not denominator % fraction.denominator
            else round(fraction * denominator)
            for fraction, denominator in zip(row, scale, strict=True)
        ]
        for row in rows
    ]
    kind: type = np.int64 if all(denominator < ROOM for denominator in scale) else object
    return np.array(numerators, dtype=kind).reshape(len(rows), len(scale))


def parts(rows: NDArray[Any], scale: Sequence[int]) -> NDArray[np.float64]:
    """The multiples as numbers from 0 to 1; a larger multiple is never the smaller number."""
    if rows.dtype == object:
        return (rows / np.array(scale, dtype=object)).astype(float) if rows.size else rows.astype(float)
    return rows / np.array(scale, dtype=float)


def ranks(column: NDArray[Any]) -> NDArray[Any]:
    """Whole numbers that compare as a column does; numpy cannot sort by whole numbers of Python in several columns."""
    return np.unique(column, return_inverse=True)[1] if column.dtype == object else column
