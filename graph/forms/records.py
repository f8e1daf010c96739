"""A table as JSON: a list of records, as every reader of records takes it."""

from __future__ import annotations

from .content import Content, whole_letters


def written(content: Content) -> bytes:
    """The records; each says that it is not what was coded where the case is a what-if."""
    frame = content.frame.assign(what_if=content.what_if) if content.what_if else content.frame
    return (str(whole_letters(frame).to_json(orient="records", force_ascii=False, indent=2)) + "\n").encode()
