"""Builds the site of the docs, which opens offline: ``make docs``, or ``python -m docs.site``.

Its pages are those of ``docs/``, ``CONTRIBUTING.md`` and the gallery. They are written for a forge, where a link may lead to
any file of the repository. So they are first copied, with links that hold on the site; a warning of Sphinx is an error.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path, PurePosixPath
from posixpath import relpath

import zopa

ROOT = Path(zopa.__file__).parent
BUILD = ROOT / "build" / "docs"
#: Pages in the order of the menu, the first being the one that opens.
MENU = ["index", "reference", "gallery", "what-if", "formats", "exports", "glossary", "neo4j", "contributing", "style"]
#: Endings of pictures, which go along with the pages.
PICTURES = {".svg", ".png"}

_FENCE = re.compile(r"^(```.*?^```$)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?P<picture>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^()\s]+)\)")
_ELSEWHERE = re.compile(
    r"<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)=\"((?:https?:)?//[^\"]+)|url\([\"']?((?:https?:)?//[^)\"']+)"
)


class SiteError(Exception):
    """The site cannot be built; each line says what is wrong on which page."""


def pages() -> dict[str, str]:
    """Where each page of the repository lies on the site, both without a leading slash."""
    places = {f"docs/{path.name}": path.name for path in sorted((ROOT / "docs").glob("*.md"))}
    places["CONTRIBUTING.md"] = "contributing.md"
    for path in sorted((ROOT / "tests" / "gallery").glob("*.md")):
        places[f"tests/gallery/{path.name}"] = f"gallery/{path.name}"
    return places


def write_source(folder: Path) -> None:
    """Copy all pages and their pictures to a folder, with links that hold there.

    Parameters
    ----------
    folder : Path
        An empty one.

    Raises
    ------
    SiteError
        When a page links to something that is not there.
    """
    on_site, problems = pages(), []
    for page, place in on_site.items():
        text = (ROOT / page).read_text(encoding="utf-8")
        parts = _FENCE.split(text)
        for at in range(0, len(parts), 2):
            parts[at] = _LINK.sub(lambda link: _relinked(link, page, on_site, folder, problems), parts[at])  # noqa: B023
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text("".join(parts) + _menu(place), encoding="utf-8")
    if problems:
        raise SiteError("\n".join(dict.fromkeys(problems)))


def _relinked(link: re.Match[str], page: str, on_site: dict[str, str], folder: Path, problems: list[str]) -> str:
    """A link as it holds on the site: to a page or a picture of it, or else the path of the file as code."""
    target, hash_, anchor = link["target"].partition("#")
    if not target or ":" in target:
        return link[0]
    path = (ROOT / page).parent.joinpath(target).resolve()
    if not path.exists() or not path.is_relative_to(ROOT):
        problems.append(f"{page}: '{target}' is not there.")
        return link[0]
    name, home = path.relative_to(ROOT).as_posix(), PurePosixPath(on_site[page]).parent
    if name in on_site:
        return f"[{link['text']}]({relpath(on_site[name], home)}{hash_}{anchor})"
    if path.suffix in PICTURES:
        place = folder / "pictures" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)
        return f"{link['picture']}[{link['text']}]({relpath(f'pictures/{name}', home)})"
    return f"`{name}`" if link["text"].startswith("`") else f"{link['text']} (`{name}`)"


def _menu(place: str) -> str:
    """The order of the pages, as Sphinx needs it."""
    if place == "index.md":
        return "\n```{toctree}\n:hidden:\n\n" + "\n".join(MENU[1:]) + "\n```\n"
    return "\n```{toctree}\n:hidden:\n:glob:\n\ngallery/*\n```\n" if place == "gallery.md" else ""


def fetched_elsewhere(site: Path) -> list[str]:
    """The files that pages and style sheets of a site would fetch from other places: scripts, fonts, pictures.

    Parameters
    ----------
    site : Path

    Returns
    -------
    list of str
        ``file: address``, sorted.
    """
    files = [path for path in site.rglob("*") if path.suffix in (".html", ".css")]
    return sorted(
        f"{path.relative_to(site).as_posix()}: {match[1] or match[2]}"
        for path in files
        for match in _ELSEWHERE.finditer(path.read_text(encoding="utf-8"))
    )


def build() -> Path:
    """Build the site anew; its first page.

    Raises
    ------
    SiteError
        When a link leads nowhere, Sphinx warns of anything, or a page would fetch something from elsewhere.
    """
    from sphinx.cmd.build import main as sphinx

    source, site = BUILD / "source", BUILD / "site"
    shutil.rmtree(BUILD, ignore_errors=True)
    source.mkdir(parents=True)
    write_source(source)
    settings = ["-c", str(ROOT / "docs"), "-d", str(BUILD / "read")]
    if sphinx(["-q", "-W", "--keep-going", "-b", "html", *settings, str(source), str(site)]):
        raise SiteError("Sphinx warns of the pages: see above.")
    if elsewhere := fetched_elsewhere(site):
        raise SiteError("\n".join(["These would be fetched from elsewhere:", *elsewhere]))
    return site / "index.html"


if __name__ == "__main__":
    try:
        print(f"The site is in {build()}")
    except SiteError as error:
        raise SystemExit(str(error)) from None
