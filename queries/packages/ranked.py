"""Ranked choices as satisfactions: 1 for the best, 0 for the last, in equal steps.

A party that ranks the options of an issue (1 for the best) says an order, and no distances. The satisfaction with an option
is the share of the other options that are not ranked better, which is its Borda score between 0 and 1: the one score that
treats all steps of a ranking alike (Young 1974). Options of one rank are equally good. Where a rank leaves a gap, such as 1
and 3, options that the party does not rank fill it, as far as there are any. Of an option that it does not rank nothing
follows: it is unknown.

References
----------
.. [1] Young, H. P. (1974). An axiomatization of Borda's rule. *Journal of Economic Theory*, 9(1), 43-52.
   DOI 10.1016/0022-0531(74)90073-8.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction


def satisfactions_by_rank(ranks: Mapping[int, int], named: Mapping[int, int], options: int) -> dict[int, Fraction]:
    """The satisfaction with what each position names.

    Parameters
    ----------
    ranks : dict of int to int
        Of the positions of one party on one issue that have a rank, that rank.
    named : dict of int to int
        The options that each of them names, a mask.
    options : int
        All options of the issue that are on the table, a mask.

    Examples
    --------
    >>> from zopa.queries.packages.ranked import satisfactions_by_rank
    >>> {p: str(share) for p, share in satisfactions_by_rank({0: 1, 1: 2, 2: 3}, {0: 1, 1: 2, 2: 4}, 0b111).items()}
    {0: '1', 1: '1/2', 2: '0'}
    """
    others = options.bit_count() - 1
    ranked = 0
    for position in ranks:
        ranked |= named[position] & options
    unranked = (options & ~ranked).bit_count()
    shares = {}
    for position, rank in ranks.items():
        better = 0
        for rival, rank_of_rival in ranks.items():
            better |= named[rival] & options if rank_of_rival < rank else 0
        ahead = (better & ~named[position]).bit_count()
        ahead += min(max(0, rank - 1 - ahead), unranked)
        shares[position] = 1 - Fraction(min(ahead, others), others) if others > 0 else Fraction(1)
    return shares
