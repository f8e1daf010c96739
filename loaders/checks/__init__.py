"""The checks: cells, ranges, references, outlines, and what positions say together."""
