// Which steps wait for one another in a circle?
// Parameters: $case.
MATCH path = (o:Option {case_id: $case})-[:REQUIRES*1..8]->(o)
WHERE all(node IN nodes(path) WHERE o.id <= node.id)
RETURN [node IN nodes(path) | node.id] AS steps, [one IN relationships(path) | one.party] AS set_by
ORDER BY size(steps), steps
