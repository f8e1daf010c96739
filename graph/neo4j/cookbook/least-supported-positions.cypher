// Which positions rest on one source alone, or on what was inferred or reported only?
// Parameters: $case.
MATCH (p:Position {case_id: $case})
OPTIONAL MATCH (p)-[:SUPPORTED_BY]->(e:Evidence)
OPTIONAL MATCH (e)-[:CITED_IN]->(s:Source)
WITH p, collect(DISTINCT s.id) AS sources, collect(DISTINCT coalesce(e.attribution, 'not known')) AS attributions
WHERE size(sources) < 2 OR NOT 'stated' IN attributions
RETURN p.id AS position, p.label AS says, p.firmness AS firmness, sources, attributions
ORDER BY size(sources), position
