"""What is checked: cells, ranges, references, outlines, and what positions say together."""
