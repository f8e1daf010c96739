"""Files of other tools: a module a form, and the words and shapes that some of them share."""
