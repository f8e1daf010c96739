"""Graph models of conflicts: who controls what, and what cannot be together."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
from effort import examples

import zopa
from zopa.loaders.findings import DossierError
from zopa.loaders.tools.registry import recognised

MODEL: dict[str, Any] = {
    "program": "gmcr-py",
    "version": "0.3.6",
    "useManualPreferenceRanking": True,
    "options": [
        {"name": "Clean up", "permittedDirection": "fwd"},
        {"name": "Delay", "permittedDirection": "back"},
        {"name": "Pay", "permittedDirection": "both"},
        {"name": "Delay", "permittedDirection": "both"},
    ],
    "decisionMakers": [
        {
            "name": "Factory",
            "options": [0, 1, 2],
            "preferences": [[[0, "N"]], {"compound": True, "members": [[[2, "Y"], [3, "N"]], [[2, "N"], [3, "Y"]]]}],
            "preferenceRanking": [1, [2, 3], 4],
        },
        {"name": "Town", "options": [3], "preferences": []},
    ],
    "infeasibles": [[[0, "Y"], [1, "Y"]], [[1, "N"], [2, "Y"]], [[0, "N"], [1, "N"], [2, "N"]], [[9, "Y"], [0, "Y"]]],
}


def written(folder: Path, model: Any, name: str = "spill.gmcr") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(json.dumps(model), encoding="utf-8")
    return path


def test_decision_makers_are_parties_and_their_options_issues_that_exclude_one_another(tmp_path):
    case = zopa.load(written(tmp_path, MODEL), quiet=True)
    assert case.title == "spill"
    issues = case.tables["issues"].set_index("name")
    assert issues.index.tolist() == ["Clean up", "Delay (Factory)", "Pay", "Delay (Town)"]
    assert issues.loc["Clean up", "note"] == "controlled by Factory; once it is taken it cannot be undone"
    parties = case.tables["parties"].set_index("name")
    assert parties.loc["Factory", "note"] == (
        "controls 'Clean up', 'Delay (Factory)', 'Pay'; prefers, the most important first: 1. 'Clean up' no, "
        "2. 'Pay' yes and 'Delay (Town)' no or 'Pay' no and 'Delay (Town)' yes"
    )
    decisions = case.tables["decisions"][["name", "issues", "rule", "parties"]].values.tolist()
    assert decisions == [
        ["What Factory controls", "clean-up|delay-factory|pay", "all", "factory"],
        ["What Town controls", "delay-town", "all", "town"],
    ]
    constraints = case.tables["constraints"][["option", "relation", "other"]].values.tolist()
    assert constraints == [
        ["clean-up/yes", "excludes", "delay-factory/yes"],
        ["delay-factory/no", "excludes", "pay/yes"],
    ]
    aside = dict(zip(case.set_aside["content"], case.set_aside["why"], strict=True))
    assert aside == {
        "'Clean up' no and 'Delay (Factory)' no and 'Pay' no": "A constraint holds two options, no more and no less.",
        '[[9, "Y"], [0, "Y"]]': "It names no option that is there.",
        "Factory: preferenceRanking: [1, [2, 3], 4]": "No table holds an order of states.",
        "useManualPreferenceRanking: true": "No table has a place for it.",
    }


def test_the_same_as_json_and_options_by_name(tmp_path):
    model = copy.deepcopy(MODEL) | {"title": "The spill"}
    model["options"] = ["Clean up", "Delay", "Pay", "Stay"]
    model["decisionMakers"][0]["options"] = ["Clean up", {"name": "Delay"}, 2, 17]
    path = written(tmp_path, model, "spill.json")
    assert recognised(path) == "gmcr"
    case = zopa.load(path, quiet=True)
    assert case.title == "The spill"
    assert case.tables["parties"]["note"].iloc[0].startswith("controls 'Clean up', 'Delay', 'Pay'; prefers")
    assert "Factory: 17" in case.set_aside["content"].tolist()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[" * 100_000, "nested too deeply"),
        ("", "The file is not JSON"),
        ("[]", "no lists of decision makers and options"),
        ('{"options": [], "options": [], "decisionMakers": []}', "'options' is there twice"),
        ('{"options": 3, "decisionMakers": []}', "no lists of decision makers and options"),
    ],
)
def test_what_is_no_model_is_refused(tmp_path, content, message):
    path = tmp_path / "spill.gmcr"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DossierError, match=message):
        zopa.load(path, quiet=True)


def test_changed_files_are_read_or_refused_and_nothing_is_lost(tmp_path):
    draw = random.Random(3)
    junk = [None, "", 0, -1, 1e300, True, [], {}, "Delay", [[0, "Y"]], {"name": ["x"]}, "\u202e|/", {"members": 1}]

    def mutate(value: Any) -> Any:
        if draw.random() < 0.08:
            return copy.deepcopy(draw.choice(junk))
        if isinstance(value, dict):
            return {key: mutate(cell) for key, cell in value.items() if draw.random() > 0.03}
        if isinstance(value, list):
            return [mutate(cell) for cell in value for _ in range(draw.choice([1, 1, 1, 2, 0]))]
        return value

    for index in range(examples(120)):
        model = {key: mutate(cell) for key, cell in MODEL.items()}
        try:
            case = zopa.load(written(tmp_path, model, f"model-{index}.gmcr"), quiet=True)
        except DossierError:
            continue
        states = model["infeasibles"] if isinstance(model["infeasibles"], list) else []
        aside = case.set_aside["file"].str.endswith("infeasibles").sum() if len(case.set_aside) else 0
        assert len(case.tables["constraints"]) + aside >= len({json.dumps(state) for state in states}), model
