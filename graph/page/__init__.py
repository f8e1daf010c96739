"""The page: a case as one interactive HTML file, and what a notebook shows of it."""
