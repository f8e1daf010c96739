"""One thing, one name: what cells call things, and rows that say the same."""
