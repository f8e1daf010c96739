"""A table to be read into a LaTeX document."""

from __future__ import annotations

from ..terminal import WIDE
from .content import Content, paper_rows, text_of

PREAMBLE = """\
% A table to be read into a document: \\input{NAME}, and before \\begin{document}
% \\usepackage[T1]{fontenc}
% \\usepackage{array,booktabs,longtable}
% For letters of other alphabets than the Latin one: XeLaTeX or LuaLaTeX without fontenc, and a font that has them.
"""
#: Characters that LaTeX obeys, or makes another of, and how they are written.
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    **{sign: f"\\{sign}" for sign in "#$%&_{}"},
    # At the beginning of a row LaTeX would take them for an option.
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    "\u00ad": r"\-",
    "\u00a0": "~",
    "\t": " ",
    "\n": r"\newline{}",
}
_ESCAPES = str.maketrans(_SPECIAL)
#: How much wider than others a column of sentences is.
BROAD = 4


def written(content: Content) -> bytes:
    """The table as a ``longtable``, which goes on over pages, with the rules of ``booktabs``."""
    frame = content.narrow
    shares = [BROAD if name in WIDE else 1 for name in frame.columns]
    lines = [PREAMBLE.rstrip("\n")]
    if frame.empty:
        lines += [_escaped(content.title) + r"\par", _escaped(content.nothing)]
    else:
        columns = "".join(f">{{\\raggedright\\arraybackslash}}p{{{_width(share, shares)}}}" for share in shares)
        heads = " & ".join(f"\\textbf{{{_escaped(content.head(name))}}}" for name in frame.columns) + r" \\"
        lines += [
            r"\begingroup\footnotesize",
            f"\\begin{{longtable}}{{{columns}}}",
            *([f"\\caption{{{_escaped(content.title)}}}\\\\"] if content.title else []),
            *(r"\toprule", heads, r"\midrule", r"\endfirsthead"),
            *(r"\toprule", heads, r"\midrule", r"\endhead"),
            *(r"\bottomrule", r"\endfoot"),
            *(" & ".join(map(_escaped, row)) + r" \\" for row in paper_rows(frame)),
            r"\end{longtable}",
            r"\endgroup",
        ]
    lines += [f"\\noindent {_escaped(note)}\\par" for note in content.notes_on_paper]
    return ("\n".join(lines) + "\n").encode()


def _width(share: int, shares: list[int]) -> str:
    """The width of a column, a little less than its share, so that the sum fits."""
    return f"\\dimexpr {int(1000 * share / sum(shares)) / 1000:.3f}\\linewidth-2\\tabcolsep\\relax"


def _escaped(text: str) -> str:
    r"""A text that LaTeX sets as it stands.

    >>> from zopa.graph.forms.latex import _escaped
    >>> _escaped("50 % of a_b & c")
    '50 \\% of a\\_b \\& c'
    """
    # Two dashes beside one another would become another sign.
    return text_of(text).translate(_ESCAPES).replace("--", "-{}-").replace("--", "-{}-")
