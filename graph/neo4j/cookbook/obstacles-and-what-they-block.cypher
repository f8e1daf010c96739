// What stands in the way, of what, and whom does it involve?
// Parameters: $case. Gives the ids that obstacles() lists.
MATCH (o:Obstacle {case_id: $case})
OPTIONAL MATCH (o)-[:BLOCKS]->(blocked)
OPTIONAL MATCH (o)-[:INVOLVES]->(p:Party)
RETURN o.id AS obstacle, o.name AS name, o.kind AS kind, collect(DISTINCT blocked.id) AS blocks,
       collect(DISTINCT p.id) AS parties
ORDER BY obstacle
