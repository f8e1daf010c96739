"""Two sides held against one another: names, positions, and what differs in a row."""
