"""The content that the page should show, worked out once more in Python from the tables, as literally as the rules can be written."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import zopa
from zopa.graph.asked import date_asked
from zopa.graph.dates import period
from zopa.graph.edges import edges as spelled_edges
from zopa.graph.edges import nodes as spelled_nodes
from zopa.graph.network import rules_out

CORE = {"Party", "Issue", "Position"}
OFF_LINKS = {"RULES_OUT"}
#: As of the date that the page opens with.
OPENING = "opening"


def cells(cell: object) -> list[str]:
    return cell.split("|") if isinstance(cell, str) else []


class Reading:
    """One case, read for the page."""

    def __init__(self, case: zopa.PositionGraph) -> None:
        nodes = spelled_nodes(case.tables)
        self.kind = dict(zip(nodes["name"], nodes["kind"], strict=True))
        links = spelled_edges(case.tables)
        self.edges = list(zip(links["kind"], links["source"], links["target"], strict=True))
        self.edges += [("RULES_OUT", a, b) for a, b in rules_out(case.tables).itertuples(index=False)]
        self.case = case
        #: The date that the page opens with; all dates where no position is dated.
        dated = case.tables["positions"][["start", "end"]].notna().any(axis=None)
        date = date_asked(case, None).text
        self.as_of = date if dated and date != "all" else None
        pair_answers = {"CLASHES_WITH": case.clashes(as_of="all"), "OVERLAPS_WITH": case.overlap_pairs(as_of="all")}
        self.pairs = {
            kind: [(f"position:{row.position_a}", f"position:{row.position_b}", row) for row in rows.itertuples()]
            for kind, rows in pair_answers.items()
        }
        for kind, pairs in self.pairs.items():
            self.edges += [(kind, a, b) for a, b, _ in pairs]
        evidence = case.tables["evidence"]
        known = evidence[evidence["status"].fillna("accepted") == "accepted"]
        self.attribution = dict(zip(known["id"], known["attribution"], strict=True))
        columns = case.columns
        self.days = {
            f"position:{name}": (int(start), int(end))
            for name, start, end in zip(columns.ids, columns.start, columns.end, strict=True)
        }
        parties = case.tables["parties"]
        self.speaks_for = dict(zip(parties["id"], parties["speaks_for"], strict=True))
        regions = case.tables["regions"]
        self.inside = {name: cells(larger) for name, larger in zip(regions["id"], regions["part_of"], strict=True)}
        per_region = case.tables["issues"].set_index("id")["per_region"]
        self.per_region = {name for name, mark in per_region.items() if mark == "yes"}
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

    def attributions(self, name: str) -> set[str]:
        attributions = {self.attribution.get(evidence_id) for evidence_id in cells(self.rows[name].evidence)}
        return {attribution for attribution in attributions if isinstance(attribution, str)} or {"not known"}

    def fits(self, name: str, place: Mapping[str, str]) -> bool:
        """Whether a position is of a party, on an issue, in a region: of as many of them as are named."""
        where = {"region": [place["region"]]} if "region" in place else {}
        on = {"issue": [place["issue"]]} if "issue" in place else {}
        return self.ours(name, [place["party"]] if "party" in place else []) and self.passes(name, {**where, **on})

    def passes(self, name: str, picks: Mapping[str, Collection[str]], as_of: str | None = None) -> bool:
        row = self.rows[name]
        if as_of:
            first, last = period(as_of)
            if self.days[name][0] > last or self.days[name][1] < first:
                return False
        if picks.get("attribution") and not self.attributions(name) & set(picks["attribution"]):
            return False
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
        regions = set().union(*(self.smallest(region) for region in cells(row.regions)))
        return any(regions & self.smallest(region) for region in picks["region"])

    def listed(
        self,
        picks: Mapping[str, Collection[str]],
        as_of: str | None = OPENING,
        focus: Mapping[str, str] | None = None,
        kind: str = "CLASHES_WITH",
    ) -> list[tuple[str, str]]:
        """The clashes, or the overlaps, that pass by themselves."""
        as_of = self.as_of if as_of == OPENING else as_of
        parties = picks.get("party", [])
        # Which of them hold on the day is what the query itself says.
        query = self.case.clashes if kind == "CLASHES_WITH" else self.case.overlap_pairs
        rows_held = query(as_of=as_of or "all")
        now = set(zip(rows_held["position_a"], rows_held["position_b"], strict=True))
        return [
            (a, b)
            for a, b, row in self.pairs[kind]
            if (row.position_a, row.position_b) in now
            and (kind != "CLASHES_WITH" or not picks.get("severity") or row.severity in picks["severity"])
            and self.passes(a, picks, as_of)
            and self.passes(b, picks, as_of)
            and (any if len(parties) == 1 else all)([self.ours(a, parties), self.ours(b, parties)])
            and (not focus or self.fits(a, focus) or self.fits(b, focus))
        ]

    def asked(
        self,
        picks: Mapping[str, Collection[str]] | None = None,
        clashes_only: bool = False,
        common_only: bool = False,
        as_of: str | None = OPENING,
        focus: Mapping[str, str] | None = None,
    ) -> tuple[set[str], dict[str, list[tuple[str, str]]]]:
        """The positions that are asked for, and the clashes and overlaps among them, which the lists and the graph show."""
        picks = picks or {}
        as_of = self.as_of if as_of == OPENING else as_of
        pairs = {kind: self.listed(picks, as_of, focus, kind) for kind in self.pairs}
        ends = {kind: {end for pair in pairs_of_kind for end in pair} for kind, pairs_of_kind in pairs.items()}
        beside = ends["CLASHES_WITH"] | ends["OVERLAPS_WITH"]
        ours = picks.get("party", [])
        core = {name for name in self.rows if self.passes(name, picks, as_of) and self.ours(name, ours)}
        if len(ours) == 1:
            core |= beside
        limits = [ends["CLASHES_WITH"]] if clashes_only or picks.get("severity") else []
        limits += [ends["OVERLAPS_WITH"]] if common_only else []
        core = set.intersection(*limits) if limits else core
        if focus:
            core = {name for name in core if name in beside or self.fits(name, focus)}
        return core, {
            kind: [pair for pair in pairs_of_kind if core.issuperset(pair)] for kind, pairs_of_kind in pairs.items()
        }

    def shown(
        self,
        picks: Mapping[str, Collection[str]] | None = None,
        clashes_only: bool = False,
        kinds: Collection[str] = CORE,
        off: Collection[str] = OFF_LINKS,
        linked_only: bool = True,
        common_only: bool = False,
        as_of: str | None = OPENING,
        focus: Mapping[str, str] | None = None,
    ) -> tuple[set[str], list[tuple[str, str, str]]]:
        """Names of the nodes, and the links, that the page shows."""
        picks = picks or {}
        as_of = self.as_of if as_of == OPENING else as_of
        core, pairs = self.asked(picks, clashes_only, common_only, as_of, focus)
        visible = {name for name in self.kind if name not in self.rows or self.passes(name, {}, as_of)}
        if clashes_only or common_only or focus or any(picks.values()):
            for name in list(core):
                row = self.rows[name]
                core |= {f"party:{row.party}", f"party:{self.principal(row.party)}", f"issue:{row.issue}"}
            core |= {f"{group}:{id_}" for group in ("party", "issue", "region") for id_ in picks.get(group, [])}
            visible = core | {b for _, a, b in self.edges if a in core and self.kind[b] not in CORE}
            visible |= {a for _, a, b in self.edges if b in core and self.kind[a] not in CORE}
        visible = {name for name in visible if self.kind[name] in kinds}
        links = [
            (kind, a, b)
            for kind, a, b in self.edges
            if kind not in off and a in visible and b in visible and (kind not in pairs or (a, b) in pairs[kind])
        ]
        if linked_only:
            joined = {name for name in visible if self.kind[name] == "Position"}
            if "Position" not in kinds:
                joined = {end for _, a, b in links for end in (a, b)}
            while more := {b for _, a, b in links if a in joined} | {a for _, a, b in links if b in joined}:
                if more <= joined:
                    break
                joined |= more
            visible &= joined
            links = [link for link in links if link[1] in visible and link[2] in visible]
        return visible, links
