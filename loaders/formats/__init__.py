"""One file a format: what a file, a sheet or a DataFrame holds, as tables of text."""
