"""What the page should show, worked out once more in Python from the tables, as literally as the rules can be written."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import zopa
from zopa.graph.edges import edges as spelled_edges
from zopa.graph.edges import nodes as spelled_nodes
from zopa.graph.network import rules_out

CORE = {"Party", "Issue", "Position"}
OFF_LINKS = {"RULES_OUT"}


def cells(value: object) -> list[str]:
    return value.split("|") if isinstance(value, str) else []


class Reading:
    """One case, read for the page."""

    def __init__(self, case: zopa.PositionGraph) -> None:
        found = spelled_nodes(case.tables)
        self.kind = dict(zip(found["name"], found["kind"], strict=True))
        links = spelled_edges(case.tables)
        self.edges = list(zip(links["kind"], links["source"], links["target"], strict=True))
        self.edges += [("RULES_OUT", a, b) for a, b in rules_out(case.tables).itertuples(index=False)]
        clashes, overlaps = case.clashes(), case.overlap_pairs()
        self.clashes = [
            (f"position:{a}", f"position:{b}", severity)
            for a, b, severity in zip(clashes["position_a"], clashes["position_b"], clashes["severity"], strict=True)
        ]
        self.edges += [("CLASHES_WITH", a, b) for a, b, _ in self.clashes]
        pairs = zip(overlaps["position_a"], overlaps["position_b"], strict=True)
        self.edges += [("OVERLAPS_WITH", f"position:{a}", f"position:{b}") for a, b in pairs]
        parties = case.tables["parties"]
        self.speaks_for = dict(zip(parties["id"], parties["speaks_for"], strict=True))
        regions = case.tables["regions"]
        self.inside = {name: cells(larger) for name, larger in zip(regions["id"], regions["part_of"], strict=True)}
        per_region = case.tables["issues"].set_index("id")["per_region"]
        self.per_region = {name for name, value in per_region.items() if value == "yes"}
        self.rows = {f"position:{row.id}": row for row in case.tables["positions"].itertuples()}

    def principal(self, party: str) -> str:
        while isinstance(self.speaks_for.get(party), str):
            party = self.speaks_for[party]
        return party

    def smallest(self, region: str) -> set[str]:
        inner = [name for name, larger in self.inside.items() if region in larger]
        return set().union(*(self.smallest(name) for name in inner)) if inner else {region}

    def ours(self, name: str, parties: Collection[str]) -> bool:
        party = self.rows[name].party
        return not parties or party in parties or self.principal(party) in parties

    def passes(self, name: str, picks: Mapping[str, Collection[str]]) -> bool:
        row = self.rows[name]
        firmness = row.firmness if isinstance(row.firmness, str) else "not known"
        if picks.get("issue") and row.issue not in picks["issue"]:
            return False
        if picks.get("firmness") and firmness not in picks["firmness"]:
            return False
        if picks.get("stance") and row.stance not in picks["stance"]:
            return False
        if not picks.get("region"):
            return True
        if not isinstance(row.regions, str):
            return row.issue in self.per_region
        here = set().union(*(self.smallest(region) for region in cells(row.regions)))
        return any(here & self.smallest(region) for region in picks["region"])

    def listed(self, picks: Mapping[str, Collection[str]]) -> list[tuple[str, str]]:
        """The clashes that the list and the graph show."""
        parties = picks.get("party", [])
        return [
            (a, b)
            for a, b, severity in self.clashes
            if (not picks.get("severity") or severity in picks["severity"])
            and self.passes(a, picks)
            and self.passes(b, picks)
            and (any if len(parties) == 1 else all)([self.ours(a, parties), self.ours(b, parties)])
        ]

    def shown(
        self,
        picks: Mapping[str, Collection[str]] | None = None,
        clashes_only: bool = False,
        kinds: Collection[str] = CORE,
        off: Collection[str] = OFF_LINKS,
        linked_only: bool = True,
    ) -> tuple[set[str], list[tuple[str, str, str]]]:
        """Names of the nodes, and the links, that the page shows."""
        picks = picks or {}
        clashes = self.listed(picks)
        kept = set(self.kind)
        if clashes_only or any(picks.values()):
            if clashes_only or picks.get("severity"):
                core = {end for pair in clashes for end in pair}
            else:
                core = {
                    name for name in self.rows if self.passes(name, picks) and self.ours(name, picks.get("party", []))
                }
            for name in list(core):
                row = self.rows[name]
                core |= {f"party:{row.party}", f"party:{self.principal(row.party)}", f"issue:{row.issue}"}
            core |= {f"{group}:{one}" for group in ("party", "issue", "region") for one in picks.get(group, [])}
            kept = core | {b for _, a, b in self.edges if a in core and self.kind[b] not in CORE}
            kept |= {a for _, a, b in self.edges if b in core and self.kind[a] not in CORE}
        kept = {name for name in kept if self.kind[name] in kinds}
        links = [
            (kind, a, b)
            for kind, a, b in self.edges
            if kind not in off and a in kept and b in kept and (kind != "CLASHES_WITH" or (a, b) in clashes)
        ]
        if linked_only:
            joined = {name for name in kept if self.kind[name] == "Position"}
            if "Position" not in kinds:
                joined = {end for _, a, b in links for end in (a, b)}
            while more := {b for _, a, b in links if a in joined} | {a for _, a, b in links if b in joined}:
                if more <= joined:
                    break
                joined |= more
            kept &= joined
            links = [link for link in links if link[1] in kept and link[2] in kept]
        return kept, links
