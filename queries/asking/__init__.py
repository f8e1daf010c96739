"""The parts that every query uses: the names it is asked with, the part of the case it sees, its answer and its words."""
