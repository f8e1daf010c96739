"""A docstring as Markdown: sections as lists, names as code, examples as blocks, what has an entry of its own as a link.

Docstrings follow numpydoc: a summary, then sections whose titles are underlined.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from inspect import cleandoc
from textwrap import dedent, indent

_TITLE = re.compile(r"^(?P<title>[A-Z][A-Za-z ]+)\n-{3,}\n", re.MULTILINE)
_ROLE = re.compile(r":(?P<role>[a-z]+):`~?(?P<target>[^`]+)`")
_LITERAL = re.compile(r"``([^`]+)``")
_DOI = re.compile(r"\bDOI (?P<doi>10\.\d+/\S+[^\s.,;])")
_NUMBER = re.compile(r"^\.\. \[\d+\] ", re.MULTILINE)
#: The heading under which a name has an entry, or nothing where it has none.
Anchor = Callable[[str], str | None]


def sections(doc: str) -> dict[str, str]:
    """The parts of a docstring by title, in their order; the summary has none.

    >>> sections('''What is it?
    ...
    ... Notes
    ... -----
    ... Nothing.
    ... ''')
    {'': 'What is it?', 'Notes': 'Nothing.'}
    """
    before, *titled = _TITLE.split(cleandoc(doc))
    titles, texts = titled[::2], titled[1::2]
    return {"": before.strip(), **{title: text.strip("\n") for title, text in zip(titles, texts, strict=True)}}


def as_markdown(doc: str, anchor: Anchor = lambda name: None) -> str:
    """A docstring as Markdown.

    Parameters
    ----------
    doc : str
        A docstring in the style of numpydoc.
    anchor : callable
        Gives the anchor of the entry of a name (``zopa.check``, ``PositionGraph.page``), or None.

    Returns
    -------
    str
    """
    parts = []
    for title, text in sections(doc).items():
        if title == "Examples":
            body = _examples(text, anchor)
        elif title in ("Parameters", "Attributes"):
            body = "\n".join(_entry(name, meaning, anchor, linked=False) for name, meaning in entries(text))
        elif title == "Raises":
            body = "\n".join(_entry(name, meaning, anchor) for name, meaning in entries(text))
        elif title == "Returns":
            body = "\n\n".join(
                f"{_kind(kind, anchor)}\n\n{_prose(meaning, anchor)}".strip() for kind, meaning in entries(text)
            )
        elif title == "See Also":
            body = "\n".join(_entry(name, meaning, anchor) for name, meaning in _see_also(text))
        elif title == "References":
            body = "\n".join(f"- {_flat(_prose(source, anchor))}" for source in filter(None, _NUMBER.split(text)))
        else:
            body = _prose(text, anchor)
        parts += [f"**{title}**"] * bool(title) + [body]
    return "\n\n".join(parts)


def entries(text: str) -> list[tuple[str, str]]:
    """The entries of a section: what stands at the margin, and what is told of it below.

    >>> entries('a : int\\n    How many.\\n\\n    At least 1.\\nb : str')
    [('a : int', 'How many.\\n\\nAt least 1.'), ('b : str', '')]
    """
    listed: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        if line and not line.startswith(" "):
            listed.append((line, []))
        elif listed:
            listed[-1][1].append(line)
    return [(name, dedent("\n".join(lines)).strip("\n")) for name, lines in listed]


def _entry(name: str, meaning: str, anchor: Anchor, *, linked: bool = True) -> str:
    """One thing of a list: its names as code, of what kind it is, and what is told of it."""
    names, _, kind = name.partition(" : ")
    shown = ", ".join(_name(part, anchor) if linked else f"`{part}`" for part in names.split(", "))
    head = f"- {shown}{f' ({_kind(kind, anchor)})' if kind else ''}"
    body = _prose(meaning, anchor)
    return f"{head}: {indent(body, '  ').lstrip()}" if body else head


def _see_also(text: str) -> list[tuple[str, str]]:
    """``name : what it is for``, which may go on below."""
    return [
        (name, "\n".join(filter(None, (words, below))))
        for line, below in entries(text)
        for name, _, words in [line.partition(" : ")]
    ]


def _name(name: str, anchor: Anchor) -> str:
    target = anchor(name)
    shown = name.rpartition(".")[2] if target and name.startswith("zopa.") else name
    return f"[`{shown}`](#{target})" if target else f"`{shown}`"


def _kind(kind: str, anchor: Anchor) -> str:
    """The sort of thing that is meant, with a link where there is an entry of it."""
    return re.sub(r"\b[A-Z]\w+", lambda match: _name(match[0], anchor) if anchor(match[0]) else match[0], kind)


def _prose(text: str, anchor: Anchor) -> str:
    def role(match: re.Match[str]) -> str:
        target = match["target"]
        if match["role"] == "mod":
            return f"`{target}`"
        return _name(target, anchor)

    text = _LITERAL.sub(r"`\1`", _ROLE.sub(role, text))
    return _DOI.sub(r"DOI [\g<doi>](https://doi.org/\g<doi>)", text)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _examples(text: str, anchor: Anchor) -> str:
    """Examples as blocks of Python, and the sentences between them."""
    blocks: list[str] = []
    for block in re.split(r"\n\s*\n", text):
        if block.startswith(">>>"):
            blocks.append(f"```python\n{block}\n```")
        else:
            blocks.append(_prose(block, anchor))
    return "\n\n".join(blocks)
