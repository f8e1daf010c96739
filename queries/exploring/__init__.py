"""What a page in a notebook and Python say to one another."""
