"""Questions in Cypher that come with zopa, for those who ask the database itself."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import pandas as pd

FOLDER = "cookbook"
#: How Neo4j Browser draws a case: drop the file onto its window, or paste it behind ``:style``.
STYLE = "zopa.grass"


def recipes() -> pd.DataFrame:
    """Which ready questions are there?

    Returns
    -------
    DataFrame
        ``recipe``, what it ``asks``, and its ``parameters``, separated by ``|``.

    Examples
    --------
    >>> from zopa.graph.neo4j.cookbook import recipes
    >>> "history-of-an-issue" in recipes()["recipe"].tolist()
    True
    """
    rows = []
    for name in _names():
        text = recipe(name)
        heading = next(line.removeprefix("// ") for line in text.splitlines() if line.startswith("// "))
        rows.append((name, heading, "|".join(dict.fromkeys(re.findall(r"\$(\w+)", _code(text))))))
    return pd.DataFrame(rows, columns=pd.Index(["recipe", "asks", "parameters"]), dtype="str")


@cache
def recipe(name: str) -> str:
    """A ready question, as Cypher.

    Parameters
    ----------
    name : str
        As :func:`recipes` lists it.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        When there is none of that name.
    """
    if name not in _names():
        raise ValueError(f"There is no recipe '{name}': there are {', '.join(_names())}.")
    return files(__package__).joinpath(FOLDER, f"{name}.cypher").read_text(encoding="utf-8")


def style() -> str:
    """The style sheet for Neo4j Browser.

    >>> from zopa.graph.neo4j.cookbook import style
    >>> "node.Party" in style()
    True
    """
    return files(__package__).joinpath(STYLE).read_text(encoding="utf-8")


def _names() -> list[str]:
    folder = files(__package__).joinpath(FOLDER)
    return sorted(file.name.removesuffix(".cypher") for file in folder.iterdir() if file.name.endswith(".cypher"))


def _code(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("//"))
