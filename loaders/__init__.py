"""How a case gets in and out: dossiers read, checked, loaded and saved; templates; the built-in cases."""

from .builtin import cases
from .findings import DossierError, DossierWarning
from .load import Reading, check, load, read
from .save import save
from .template import new

__all__ = ["DossierError", "DossierWarning", "Reading", "cases", "check", "load", "new", "read", "save"]
