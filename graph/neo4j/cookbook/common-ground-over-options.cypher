// Which options do two or more parties demand or accept, whenever and wherever?
// Parameters: $case.
MATCH (o:Option {case_id: $case})<-[:DEMANDS|ACCEPTS]-(p:Position)<-[:HOLDS]-(:Party)-[:SPEAKS_FOR*0..]->(who:Party)
WHERE NOT (who)-[:SPEAKS_FOR]->()
WITH o, collect(DISTINCT who.id) AS parties, collect(DISTINCT p.id) AS positions
WHERE size(parties) > 1
MATCH (i:Issue)-[:HAS]->(o)
RETURN i.id AS issue, o.option AS option, o.name AS name, parties, positions
ORDER BY size(parties) DESC, issue, option
