// What does a party demand, and whose positions rule it out, whenever and wherever?
// Parameters: $case, $party.
MATCH (:Party {case_id: $case, id: $party})-[:HOLDS]->(p:Position)-[:DEMANDS]->(o:Option)<-[:HAS]-(i:Issue)
OPTIONAL MATCH (other:Party)-[:HOLDS]->(q:Position)-[:RULES_OUT]->(o)
WHERE other.id <> $party
RETURN i.name AS issue, o.name AS demanded, p.firmness AS firmness, other.name AS ruled_out_by, q.firmness AS their_firmness,
       q.id AS position
ORDER BY i.row, p.row, o.row, q.row
