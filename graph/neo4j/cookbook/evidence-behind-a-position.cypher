// On what evidence does a position rest, and where is it found?
// Parameters: $case, $position.
MATCH (p:Position {case_id: $case, id: $position})-[:SUPPORTED_BY]->(e:Evidence)
OPTIONAL MATCH (e)-[:CITED_IN]->(s:Source)
RETURN p.label AS says, e.id AS evidence, coalesce(e.quote, e.paraphrase) AS words, e.attribution AS attribution,
       e.coder AS coder, s.title AS source, e.locator AS locator, s.url AS url
ORDER BY evidence
