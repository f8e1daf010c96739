// Which two positions of different parties leave no option of an issue open between them?
// Parameters: $case. Gives the pairs that clashes() lists on choice issues.
MATCH (i:Issue {case_id: $case, kind: 'choice'})<-[:ON]-(a:Position), (i)<-[:ON]-(b:Position)
WHERE a.row < b.row AND a.stance IN ['demands', 'rejects'] AND b.stance IN ['demands', 'rejects']
  AND (a.holds_from IS NULL OR a.holds_until IS NULL OR a.holds_from <= a.holds_until)
  AND (b.holds_from IS NULL OR b.holds_until IS NULL OR b.holds_from <= b.holds_until)
  AND (a.holds_from IS NULL OR b.holds_until IS NULL OR a.holds_from <= b.holds_until)
  AND (b.holds_from IS NULL OR a.holds_until IS NULL OR b.holds_from <= a.holds_until)
// A leader's or delegate's position counts as its principal's.
MATCH (a)<-[:HOLDS]-(:Party)-[:SPEAKS_FOR*0..]->(one:Party) WHERE NOT (one)-[:SPEAKS_FOR]->()
MATCH (b)<-[:HOLDS]-(:Party)-[:SPEAKS_FOR*0..]->(other:Party) WHERE NOT (other)-[:SPEAKS_FOR]->()
WITH i, a, b, one, other,
     i.closed = 'yes' OR (i.closed IS NULL AND EXISTS { (i)-[:HAS]->(:Option) })
       OR EXISTS { (i)-[:HAS]->(:Option {option: 'other'}) } AS closed
WHERE one <> other
  // What nobody listed is ruled out by a demand alone.
  AND (closed OR a.stance = 'demands' OR b.stance = 'demands')
  AND NOT EXISTS { MATCH (i)-[:HAS]->(o:Option) WHERE NOT (a)-[:RULES_OUT]->(o) AND NOT (b)-[:RULES_OUT]->(o) }
  AND EXISTS { MATCH (i)-[:HAS]->(o:Option) WHERE NOT (a)-[:RULES_OUT]->(o) }
  AND EXISTS { MATCH (i)-[:HAS]->(o:Option) WHERE NOT (b)-[:RULES_OUT]->(o) }
  // Two regions meet where something lies in both.
  AND (coalesce(i.per_region, 'no') = 'no'
    OR NOT EXISTS { (a)-[:CONCERNS]->(:Region) } OR NOT EXISTS { (b)-[:CONCERNS]->(:Region) }
    OR EXISTS { (a)-[:CONCERNS]->(:Region)<-[:PART_OF*0..]-(:Region)-[:PART_OF*0..]->(:Region)<-[:CONCERNS]-(b) })
RETURN i.id AS issue, one.id AS party_a, a.id AS position_a, other.id AS party_b, b.id AS position_b,
       a.label AS says_a, b.label AS says_b
ORDER BY i.row, a.row, b.row
