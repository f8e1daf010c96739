"""The docs tell of everything that is public, read as Markdown, and show examples that run."""

from __future__ import annotations

import doctest
import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest

import zopa
from docs import docstrings
from docs import reference as docs_reference
from docs.docstrings import as_markdown, sections
from docs.docstrings import entries as listed
from docs.public import ATTRS, groups, members
from docs.reference import EXAMPLES, anchors
from docs.site import SiteError, fetched_elsewhere, pages, write_source
from zopa import queries
from zopa.loaders.dossier_toml import FILE, KEYS, as_toml, parse, parse_value
from zopa.loaders.findings import Findings

ROOT = Path(zopa.__file__).parent
REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
#: Pages that people write; the examples of the reference are those of the docstrings, which have a test of their own.
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PAGES.remove(ROOT / "docs" / "reference.md")

DOCSTRING = """Which of two things is larger?

    By ``size``, see :func:`zopa.check` and :mod:`zopa.graph.rule`.

    Parameters
    ----------
    a, b : int, optional
        Two of them,

        - the first;
        - the second.
    **more

    Returns
    -------
    Frontier or int
        The larger one.

    Raises
    ------
    ValueError
        When a text ``is |``.

    See Also
    --------
    smaller : The same the other way round.

    References
    ----------
    .. [1] A. Author (1987). A title. *A Journal*, 32(1),
       57-95. DOI 10.1016/0004-3702(87)90062-2.

    Examples
    --------
    >>> for one in (1, 2):
    ...     print(one)
    1
    2

    Then:

    >>> max(1, 2)
    2
    """
MARKDOWN = """Which of two things is larger?

By `size`, see [`check`](#check) and `zopa.graph.rule`.

**Parameters**

- `a`, `b` (int, optional): Two of them,

  - the first;
  - the second.
- `**more`

**Returns**

[`Frontier`](#frontier) or int

The larger one.

**Raises**

- `ValueError`: When a text `is |`.

**See Also**

- [`smaller`](#smaller): The same the other way round.

**References**

- A. Author (1987). A title. *A Journal*, 32(1), 57-95. DOI [10.1016/0004-3702(87)90062-2](https://doi.org/10.1016/0004-3702(87)90062-2).

**Examples**

```python
>>> for one in (1, 2):
...     print(one)
1
2
```

Then:

```python
>>> max(1, 2)
2
```"""


def headings(page: str) -> list[str]:
    """The headings of a page, in their order."""
    return re.findall(r"^#+ (.+)", prose(page), re.MULTILINE)


def prose(page: str) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL)


def test_a_docstring_becomes_markdown():
    known = {"zopa.check": "check", "Frontier": "frontier", "smaller": "smaller"}
    assert as_markdown(DOCSTRING, known.get) == MARKDOWN


def test_everything_public_has_an_entry():
    entries = {entry.name: entry for group in groups() for entry in group.entries}
    assert set(zopa.__all__) | set(queries.__all__) <= set(entries)
    for entry in entries.values():
        assert f"{entry.name}\n" in REFERENCE
        assert entry.doc, entry.name
    for owner in (zopa.PositionGraph, zopa.SharedGraph):
        attributes = "".join(inspect.getdoc(base) or "" for base in owner.__mro__[:-1])
        for name in members(owner):
            names = {f"{base.__name__}.{name}" for base in owner.__mro__} | {f"PositionGraph.{name}"}
            assert names & set(entries) or re.search(rf"^{name} : ", attributes, re.MULTILINE), name


def test_queries_name_their_neighbours_and_their_sources():
    entries = {entry.name: entry.doc for group in groups() for entry in group.entries}
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    sources = " ".join(glossary.partition("## Sources")[2].split())
    for name, doc in entries.items():
        parts = sections(doc)
        assert "See Also" in parts or not hasattr(queries, name) or inspect.isclass(getattr(queries, name)), name
        assert {neighbour.partition(" : ")[0] for neighbour, _ in listed(parts.get("See Also", ""))} <= set(entries), (
            name
        )
        for reference in filter(None, re.split(r"\.\. \[\d+\] ", parts.get("References", ""))):
            text = " ".join(reference.split())
            assert text[: text.index("*")] in sources, text
            assert all(doi in sources for doi in re.findall(r"DOI (10\.\S+)\.", text)), text


def test_no_entry_is_written_in_another_markup():
    for markup in (r":[a-z]+:`", r"``", r"^-{3,}$", r"^\.\. ", r"\]_"):
        assert not re.search(markup, prose(REFERENCE), re.MULTILINE), markup


def test_links_inside_the_reference_lead_somewhere():
    anchors_there = set(anchors(headings(REFERENCE)))
    assert {target for target in re.findall(r"\]\(#([^)]+)\)", REFERENCE) if target not in anchors_there} == set()


def test_every_note_that_an_answer_carries_is_told():
    case = zopa.load("river-basin", quiet=True)
    words = {"check_deal": {"deal": "single-text"}}
    answers = [
        getattr(case, name)(**words.get(name, {}))
        for name in queries.__all__
        if inspect.isfunction(getattr(queries, name)) and name not in ("ask", "panels", "picture", "summary")
    ]
    answers.append(case.drop("sel-filling").clashes())
    carried = {name for answer in answers for name in getattr(answer, "table", answer).attrs}
    assert carried == set(ATTRS)


def test_every_key_of_a_dossier_has_an_example_that_is_read():
    assert set(EXAMPLES) == set(KEYS)
    findings = Findings()
    examples = {key: parse_value(text) or text for key, text in EXAMPLES.items()}
    assert parse(as_toml(examples), FILE, findings) == examples
    assert findings.table().empty


def test_links_of_the_site_hold_on_the_site(tmp_path: Path):
    write_source(tmp_path)
    assert set(pages().values()) == {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.md")}
    for path in tmp_path.rglob("*.md"):
        text = prose(path.read_text(encoding="utf-8"))
        for target, anchor in re.findall(r"\]\(([^()#:]*)(?:#([^()]*))?\)", text):
            aim = path.parent / target if target else path
            assert aim.exists(), f"{path.name}: {target}"
            assert not anchor or anchor in anchors(headings(aim.read_text(encoding="utf-8"))), f"{path.name}: {anchor}"


def test_a_link_to_a_file_that_is_no_page_becomes_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = tmp_path / "root"
    for name, text in {
        "docs/a.md": "[The rule](../graph/rule.py), [`rule.py`](../graph/rule.py), [`b`](b.md#more), ![c](../c.svg), [far](https://example.org/x)\n",
        "docs/b.md": "# More\n\n```text\n[as it is](../graph/rule.py)\n```\n",
        "graph/rule.py": "",
        "c.svg": "<svg/>",
        "CONTRIBUTING.md": "[a](docs/a.md)\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr("docs.site.ROOT", root)
    write_source(tmp_path / "site")
    read = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "site").glob("*.md")}
    assert read["a.md"] == (
        "The rule (`graph/rule.py`), `graph/rule.py`, [`b`](b.md#more), ![c](pictures/c.svg), [far](https://example.org/x)\n"
    )
    assert read["b.md"] == (root / "docs" / "b.md").read_text(encoding="utf-8")
    assert read["contributing.md"] == "[a](a.md)\n"
    (root / "c.svg").unlink()
    with pytest.raises(SiteError, match=r"^docs/a.md: '../c.svg' is not there.$"):
        write_source(tmp_path / "again")


def test_what_a_site_would_fetch_from_elsewhere_is_told(tmp_path: Path):
    (tmp_path / "a.html").write_text(
        '<a href="https://example.org/a"><script src="own.js"></script><img alt="" src="//example.org/b.png">',
        encoding="utf-8",
    )
    (tmp_path / "a.css").write_text("@import url(https://example.org/c.css); b { src: url(d.woff) }", encoding="utf-8")
    assert fetched_elsewhere(tmp_path) == ["a.css: https://example.org/c.css", "a.html: //example.org/b.png"]


@pytest.mark.parametrize("module", [docstrings, docs_reference], ids=lambda module: module.__name__)
def test_examples_of_what_writes_the_docs_run(module: ModuleType):
    outcome = doctest.testmod(module)
    assert outcome.attempted
    assert outcome.failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_of_a_page_run(page: Path):
    text = page.read_text(encoding="utf-8")
    known: dict[str, object] = {}
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    for index, code in enumerate(re.findall(r"^```python\n(>>>.*?)^```", text, re.MULTILINE | re.DOTALL)):
        test = doctest.DocTestParser().get_doctest(code, known, f"{page.name}, example {index + 1}", str(page), 0)
        outcome = doctest.DocTestRunner(optionflags=flags).run(test, clear_globs=False)
        assert outcome.failed == 0, test.name
        known = test.globs
