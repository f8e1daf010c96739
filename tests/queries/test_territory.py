"""Who wants which place, with what lies in it and what it lies in."""

from __future__ import annotations

from reference.dossiers import graph

from zopa.queries import territory, territory_matrix


def valley():
    demand = {"stance": "demands", "firmness": "red line", "issue": "control"}
    return graph(
        parties=[{"id": "up", "name": "Upland"}, {"id": "low", "name": "Lowland"}],
        issues=[{"id": "control", "name": "Control", "kind": "choice", "per_region": "yes"}],
        options=[
            {"issue": "control", "option": o, "name": n} for o, n in (("up", "Upland rules"), ("low", "Lowland rules"))
        ],
        regions=[
            {"id": "valley", "name": "the Valley"},
            {"id": "north", "name": "the North", "part_of": "valley"},
            {"id": "south", "name": "the South", "part_of": "valley"},
        ],
        positions=[
            {"id": "u", "party": "up", "option": "up", "regions": "valley", "evidence": "e1", **demand},
            {"id": "l", "party": "low", "option": "low", "regions": "north", **demand},
        ],
    )


def test_a_position_on_a_region_holds_for_all_inside_and_for_a_part_of_what_is_larger():
    rows = territory(valley())
    assert rows[["region", "depth", "party", "extent", "parts", "contested"]].values.tolist() == [
        ["valley", 0, "up", "whole", "", True],
        ["valley", 0, "low", "part", "north", True],
        ["north", 1, "up", "whole", "", True],
        ["north", 1, "low", "whole", "", True],
        ["south", 1, "up", "whole", "", False],
    ]
    assert rows["why"][4] == "On Control in the South, Upland demands 'Upland rules' (red line)."
    assert rows["evidence"][0] == "e1"


def test_filters_show_a_region_with_what_lies_inside():
    assert territory(valley(), regions="south")["region"].tolist() == ["south"]
    assert set(territory(valley(), parties="low")["party"]) == {"low"}


def test_the_matrix_is_the_table_that_people_draw():
    matrix = territory_matrix(valley())
    assert matrix.index.tolist() == ["the Valley", "\u2003the North", "\u2003the South"]
    assert matrix.loc["the Valley", "Lowland"] == "'Lowland rules' in the North (red line)"
    assert matrix.loc["\u2003the South", "Lowland"] == ""


def test_contested_means_in_the_same_days():
    rows = {name: table.to_dict("records") for name, table in valley().tables.items() if len(table)}
    upland, lowland = rows["positions"]
    lowland["end"] = "2015"
    rows["positions"].append({**upland, "id": "u2", "party": "low", "start": "2016", "regions": "north"})
    listed = territory(graph(**rows))
    later = listed[listed["positions"] == "u2"]
    assert not later["contested"].any()
    assert "clashes" not in " ".join(later["why"])
