"""OpenControl components, standards, certifications and projects."""

from pathlib import Path

import pytest

from ingest.limits import Limits
from ingest.readers.opencontrol import read
from kb.errors import UnsupportedError
from kb.values import BlockKind, Document

COMPONENT = """
documentation_complete: false
name: Gate
schema_version: 3.1.0
satisfies:
- control_key: AC-2
  standard_key: NIST-800-53
  implementation_status: partial
  covered_by:
  - verification_key: GATE_DOC
  - verification_key: UNKNOWN
  narrative:
  - key: a
    text: |
      The gate knows two kinds
      of visitors:
        * guests
        * neighbours

      Both are written down.
  - key: b
    text: "- only a list"
  - key: c
    text: " "
- control_key: AC-17 (2)
  narrative:
  - text: Nobody enters from afar.
- control_key: AC-3
  narrative: One text, as in the first schema.
- control_key: AC-4
verifications:
- {key: GATE_DOC, name: The gate book, path: "https://example.org/gate", type: URL}
"""


def load(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "file.yaml"
    path.write_text(text, encoding="utf-8")
    (document,) = read(path, Limits())
    return document


def test_a_component(tmp_path: Path) -> None:
    document = load(tmp_path, COMPONENT)
    assert document.title == "Gate"
    assert [(b.kind, b.text) for b in document.blocks] == [
        (BlockKind.HEADING, "Gate"),
        (BlockKind.HEADING, "AC-2 (NIST-800-53)"),
        (BlockKind.PARAGRAPH, "(a) The gate knows two kinds of visitors:"),
        (BlockKind.LIST_ITEM, "guests"),
        (BlockKind.LIST_ITEM, "neighbours"),
        (BlockKind.PARAGRAPH, "Both are written down."),
        (BlockKind.PARAGRAPH, "(b)"),
        (BlockKind.LIST_ITEM, "only a list"),
        (BlockKind.PARAGRAPH, "implementation_status: partial"),
        (
            BlockKind.PARAGRAPH,
            "covered_by: The gate book (https://example.org/gate); UNKNOWN",
        ),
        (BlockKind.HEADING, "AC-17 (2)"),
        (BlockKind.PARAGRAPH, "Nobody enters from afar."),
        (BlockKind.HEADING, "AC-3"),
        (BlockKind.PARAGRAPH, "One text, as in the first schema."),
        (BlockKind.HEADING, "AC-4"),
    ]
    assert ("schema_version", "3.1.0") in document.metadata
    assert document.warnings == ("1 controls have no narrative",)


def test_a_standard_has_a_catalogue(tmp_path: Path) -> None:
    document = load(
        tmp_path,
        "name: House-1\nH-1:\n  family: H\n  name: Doors\n  description: |\n    Lock\n    doors.\n"
        "H-2: {family: H, name: Windows}\n",
    )
    assert document.catalog is not None
    assert document.catalog.id == "house-1"
    assert [(c.id, c.title, c.parent) for c in document.catalog.controls] == [
        ("H-1", "Doors", "H"),
        ("H-2", "Windows", "H"),
    ]
    assert "H-1 Doors" in document.text


def test_a_certification_lists_controls(tmp_path: Path) -> None:
    document = load(tmp_path, "name: LATO\nstandards:\n  House-1:\n    H-1: {}\n    H-2: {}\n")
    assert [b.text for b in document.blocks] == ["LATO", "House-1", "H-1", "H-2"]


def test_a_project_says_that_its_components_are_elsewhere(tmp_path: Path) -> None:
    document = load(
        tmp_path,
        "schema_version: '1.0'\nname: House\nmetadata: {description: Where we live.}\n"
        "components: [./Gate]\ndependencies:\n  standards:\n  - {url: 'https://example.org/h'}\n",
    )
    assert "./Gate" in document.text
    assert "https://example.org/h" in document.text
    assert "load the component files" in document.warnings[0]


@pytest.mark.parametrize("text", ["name: x\n", "prepared_by: {organization: y}\n", "a: [1]\n"])
def test_other_yaml_is_not_supported(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnsupportedError, match="OpenControl"):
        load(tmp_path, text)


@pytest.mark.parametrize("odd", ["null", "7", "[]", "{}", "''", '"\\0"', "[null]", "true"])
@pytest.mark.parametrize("place", ["satisfies", "narrative", "text", "description", "covered_by"])
def test_odd_values_in_any_place_are_read_past(tmp_path: Path, odd: str, place: str) -> None:
    entries = {
        "satisfies": f"name: x\nsatisfies: {odd}\n",
        "narrative": f"name: x\nsatisfies:\n- {{control_key: A, narrative: {odd}}}\n",
        "text": "name: x\nsatisfies:\n"
        f"- {{control_key: A, narrative: [{{key: a, text: {odd}}}]}}\n",
        "covered_by": f"name: x\nsatisfies:\n- {{control_key: A, covered_by: {odd}}}\n",
        "description": f"name: x\nA-1: {{family: A, description: {odd}}}\n",
    }
    assert load(tmp_path, entries[place]).title == "x"
