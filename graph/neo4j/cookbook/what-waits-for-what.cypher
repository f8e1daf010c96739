// Which steps and positions wait for which others, at any remove?
// Parameters: $case.
MATCH path = (what {case_id: $case})-[:REQUIRES*1..6]->(first:Option)
WHERE (what:Position OR what:Option) AND NOT (first)-[:REQUIRES]->()
RETURN [node IN nodes(path) | node.id] AS steps, [one IN relationships(path) | one.relation] AS relations
ORDER BY size(steps), steps
