"""One issue at a time: the cells in which something is settled, and the pairs of positions that meet there."""
