"""What comes first: the steps that conditions speak of, and in which order they can be taken."""
