"""The paper that pictures are drawn on: colours, labels, and what stands around the axes.

Severities have the colours that the page gives them; all others are those of Okabe and Ito (2008, Color universal design),
which colour-blind readers tell apart. A word, a mark or a hatch says the same beside each.
"""

from __future__ import annotations

import textwrap
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from ...graph.palette import SEVERITY_FILL
from ..asking.wording import apart

if TYPE_CHECKING:
    from ...graph.store import Store

INK, PAPER, FAINT = "#17212b", "#ffffff", "#8a939c"
#: Words on a fill stay dark when the ink turns light with the page.
ON_FILL = "#0b0f13"
ORANGE, SKY, GREEN, BLUE, PURPLE, YELLOW = "#e69f00", "#56b4e9", "#009e73", "#0072b2", "#cc79a7", "#f0e442"
RED = SEVERITY_FILL["deadlock"]
GREY = "#c9ced3"

SEVERITY = SEVERITY_FILL
#: How firm: colour and hatch of each.
FIRMNESS = {
    "red line": (RED, "xxx"),
    "bottom line": (ORANGE, "///"),
    "aim": (SKY, "---"),
    "": (GREY, ""),
    "accepts": ("#8fd3bf", ""),
    "no side": ("#f4f5f6", "..."),
}
FIRMNESS_WORDS = {
    "": "firmness not known",
    "accepts": "accepts, and rules nothing out",
    "no side": "takes no side: abstains, is mixed or gave no answer",
}

#: The widest that a picture is made, in inches: that of a notebook's column.
WIDEST = 8.6
SMALL, NORMAL = 7.5, 8.5
#: Keeps what stands after a name that is written from the right where it belongs.
LEFT_TO_RIGHT = "\u200e"
#: Width of a letter in its own size, taken generously.
LETTER = 0.56


@contextmanager
def style() -> Iterator[None]:
    """How everything is drawn; names are never read as formulas."""
    settings: dict[Any, Any] = {
        "font.family": ["sans-serif"],
        "font.sans-serif": ["DejaVu Sans"],
        "font.size": NORMAL,
        "text.parse_math": False,
        "text.usetex": False,
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.edgecolor": FAINT,
        "xtick.color": FAINT,
        "ytick.color": FAINT,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "axes.titlesize": NORMAL + 1.5,
        "axes.titlelocation": "left",
        "axes.facecolor": "none",
        "figure.facecolor": PAPER,
        "savefig.facecolor": "auto",
        "hatch.linewidth": 0.5,
        "svg.fonttype": "none",
        "svg.hashsalt": "zopa",
        "path.simplify": True,
        "axes.formatter.use_mathtext": False,
        "axes.unicode_minus": True,
    }
    with rc_context(settings), warnings.catch_warnings():
        # A letter that this machine has no shape for is in the SVG all the same.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


#: What stands before the title of a picture that shows a part of the rows.
_PART = ContextVar("part", default="")


@contextmanager
def part_of(rows: int, whole: int) -> Iterator[None]:
    """Pictures drawn here say that they show so many of all rows, where they do."""
    before = _PART.set(f"{rows:,} of {count(whole, 'row')}: " if rows < whole else "")
    try:
        yield
    finally:
        _PART.reset(before)


#: The sentences that stand below the picture, and the name that each has as a note.
_NOTES, NOTE = ContextVar[tuple[str, ...]]("notes", default=()), "note"


@contextmanager
def noted(notes: Iterable[str]) -> Iterator[None]:
    """Pictures drawn here say below of which date they are, that they are of a what-if, and whether there is more."""
    before = _NOTES.set(tuple(notes))
    try:
        yield
    finally:
        _NOTES.reset(before)


# ------------------------------------------------------------------------------------------------ names


def names(graph: Store, table: str) -> dict[str, str]:
    """Name of each row of a table by id, those that several have told apart."""
    rows = graph.tables[table]
    ids = rows["id"].astype(str).tolist()
    return apart(
        ids, [name if isinstance(name, str) else row_id for row_id, name in zip(ids, rows["name"], strict=True)]
    )


def clean(text: object) -> str:
    """A name on one line, without what no file may hold or what would turn the words around it."""
    letters = (" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in str(text))
    name = " ".join("".join(c for c in letters if c not in "\u202a\u202b\u202c\u202d\u202e").split())
    return name + LEFT_TO_RIGHT if _from_the_right(name) and not name.endswith(LEFT_TO_RIGHT) else name


def _from_the_right(text: str) -> bool:
    return any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)


def label(text: object, letters: int = 24, lines: int = 3) -> str:
    """A name wrapped to so many letters, and cut with an ellipsis where it does not fit."""
    words = clean(text)
    if any(unicodedata.east_asian_width(c) in "WF" for c in words):
        letters = max(2, letters // 2)
    elif words.isupper():
        letters = max(2, letters * 3 // 4)
    return textwrap.fill(words, letters, max_lines=lines, placeholder="…").replace("\n…", "…")


def sentence(text: str, letters: int, lines: int) -> str:
    """Words from left to right, whatever the names in them, wrapped and cut as a name is."""
    wrapped = label(text, letters, lines)
    return "\n".join(LEFT_TO_RIGHT + line for line in wrapped.split("\n")) if _from_the_right(wrapped) else wrapped


def count(amount: int, singular: str, plural: str = "") -> str:
    """``1 party``, ``2 parties``."""
    return f"{amount:,} {singular if amount == 1 else plural or singular + 's'}"


# ------------------------------------------------------------------------------------------------ axes


def paper(ax: Any, width: float, height: float) -> Any:
    """The axes given, or axes of their own that are so many inches wide and high; labels come on top of that."""
    if ax is None:
        figure = Figure(figsize=(width, height))
        FigureCanvasAgg(figure)
        ax = figure.add_axes((0, 0, 1, 1))
    return ax


def boxes(ax: Any, corners: Sequence[tuple[float, float]], size: tuple[float, float], **look: Any) -> None:
    """Boxes of one size and look as one shape, which is light where they are many."""
    shapes = [Path.unit_rectangle().transformed(Affine2D().scale(*size).translate(*corner)) for corner in corners]
    if shapes:
        ax.add_patch(PathPatch(Path.make_compound_path(*shapes), clip_on=False, **look))


def bare(ax: Any) -> None:
    """Take away the frame and the ticks."""
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0)


def ticks(ax: Any, across: Sequence[object], down: Sequence[str], *, inches: float) -> None:
    """Name the columns and the rows of a grid; where a column, so many inches wide, is too narrow its name stands aslant."""
    fits = max(2, int(inches * 72 / (SMALL * LETTER)))
    flat = [label(name, fits, 3) for name in across]
    steep = any(len(word) > fits for name in across for word in clean(name).split()) or any(
        "…" in name for name in flat
    )
    written = [label(name, 22, 2) for name in across] if steep else flat
    ax.tick_params(top=False, bottom=False, labeltop=True, labelbottom=False, length=0, pad=3)
    ax.set_xticks(range(len(across)), written, fontsize=SMALL, parse_math=False)
    if steep:
        for tick in ax.get_xticklabels():
            tick.set(rotation=38, rotation_mode="anchor", ha="left")
    ax.set_yticks(range(len(down)), down, fontsize=SMALL, parse_math=False)
    ax.set(xlim=(-0.5, max(len(across), 1) - 0.5), ylim=(max(len(down), 1) - 0.5, -0.5))


def from_the_left(ax: Any) -> None:
    """Let the names of the rows begin on one line, so that what is set in shows."""
    renderer = (
        ax.figure.canvas.get_renderer() if hasattr(ax.figure.canvas, "get_renderer") else ax.figure._get_renderer()
    )
    names = ax.get_yticklabels()
    broad = max((name.get_window_extent(renderer).width for name in names), default=0) / ax.figure.dpi * 72
    for name in names:
        name.set_ha("left")
    ax.tick_params(axis="y", pad=broad * 1.06 + 4)


def finish(ax: Any, title: str, keys: Iterable[Any] = (), notes: Iterable[str] = ()) -> Any:
    """Write the title above all that is drawn, the legend and the notes below it, none wider than the picture."""
    title = _PART.get() + title
    figure = ax.figure
    renderer = figure.canvas.get_renderer() if hasattr(figure.canvas, "get_renderer") else figure._get_renderer()
    inch = figure.dpi
    drawn = ax.get_tightbbox(renderer)
    wide = max(drawn.width, 4.2 * inch)
    flat = ax.transAxes.inverted()

    def write(text: str, y: float, size: float, va: str) -> Any:
        letters = int(wide / inch * 72 / (size * LETTER))
        x, up = flat.transform((drawn.x0, y))
        return ax.text(
            x, up, sentence(text, letters, 8), transform=ax.transAxes, fontsize=size, va=va, ha="left", parse_math=False
        )

    x, y = flat.transform((drawn.x0, drawn.y1))
    letters = int(wide / inch * 72 / ((NORMAL + 1.5) * LETTER))
    ax.set_title(sentence(title, letters, 6), loc="left", x=x, y=y, pad=8, parse_math=False, linespacing=1.25)
    bottom = drawn.y0 - 0.08 * inch
    handles = list(keys)
    if handles:
        x, y = flat.transform((drawn.x0, bottom))
        for columns in range(len(handles), 0, -1):
            legend = ax.legend(
                handles=handles,
                loc="upper left",
                bbox_to_anchor=(x, y),
                ncols=columns,
                frameon=False,
                fontsize=SMALL,
                borderpad=0,
                borderaxespad=0,
                handlelength=1.6,
                columnspacing=1.4,
                handletextpad=0.5,
            )
            box = legend.get_window_extent(renderer)
            if box.width <= wide or columns == 1:
                break
        bottom = box.y0 - 0.06 * inch
    for note in filter(None, notes):
        bottom = write(note, bottom, SMALL, "top").get_window_extent(renderer).y0 - 0.04 * inch
    for note in _NOTES.get():
        text = write(note, bottom, SMALL, "top")
        text.set_gid(NOTE)
        bottom = text.get_window_extent(renderer).y0 - 0.04 * inch
    return ax


def key(text: str, colour: str, hatch: str = "", edge: str = FAINT) -> Patch:
    """One patch of the legend."""
    return Patch(facecolor=colour, hatch=hatch, edgecolor=edge, linewidth=0.6, label=text)


def firm(row: Any) -> str:
    """How firmly a party insists, as :data:`FIRMNESS` has it; who rules nothing out does not insist."""
    if isinstance(row.firmness, str) and row.firmness:
        return row.firmness
    if isinstance(row.rules_out, str) and row.rules_out:
        return ""
    return "no side" if row.no_side and not row.accepts else "accepts"


def firmness_keys(rows: Any) -> list[Patch]:
    """The legend of how firm these rows are."""
    used = {firm(row) for row in rows.itertuples()}
    return [key(FIRMNESS_WORDS.get(level, level), *FIRMNESS[level]) for level in FIRMNESS if level in used]


def nothing(ax: Any, sentence: str) -> Any:
    """A picture of nothing found: the sentence that says so."""
    ax = paper(ax, 4.5, 0.3)
    bare(ax)
    ax.set(xticks=[], yticks=[])
    return finish(ax, sentence)


def title_of(ax: Any) -> str:
    """The sentence above a picture."""
    return " ".join(ax.get_title(loc="left").split())
