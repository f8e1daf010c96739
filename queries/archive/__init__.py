"""A case as a package for an archive, and how it and its sources are cited.

:mod:`.citing` writes the citations, :mod:`.answers` the answers, :mod:`.crate` says in RO-Crate what each file is, and
:mod:`.packing` puts all into one folder or ZIP.
"""
