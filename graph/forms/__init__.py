"""An answer's table in the form that a file or a reader asks for: one module a form, listed in :mod:`zopa.graph.suffixes`.

Each module has the function ``written``, which makes the bytes of a file of a :class:`.content.Content`. They are imported
when a file is written, and by nothing else.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from ..suffixes import FORMS

if TYPE_CHECKING:
    from .content import Content


def as_bytes(content: Content, form: str) -> bytes:
    """The file that holds a table in one of the forms of :data:`zopa.graph.suffixes.TABLES`.

    >>> import pandas as pd
    >>> from zopa.graph.forms import as_bytes
    >>> from zopa.graph.forms.content import Content
    >>> as_bytes(Content(pd.DataFrame({"a": [1]})), "md")
    b'| a |\\n| --- |\\n| 1 |\\n'
    """
    module = importlib.import_module(f".{FORMS[form].module}", __package__)
    return bytes(module.written(content))
