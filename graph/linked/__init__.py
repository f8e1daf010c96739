"""A case as linked data: its own terms as an ontology, the shapes of its rows, and the case in RDF."""
