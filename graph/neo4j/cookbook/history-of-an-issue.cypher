// Who said what on an issue, from when until when, and what replaced what?
// Parameters: $case, $issue. Gives the positions that history(issues=...) cites.
MATCH (p:Position {case_id: $case, issue: $issue})<-[:HOLDS]-(who:Party)
OPTIONAL MATCH (p)-[:REPLACES]->(earlier:Position)
RETURN who.name AS party, p.label AS says, p.firmness AS firmness, p.holds_from AS from, p.holds_until AS until,
       p.id AS position, collect(earlier.id) AS replaces
ORDER BY from, party, position
