// Who abstains, is mixed or gave no answer on an issue, from when until when, and on which options?
// Parameters: $case, $issue.
MATCH (p:Position {case_id: $case, issue: $issue})<-[:HOLDS]-(who:Party)
WHERE NOT p.stance IN ['demands', 'accepts', 'rejects']
OPTIONAL MATCH (p)-[:ABSTAINS|MIXED|NO_ANSWER]->(o:Option)
RETURN who.name AS party, p.stance AS stance, collect(o.option) AS options, p.holds_from AS from, p.holds_until AS until,
       p.id AS position
ORDER BY party, from, position
