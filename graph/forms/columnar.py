"""A table as Parquet: typed rows, and what the query says of them beside."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from ..extras import needed
from .content import Content, whole_letters

MISSING = 'Parquet is written by duckdb: pip install "zopa[tables]".'
#: Under this key pandas keeps the ``attrs`` of a table, and gives them back when it reads the file.
ATTRS = "PANDAS_ATTRS"


def written(content: Content) -> bytes:
    """The file, with the question, the notes and the ``attrs`` of the answer as its metadata.

    Raises
    ------
    ValueError
        When duckdb is not installed.
    """
    duckdb = needed("duckdb", MISSING)
    frame = pd.DataFrame(whole_letters(content.frame))
    # Of a column without a value duckdb would guess whether it holds texts.
    texts = {
        str(name): "str" if pd.api.types.is_object_dtype(kind) or isinstance(kind, pd.CategoricalDtype) else kind
        for name, kind in frame.dtypes.items()
    }
    frame = frame.set_axis(list(texts), axis="columns").astype(texts)
    metadata = {
        "zopa": json.dumps({"query": content.name, "question": content.title, "notes": content.notes}),
        ATTRS: json.dumps(content.frame.attrs, default=_plain),
    }
    keys = ", ".join(f"{key}: {_quoted(text)}" for key, text in metadata.items())
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as database:
        path = Path(folder) / "answer.parquet"
        database.register("answer", frame)
        database.execute(f"COPY answer TO {_quoted(str(path))} (FORMAT parquet, KV_METADATA {{{keys}}})")
        return path.read_bytes()


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _plain(value: Any) -> Any:
    """A number of numpy as one that JSON has, anything else in words."""
    return value.item() if hasattr(value, "item") else str(value)
