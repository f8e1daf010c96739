"""How a case shows itself in a notebook: the page in a sandboxed frame, and words and numbers where no frame may run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment

from .data import view
from .html import PositionsNetwork, opening_clashes
from .snapshot import data_uri, still

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from ..store import Store

#: A notebook holds every output it has shown; beyond this size it is told how to write a file instead.
MAX_BYTES = 2_000_000
MAX_ROWS = 10

# A frame from text has no origin of its own, so two graphs in one notebook, or a notebook moved elsewhere, keep working.
# What stands outside the frame is all that a notebook shows that has not been trusted yet: it takes away the frame, and
# with it the style that hides why, and the summary.
_HTML = """\
{% if page %}<style>iframe + .zopa-untrusted { display: none }</style>
<iframe title="{{ title }}" \
sandbox="allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox" width="100%" height="640" \
style="border:1px solid #d5dce3;border-radius:8px" srcdoc="{{ page }}"></iframe>
<div class="zopa-untrusted">
<p>The interactive page is not shown, because this notebook has not been trusted yet. In Jupyter, \
choose <em>Trust Notebook</em> in the command palette, or run <code>jupyter trust</code> with its name.</p>
<p><strong>{{ title }}.</strong>{% for sentence in sentences %} {{ sentence }}{% endfor %}</p>
</div>
{% else %}<p>This case is too large to draw inside a notebook: write it with <code>.page("case.html")</code>.</p>
{% endif %}<details{% if not page %} open{% endif %}>
<summary>{{ title }}. {{ sentences[0] }}</summary>
<p>{% for sentence in sentences[1:] %}{{ sentence }} {% endfor %}</p>
<p><img src="{{ still }}" width="960" alt="{{ title }}: parties, issues and positions, dashed where they clash"></p>
{% if rows %}<table>
<thead><tr><th>severity</th><th>why</th></tr></thead>
<tbody>{% for row in rows %}<tr><td>{{ row.severity }}</td><td>{{ row.why }}</td></tr>
{% endfor %}</tbody>
</table>{% endif %}
</details>
"""


def mimebundle(
    store: Store,
    clashes: pd.DataFrame,
    overlaps: pd.DataFrame,
    summary: Sequence[str],
    findings: Mapping[str, pd.DataFrame] | None = None,
) -> dict[str, str]:
    """The view of a case that a notebook shows.

    Parameters
    ----------
    store : Store
    clashes, overlaps : DataFrame
        Rows of the queries ``clashes`` and ``overlap_pairs``.
    summary : sequence of str
        The case in a few sentences, the first of them its size.
    findings : dict of DataFrame, optional
        As for :func:`zopa.graph.page.html.page_html`.

    Returns
    -------
    dict of str to str
        ``text/html``: the page, compressed, in a sandboxed frame, and outside of it the counts, a still picture and the
        worst clashes of the date that the page opens with for notebooks that are not trusted; ``text/plain``: one line.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.page.notebook import mimebundle
    >>> case = zopa.load("ukraine-2025")
    >>> sorted(mimebundle(case, case.clashes(as_of="all"), case.overlap_pairs(as_of="all"), ["Two parties."]))
    ['text/html', 'text/plain']
    """
    shown = view(store, clashes, overlaps, summary=summary, findings=findings)
    page = PositionsNetwork.from_view(shown).generate_html(compress=True)
    rows = opening_clashes(shown.head, shown.edges)[:MAX_ROWS]
    template = Environment(autoescape=True).from_string(_HTML)
    html = template.render(
        title=store.title,
        page=page if len(page) <= MAX_BYTES else "",
        sentences=summary,
        still=data_uri(still(shown)),
        rows=rows,
    )
    return {"text/html": html, "text/plain": f"{store.title}. {' '.join(summary[:2])}"}


def talking_page(
    store: Store,
    clashes: pd.DataFrame,
    overlaps: pd.DataFrame,
    summary: Sequence[str],
    findings: Mapping[str, pd.DataFrame] | None = None,
) -> str:
    """The page of a case as text, for a frame around which somebody listens to it and answers: a widget in a notebook.

    Parameters are those of :func:`mimebundle`.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.page.notebook import talking_page
    >>> case = zopa.load("ukraine-2025")
    >>> talking_page(case, case.clashes(as_of="all"), case.overlap_pairs(as_of="all"), ["Two parties."])[:15]
    '<!DOCTYPE html>'
    """
    shown = view(store, clashes, overlaps, summary=summary, findings=findings)
    shown.head["kernel"] = True
    return PositionsNetwork.from_view(shown).generate_html(compress=True)
