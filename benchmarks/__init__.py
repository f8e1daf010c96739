"""Speed and memory of zopa as ratios to other tools on the same rows, in one run: ``make bench``."""
