"""A second, literal reading of the rule, and random dossiers to hold zopa against it."""
