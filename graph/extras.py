"""Libraries that come with an extra of the package, and the sentence that says how to install one that is missing."""

from __future__ import annotations

import importlib
from typing import Any


def needed(module: str, sentence: str, error: type[Exception] = ValueError) -> Any:
    """A module that comes with an extra, imported when it is needed.

    Parameters
    ----------
    module : str
    sentence : str
        What is said where it is not installed: what it is for, and the command that installs it.
    error : type of Exception
        As what it is raised.

    Examples
    --------
    >>> from zopa.graph.extras import needed
    >>> needed("no_such_module", 'Word files need python-docx: pip install "zopa[documents]".')
    Traceback (most recent call last):
    ...
    ValueError: Word files need python-docx: pip install "zopa[documents]".
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        raise error(sentence) from None
