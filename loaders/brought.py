"""Tables of a case brought in from files that are no dossier, and what became of each column and row of these."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .text import Text

#: Values that are shown of each column.
EXAMPLES = 3


class Understood(NamedTuple):
    """A column, or another part, of a file: as what it is read, and what happens to the rest of it."""

    file: str
    column: str
    read_as: str
    examples: str = ""
    rest: str = ""


class SetAside(NamedTuple):
    """A row, or another part, of a file that is in no table of the case, with what stands in it and why."""

    file: str
    row: int | None
    content: str
    why: str


@dataclass
class Brought:
    """A case made from other people's files.

    Attributes
    ----------
    form : str
        What the file is, for people: ``Discourse Network Analyzer 3``.
    tables : dict of list of dict
        Rows by table of the ontology, each a dict of cells by column.
    positions : dict of Text, optional
        The positions by column, where they are too many for a dict each; ``tables`` then has none.
    meta : dict
        As in ``dossier.toml``.
    understood : list of Understood
    set_aside : list of SetAside
    is_proposal : bool
        Whether the reading is a proposal that nobody has confirmed yet: then every load says so.
    mapping : str
        The reading as the text of a ``mapping.toml``, where it can be kept for the next file of the kind.
    """

    form: str
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    positions: dict[str, Text] | None = None
    meta: dict[str, Any] = field(default_factory=dict)
    understood: list[Understood] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    is_proposal: bool = False
    mapping: str = ""

    def add(self, table: str, **cells: Any) -> None:
        """Add a row to a table; empty cells are left out."""
        self.tables.setdefault(table, []).append(
            {name: cell for name, cell in cells.items() if cell is not None and cell != ""}
        )

    def understand(self, file: str, column: str, read_as: str, cells: Iterable[Any] = (), rest: str = "") -> None:
        """Say as what a column is read, with the first different values in it."""
        examples = list(dict.fromkeys(text for cell in cells if (text := " ".join(str(cell).split()))))[:EXAMPLES]
        self.understood.append(Understood(file, column, read_as, "; ".join(examples), rest))

    def leave(self, file: str, row: int | None, content: Any, why: str) -> None:
        """Set a row aside: it is in no table, and is written beside the case."""
        if isinstance(content, dict):
            content = "; ".join(f"{name}: {cell}" for name, cell in content.items() if cell not in (None, ""))
        self.set_aside.append(SetAside(file, row, str(content), why))

    def called(self, name: str, put: str) -> None:
        """Call a file by another name, in all that is said of it."""
        self.understood = [part._replace(file=put) if part.file == name else part for part in self.understood]
        self.set_aside = [part._replace(file=put) if part.file == name else part for part in self.set_aside]

    def frames(self) -> dict[str, Any]:
        """The tables as DataFrames, positions among them though there be none, which is a case without positions.

        Many positions are a dict of their columns.
        """
        frames: dict[str, Any] = {name: pd.DataFrame(rows) for name, rows in self.tables.items() if rows}
        if self.positions is not None:
            frames["positions"] = self.positions
        return {"positions": pd.DataFrame(), **frames}

    def understood_table(self) -> pd.DataFrame:
        """The columns that were understood, a row a column of the file."""
        frame = pd.DataFrame(self.understood, columns=pd.Index(Understood._fields)).fillna("")
        frame.attrs |= {"form": self.form, "is_proposal": self.is_proposal, "mapping": self.mapping}
        return frame

    def set_aside_table(self) -> pd.DataFrame:
        """The parts of the files that are in no table of the case, a row each."""
        frame = pd.DataFrame(self.set_aside, columns=pd.Index(SetAside._fields))
        return frame.astype({"row": "Int64"})
