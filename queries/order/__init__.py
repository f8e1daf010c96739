"""The order of steps: the steps that conditions speak of, and the stages at which they can be taken."""
