// Who demands or accepts what in a region, or in something that lies in it or around it?
// Parameters: $case, $region.
MATCH (r:Region {case_id: $case, id: $region})
MATCH (near:Region) WHERE near.case_id = $case
  AND (EXISTS { (near)-[:PART_OF*0..]->(r) } OR EXISTS { (r)-[:PART_OF*0..]->(near) })
MATCH (near)<-[:CONCERNS]-(p:Position)-[wants:DEMANDS|ACCEPTS]->(o:Option), (p)-[:ON]->(i:Issue {per_region: 'yes'}),
      (who:Party)-[:HOLDS]->(p)
RETURN DISTINCT near.name AS region, i.name AS issue, who.name AS party, toLower(type(wants)) AS stance, o.name AS option,
       p.firmness AS firmness, p.holds_from AS from, p.holds_until AS until, p.id AS position
ORDER BY region, issue, party, from
