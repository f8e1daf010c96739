"""A case in the formats of other programs, one module a format; :mod:`zopa.graph.formats.registry` lists them."""
