"""Any table: columns and cells are understood by the words of the field, and the reading can be kept."""
