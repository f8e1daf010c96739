"""Libraries that come with an extra of the package, and the sentence that says which where one is missing."""

from __future__ import annotations

import importlib
from typing import Any


class MissingExtraError(ValueError):
    """A library is not installed that comes with an extra of the package."""


def needed(module: str, extra: str, purpose: str) -> Any:
    """A module that comes with an extra.

    Parameters
    ----------
    module : str
    extra : str
        The extra that it comes with.
    purpose : str
        What is done with it, as the beginning of a sentence.

    Raises
    ------
    MissingExtraError
        When it is not installed: one sentence that says how to install it.

    Examples
    --------
    >>> from zopa.queries.asking.extras import needed
    >>> needed("no_such_module", "documents", "Word files are written with python-docx")
    Traceback (most recent call last):
    ...
    zopa.queries.asking.extras.MissingExtraError: Word files are written with python-docx, which is not installed: ...
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        raise MissingExtraError(f'{purpose}, which is not installed: pip install "zopa[{extra}]"') from None
