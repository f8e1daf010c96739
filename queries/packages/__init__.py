"""Several issues at once: what is to be settled together, by which rules, and the packages that do."""
