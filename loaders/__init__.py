"""How a case gets in and out: dossiers read, checked, loaded and saved; templates; the built-in cases."""

from .builtin import cases
from .findings import DossierError, DossierWarning
from .fix import Fixed, fix
from .load import Reading, check, load, read
from .mark import Marked, mark
from .save import save
from .template import new
from .watch import Watched, watch

__all__ = [
    "DossierError",
    "DossierWarning",
    "Fixed",
    "Marked",
    "Reading",
    "Watched",
    "cases",
    "check",
    "fix",
    "load",
    "mark",
    "new",
    "read",
    "save",
    "watch",
]
