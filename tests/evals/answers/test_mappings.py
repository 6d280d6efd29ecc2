"""Crosswalk pairs asked back in words, both ways."""

from pathlib import Path

import pytest
import yaml

from evals.answers.mappings import suite
from evals.answers.values import EvalError, Observation, Suite
from tests.evals.answers.making import FakeDocuments, answer, blank

URN = "urn:x:risk:req_node"
PAIRS = (("gv.oc-01", "a.5.1"), ("gv.oc-01", "a.5.2"), ("pr.aa-01", "a.5.2"))


def write(folder: Path, source: str, target: str) -> None:
    rows = [
        {
            "source_requirement_urn": f"{URN}:{source}:{one}",
            "target_requirement_urn": f"{URN}:{target}:{other}",
            "relationship": "intersect",
        }
        for one, other in PAIRS
    ]
    mapping = {
        "source_framework_urn": f"urn:x:risk:framework:{source}",
        "target_framework_urn": f"urn:x:risk:framework:{target}",
        "requirement_mappings": rows,
    }
    text = yaml.safe_dump({"objects": {"requirement_mapping_sets": [mapping]}})
    (folder / "frameworks").mkdir(exist_ok=True)
    (folder / "frameworks" / f"map-{source}.yaml").write_text(text, encoding="utf-8")


@pytest.fixture
def made(tmp_path: Path) -> Suite:
    write(tmp_path, "nist-csf-2.0", "iso27001-2022")
    write(tmp_path, "unheard-of", "iso27001-2022")
    return suite(tmp_path)


def judged(made: Suite, text: str) -> dict[str, tuple[float, float]]:
    asked = next(one for one in made.asked if "GV.OC-01" in one.question.text)
    given = answer(text) if text else blank()
    seen = Observation(asked, given, (), FakeDocuments())
    found = {e.name: e.judge(seen) for e in made.evaluators}
    return {name: result[:2] for name, result in found.items() if result is not None}


def test_each_control_is_asked_for_in_both_directions(made: Suite) -> None:
    texts = {one.question.text: one.expected[0] for one in made.asked}

    assert texts == {
        "Which ISO/IEC 27001:2022 controls does GV.OC-01 of NIST CSF 2.0 map to?": "A.5.1, A.5.2",
        "Which ISO/IEC 27001:2022 controls does PR.AA-01 of NIST CSF 2.0 map to?": "A.5.2",
        "Which NIST CSF 2.0 controls does A.5.1 of ISO/IEC 27001:2022 map to?": "GV.OC-01",
        "Which NIST CSF 2.0 controls does A.5.2 of ISO/IEC 27001:2022 map to?": (
            "GV.OC-01, PR.AA-01"
        ),
    }
    assert len(made.loads) == 1


@pytest.mark.parametrize(
    ("text", "correct", "mapped", "precise"),
    [
        ("GV.OC-01: A.5.1 and 5.2.", 1, (2, 2), (2, 2)),
        ("GV.OC-01 maps to A.5.1.", 0, (1, 2), (1, 1)),
        ("A.5.1, A.5.2, A.5.20 of ISO/IEC 27001:2022", 0, (2, 2), (2, 3)),
        ("A.5.10 and A.5.21", 0, (0, 2), (0, 2)),
    ],
)
def test_all_of_the_mapped_controls_and_no_others(
    made: Suite, text: str, correct: float, mapped: tuple[float, float], precise: object
) -> None:
    found = judged(made, text)

    assert found["correct"] == (correct, 1)
    assert found["mapped"] == mapped
    assert found["only_mapped"] == precise


def test_a_blank_maps_nothing(made: Suite) -> None:
    found = judged(made, "")

    assert found["correct"] == (0, 1)
    assert found["wrong_abstention"] == (1, 1)
    assert "only_mapped" not in found


def test_a_folder_without_crosswalks_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="give the corpus"):
        suite(tmp_path)
