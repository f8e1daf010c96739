"""The date and the level that a query answers for: one meaning for every query, every command and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .errors import ZopaError

if TYPE_CHECKING:
    from .store import Store

#: Asks over all dates.
ALL = "all"

#: What the positions that count at a level are called in a sentence.
LINES = {"red line": "red lines", "bottom line": "red and bottom lines", "aim": "demands and rejections"}
LINE = {"red line": "red line", "bottom line": "red or bottom line", "aim": "demand or rejection"}
EVERY_LINE = {"red line": "red line", "bottom line": "red line, bottom line", "aim": "demand, rejection"}
#: What is said once where no firmness is coded.
NO_FIRMNESS = "No firmness is coded, so every demand and every rejection counts."


class AskedDateError(ZopaError, ValueError):
    """``as_of`` is no date, or it means all dates where a query needs a single day."""


class AskedDate(NamedTuple):
    """A date that a query answers for.

    Attributes
    ----------
    text : str
        As it was coded or written, ``2025-08``; ``all`` for all dates. It asks the same when it is given as ``as_of``.
    first, last : int
        Its days, both included.
    """

    text: str
    first: int
    last: int


def date_asked(store: Store, as_of: str | None) -> AskedDate:
    """The date that is meant by ``as_of``; the case's own date where none is given.

    A case's own date is the ``as_of`` that it says of itself. Where it says none it is the last day on which a position
    that is no act, or a condition, begins, and where none has such a day all dates are meant.

    Parameters
    ----------
    store : Store
    as_of : str, optional
        A partial ISO date, or ``all``.

    Raises
    ------
    AskedDateError
        When it is neither.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.asked import date_asked
    >>> case = zopa.load("ukraine-2025")
    >>> date_asked(case, None).text, date_asked(case, "2021-03").text, date_asked(case, "all").text
    ('2025', '2021-03', 'all')
    """
    # Help on the command line needs no pandas, which dates do.
    from .dates import ALWAYS, FOREVER, as_text, period

    if as_of is None:
        as_of = store.as_of or as_text(store.last_start) or ALL
    text = str(as_of)
    if text == ALL:
        return AskedDate(ALL, ALWAYS, FOREVER)
    try:
        return AskedDate(text, *period(text))
    except ValueError as error:
        raise AskedDateError(f"{error}, or '{ALL}' for all dates.") from None


def day_asked(store: Store, as_of: str | None) -> int:
    """The one day that is meant by ``as_of``, the last of its days, for queries that need a single day.

    Raises
    ------
    AskedDateError
        When it is no date, or stands for all dates in a case that has several.
    """
    asked_date = date_asked(store, as_of)
    if asked_date.text != ALL:
        return asked_date.last
    own_date = date_asked(store, None)
    if own_date.text == ALL:
        # Every position holds on the day before all dates.
        return own_date.first
    raise AskedDateError(
        "A package is agreed on one day, so this cannot be asked over all dates: write a date, such as "
        f"'{own_date.text}', or none, which means the case's own date."
    )


def date_words(text: str) -> str:
    """``As of 2025-08.``, or that all dates are meant.

    >>> from zopa.graph.asked import date_words
    >>> date_words("2025-08"), date_words("all")
    ('As of 2025-08.', 'Over all dates of the case.')
    """
    return "Over all dates of the case." if text == ALL else f"As of {text}."


def level_asked(store: Store, level: str | None) -> str:
    """The level that is meant where none is given: red lines, or all positions in a case that codes no firmness.

    >>> import zopa
    >>> from zopa.graph.asked import level_asked
    >>> level_asked(zopa.load("ukraine-2025"), None)
    'red line'
    >>> rows = [{"party": "A", "issue": "seat", "option": "Geneva"}]
    >>> level_asked(zopa.load({"positions": rows}, quiet=True), None)
    'aim'
    """
    if level is not None:
        return level
    return "aim" if store.lacks_firmness else "red line"


class Size(NamedTuple):
    """How many positions hold, how many parties hold them (principals, for those who speak for them), on how many issues."""

    positions: int
    parties: int
    issues: int


def size_on(store: Store, asked_date: AskedDate) -> Size:
    """How large a case is on a date, as its summary and the list of built-in cases tell it."""
    columns = store.columns
    holds = (columns.start <= columns.end) & (columns.start <= asked_date.last) & (columns.end >= asked_date.first)
    holders, issues = columns.principal[columns.party[holds]], columns.issue[holds]
    return Size(int(holds.sum()), len(set(holders.tolist())), len(set(issues.tolist())))
