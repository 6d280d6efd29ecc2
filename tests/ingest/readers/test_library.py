"""Framework libraries: catalogues, crosswalks, and how they meet."""

from pathlib import Path

import pytest

from ingest.limits import Limits
from ingest.readers.library import read
from kb.errors import UnsupportedError
from kb.values import BlockKind, CrosswalkRow, Document, Relation

FRAMEWORK = """
urn: urn:maker:risk:library:house-1.0
ref_id: HOUSE
name: House rules library
version: 3
provider: The House
objects:
  framework:
    urn: urn:maker:risk:framework:house-1.0
    ref_id: HOUSE-1.0
    name: House rules 1.0
    description: "What holds in the house.\\nAlways."
    requirement_nodes:
    - urn: urn:maker:risk:req_node:house-1.0:hr
      assessable: false
      depth: 1
      ref_id: HR
      name: Doors
    - urn: urn:maker:risk:req_node:house-1.0:hr-1.10
      assessable: true
      depth: 2
      parent_urn: urn:maker:risk:req_node:house-1.0:hr
      ref_id: 1.10
      name: Locks
      description: "a. Doors are locked.\\nb. Keys are counted."
      annotation: Counting means by hand.
      questions:
        urn:q:1: {type: unique_choice, text: "Are doors locked?"}
    - urn: urn:maker:risk:req_node:house-1.0:node3
      assessable: true
      parent_urn: urn:maker:risk:req_node:house-1.0:hr-1.10
      description: At night too.
      translations: {fr: {description: La nuit aussi.}}
"""


def mapping_set(source: str, target: str, rows: str, name: str = "map") -> str:
    return f"""
  - urn: urn:maker:risk:req_mapping_set:{name}
    ref_id: {name}
    name: {source} to {target}
    source_framework_urn: urn:maker:risk:framework:{source}
    target_framework_urn: urn:maker:risk:framework:{target}
    requirement_mappings:{rows}"""


def row(source: str, target: str, relationship: str) -> str:
    return f"""
    - source_requirement_urn: urn:maker:risk:req_node:x:{source}
      target_requirement_urn: urn:maker:risk:req_node:y:{target}
      relationship: {relationship}"""


def library(*sets: str) -> str:
    return "urn: u\nref_id: m\nname: m\nobjects:\n  requirement_mapping_sets:" + "".join(sets)


def load(tmp_path: Path, text: str) -> list[Document]:
    path = tmp_path / "library.yaml"
    path.write_text(text, encoding="utf-8")
    return read(path, Limits())


def test_a_framework_is_text_and_catalogue(tmp_path: Path) -> None:
    (document,) = load(tmp_path, FRAMEWORK)
    assert document.title == "House rules 1.0"
    assert document.facts.reference == "HOUSE-1.0"
    assert ("provider", "The House") in document.metadata
    assert [(b.kind, b.level, b.text) for b in document.blocks] == [
        (BlockKind.HEADING, 1, "House rules 1.0"),
        (BlockKind.PARAGRAPH, 0, "What holds in the house."),
        (BlockKind.PARAGRAPH, 0, "Always."),
        (BlockKind.HEADING, 2, "HR Doors"),
        (BlockKind.HEADING, 3, "1.10 Locks"),
        (BlockKind.LIST_ITEM, 1, "a. Doors are locked."),
        (BlockKind.LIST_ITEM, 1, "b. Keys are counted."),
        (BlockKind.PARAGRAPH, 0, "Counting means by hand."),
        (BlockKind.LIST_ITEM, 1, "Are doors locked?"),
        (BlockKind.PARAGRAPH, 0, "At night too."),
    ]
    catalog = document.catalog
    assert catalog is not None
    assert (catalog.id, catalog.issuer, catalog.version) == ("house-1.0", "The House", "3")
    group, control, unnumbered = catalog.controls
    assert (group.id, group.assessable, group.parent) == ("HR", False, "")
    assert (control.id, control.title, control.parent) == ("1.10", "Locks", "HR")
    assert control.text == "a. Doors are locked.\nb. Keys are counted."
    assert (unnumbered.id, unnumbered.parent) == ("node3", "1.10")


def test_a_mapping_is_rows_and_crosswalk(tmp_path: Path) -> None:
    rows = "".join(
        row(source, target, word)
        for source, target, word in (
            ("ac-1", "a.5.1", "intersect"),
            ("ac-2(1)", "a.5.2", "equal"),
            ("gv.oc-01", "4.1", "subset"),
            ("gv.oc", "4.2", "superset"),
            ("node4", "4.3", "not_related"),
        )
    )
    (document,) = load(tmp_path, library(mapping_set("nist-sp-800-53-rev5", "iso27001-2022", rows)))
    crosswalk = document.crosswalk
    assert crosswalk is not None
    assert (crosswalk.source, crosswalk.target) == ("nist-sp-800-53-rev5", "iso27001-2022")
    assert crosswalk.rows == (
        CrosswalkRow("AC-1", "A.5.1", Relation.RELATED),
        CrosswalkRow("AC-2(1)", "A.5.2", Relation.EQUAL),
        CrosswalkRow("GV.OC-01", "4.1", Relation.SUBSET),
        CrosswalkRow("GV.OC", "4.2", Relation.SUPERSET),
        CrosswalkRow("node4", "4.3", Relation.NONE),
    )
    lines = [b for b in document.blocks if b.kind is BlockKind.TABLE_ROW]
    assert lines[0].text == "AC-1\trelated\tA.5.1"
    assert lines[0].header == ("nist-sp-800-53-rev5", "relation", "iso27001-2022")


def test_a_mapping_in_reverse_is_dropped_and_named(tmp_path: Path) -> None:
    there = mapping_set("x", "y", row("1", "2", "subset") + row("3", "4", "equal"))
    back = mapping_set("y", "x", row("2", "1", "superset") + row("4", "3", "equal"), "back")
    (document,) = load(tmp_path, library(there, back))
    assert [d.text for d in document.dropped] == ["y to x"]


def test_a_mapping_that_says_something_else_in_reverse_is_kept(tmp_path: Path) -> None:
    there = mapping_set("x", "y", row("1", "2", "subset"))
    back = mapping_set("y", "x", row("2", "1", "subset"), "back")
    documents = load(tmp_path, library(there, back))
    assert [d.crosswalk.id for d in documents if d.crosswalk] == ["map", "back"]
    assert documents[0].part == ""
    assert documents[1].part


def test_rows_without_an_end_are_counted(tmp_path: Path) -> None:
    rows = row("1", "2", "equal") + "\n    - relationship: equal"
    (document,) = load(tmp_path, library(mapping_set("x", "y", rows)))
    assert document.warnings == ("1 rows name no source or no target and were left out",)


def test_a_single_mapping_set_and_its_notes(tmp_path: Path) -> None:
    text = library(mapping_set("x", "y", row("1", "2", "equal") + "\n      annotation: mostly"))
    text = text.replace("requirement_mapping_sets:\n  -", "requirement_mapping_set:\n   ")
    (document,) = load(tmp_path, text)
    assert document.blocks[-1].text == "1\tequal\t2\tmostly"


def test_repeated_numbers_get_ids_of_their_own(tmp_path: Path) -> None:
    text = FRAMEWORK.replace("ref_id: 1.10", "ref_id: HR")
    (document,) = load(tmp_path, text)
    assert document.catalog is not None
    ids = [control.id for control in document.catalog.controls]
    assert len(set(ids)) == len(ids)


def test_reference_controls_alone(tmp_path: Path) -> None:
    text = (
        "urn: u\nref_id: r\nname: Measures\nobjects:\n  reference_controls:\n"
        "  - {urn: u1, ref_id: M.1, name: Locks, description: Fit locks.}\n"
    )
    (document,) = load(tmp_path, text)
    assert [b.text for b in document.blocks] == ["Measures", "M.1 Locks", "Fit locks."]


@pytest.mark.parametrize(
    "text", ["name: x\n", "urn: u\nobjects:\n  risk_matrix: [{name: m}]\n", "objects: []\n"]
)
def test_other_files_are_not_supported(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnsupportedError):
        load(tmp_path, text)
