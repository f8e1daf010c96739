"""The same graph in a Neo4j database that a team shares."""
