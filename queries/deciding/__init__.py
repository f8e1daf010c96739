"""Who must agree: who has a say in a decision, with what weight, and which sets of parties decide it."""
