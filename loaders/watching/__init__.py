"""Feeds of the sources of a case: fetched, read, and searched for the names of its parties and issues."""
