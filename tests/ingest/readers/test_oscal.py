"""OSCAL: catalogues with parameters, profiles, mappings, components, plans."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.limits import Limits
from ingest.readers.oscal import read
from kb.errors import UnsupportedError
from kb.values import BlockKind, CrosswalkRow, Document, Relation

META = {
    "title": "NIST SP 800-53 Rev 5 Sample",
    "version": "5.1",
    "oscal-version": "1.1.2",
    "parties": [{"uuid": "p", "type": "organization", "name": "Institute"}],
}


def label(value: str, **more: str) -> dict[str, str]:
    return {"name": "label", "value": value, **more}


CONTROL = {
    "id": "ac-1",
    "class": "SP800-53",
    "title": "Policy",
    "params": [
        {"id": "ac-1_prm_1", "label": "personnel or roles"},
        {
            "id": "ac-1_prm_2",
            "select": {
                "how-many": "one-or-more",
                "choice": ["system", "{{ insert: param, ac-1_prm_1 }}"],
            },
        },
        {"id": "ac-1_prm_3", "values": ["one year"]},
    ],
    "props": [label("AC-01", **{"class": "zero-padded"}), label("AC-1")],
    "parts": [
        {
            "name": "statement",
            "parts": [
                {
                    "name": "item",
                    "props": [label("a.")],
                    "prose": "Give a policy to {{ insert: param, ac-1_prm_1 }}:",
                    "parts": [
                        {
                            "name": "item",
                            "props": [label("1.")],
                            "prose": "at {{ ac-1_prm_2 }} level, **each**"
                            " {{insert: param, ac-1_prm_3}} and {{ insert: param, unknown }}",
                        }
                    ],
                }
            ],
        },
        {"name": "guidance", "prose": "See [the guide](https://example.org/g).\n\n- one\n- two"},
        {"name": "assessment-objective", "prose": "the policy is given"},
    ],
    "controls": [
        {
            "id": "ac-1.1",
            "class": "SP800-53-enhancement",
            "title": "Policy | Automated",
            "props": [{"name": "status", "value": "withdrawn"}],
        }
    ],
}
CATALOG = {
    "catalog": {
        "uuid": "u",
        "metadata": META,
        "groups": [{"id": "ac", "class": "family", "title": "Access", "controls": [CONTROL]}],
    }
}


def load(tmp_path: Path, data: Any, name: str = "file.json") -> list[Document]:
    path = tmp_path / name
    text = json.dumps(data) if name.endswith("json") else yaml.safe_dump(data)
    path.write_text(text, encoding="utf-8")
    return read(path, Limits())


@pytest.mark.parametrize("name", ["file.json", "file.yaml"])
def test_a_catalogue(tmp_path: Path, name: str) -> None:
    (document,) = load(tmp_path, CATALOG, name)
    assert [(b.kind, b.level, b.text) for b in document.blocks] == [
        (BlockKind.HEADING, 1, "NIST SP 800-53 Rev 5 Sample"),
        (BlockKind.HEADING, 2, "AC Access"),
        (BlockKind.HEADING, 3, "AC-1 Policy"),
        (BlockKind.LIST_ITEM, 1, "a. Give a policy to [assignment: personnel or roles]:"),
        (
            BlockKind.LIST_ITEM,
            2,
            "1. at [selection (one or more): system; [assignment: personnel or roles]] level, each"
            " one year and [assignment: unknown]",
        ),
        (BlockKind.PARAGRAPH, 0, "See the guide."),
        (BlockKind.LIST_ITEM, 1, "one"),
        (BlockKind.LIST_ITEM, 1, "two"),
        (BlockKind.HEADING, 4, "AC-1(1) Policy | Automated"),
        (BlockKind.PARAGRAPH, 0, "withdrawn"),
    ]
    assert [(d.text, d.reason) for d in document.dropped] == [
        ("the policy is given", "assessment-objective of AC-1")
    ]
    catalog = document.catalog
    assert catalog is not None
    assert (catalog.id, catalog.issuer, catalog.version) == (
        "nist-sp-800-53-rev5",
        "Institute",
        "5.1",
    )
    assert [(c.id, c.parent, c.assessable) for c in catalog.controls] == [
        ("AC", "", False),
        ("AC-1", "AC", True),
        ("AC-1(1)", "AC-1", False),
    ]
    assert catalog.controls[1].text.startswith("a. Give a policy")


def test_parameters_that_name_each_other_end(tmp_path: Path) -> None:
    loop = {"id": "p", "select": {"choice": ["{{ insert: param, p }}"]}}
    control = {
        "id": "x-1",
        "title": "X",
        "params": [loop],
        "parts": [{"name": "statement", "prose": "{{ insert: param, p }}"}],
    }
    data = {"catalog": {"metadata": {"title": "T"}, "controls": [control]}}
    (document,) = load(tmp_path, data)
    assert "[assignment: p]" in document.text


def test_controls_of_another_framework_inside_one_are_a_crosswalk(tmp_path: Path) -> None:
    stated = {
        "id": "i3",
        "title": " ",
        "props": [label("ID.RA-01")],
        "parts": [{"name": "statement", "prose": "Look."}],
    }
    inner = [
        {"id": "i1", "class": "iso-27001-2022", "title": "X", "props": [label("A.8.8")]},
        {
            "id": "i2",
            "class": "nist-csf-2.0",
            "title": "Y",
            "controls": [stated],
        },
    ]
    control = {"id": "c1", "class": "HOUSE-1.0", "title": "C", "props": [label("1.1")]}
    control["controls"] = inner
    data = {"catalog": {"metadata": {"title": "T"}, "controls": [control]}}
    main, iso, csf = load(tmp_path, data)
    assert main.catalog is not None
    assert [c.id for c in main.catalog.controls] == ["1.1"]
    assert iso.crosswalk is not None
    assert (iso.crosswalk.source, iso.crosswalk.target) == ("house-1.0", "iso27001-2022")
    assert iso.crosswalk.rows == (CrosswalkRow("1.1", "A.8.8", note="X"),)
    assert csf.crosswalk is not None
    assert csf.crosswalk.rows == (CrosswalkRow("1.1", "ID.RA-01", note="Look."),)
    assert len({main.part, iso.part, csf.part}) == 3


def test_a_profile_lists_its_controls(tmp_path: Path) -> None:
    data = {
        "profile": {
            "metadata": {"title": "Baseline"},
            "imports": [
                {"href": "#r", "include-controls": [{"with-ids": ["ac-1", "ac-2.1"]}]},
                {"href": "other_catalog.json", "include-all": {}},
            ],
            "modify": {"set-parameters": [{"param-id": "p", "values": ["daily"]}]},
            "back-matter": {"resources": [{"uuid": "r", "title": "The source"}]},
        }
    }
    (document,) = load(tmp_path, data)
    assert [b.text for b in document.blocks] == [
        "Baseline",
        "The source",
        "AC-1",
        "AC-2(1)",
        "other_catalog",
        "include-all",
        "p: daily",
    ]


@pytest.mark.parametrize(
    ("word", "relation"),
    [
        ("equivalent-to", Relation.EQUAL),
        ("equal-to", Relation.EQUAL),
        ("subset-of", Relation.SUBSET),
        ("superset-of", Relation.SUPERSET),
        ("intersects-with", Relation.RELATED),
        ("no-relationship", Relation.NONE),
    ],
)
def test_a_mapping_collection(tmp_path: Path, word: str, relation: Relation) -> None:
    entry = {
        "relationship": word,
        "sources": [{"type": "control", "id-ref": "ac-1"}],
        "targets": [{"type": "control", "id-ref": t} for t in ("a.5.1", "a.5.2")],
    }
    data = {
        "mapping-collection": {
            "metadata": {"title": "Map"},
            "mappings": [
                {
                    "source-resource": {"href": "#s"},
                    "target-resource": {"href": "x/iso27001-2022.json"},
                    "maps": [entry],
                }
            ],
            "back-matter": {"resources": [{"uuid": "s", "title": "NIST SP 800-53 Rev. 5"}]},
        }
    }
    (document,) = load(tmp_path, data)
    crosswalk = document.crosswalk
    assert crosswalk is not None
    assert (crosswalk.source, crosswalk.target) == ("nist-sp-800-53-rev5", "iso27001-2022")
    assert crosswalk.rows == tuple(
        CrosswalkRow("AC-1", target, relation) for target in ("A.5.1", "A.5.2")
    )


def test_a_plan_groups_responses_by_component(tmp_path: Path) -> None:
    statements = [
        {
            "statement-id": "ac-1_smt.a",
            "by-components": [
                {"component-uuid": "one", "description": "We write {{ insert: param, q }}."},
                {"component-uuid": "two", "description": "It prints."},
            ],
        },
        {
            "statement-id": "ac-1_smt.b.1",
            "by-components": [
                {
                    "component-uuid": "one",
                    "description": "We check.",
                    "export": {"responsibilities": [{"description": "Customers check too."}]},
                }
            ],
        },
    ]
    data = {
        "system-security-plan": {
            "metadata": {"title": "Plan"},
            "system-characteristics": {"system-name": "House", "description": "A house."},
            "system-implementation": {
                "components": [
                    {"uuid": "one", "title": "Owner", "description": "Who lives there."},
                    {"uuid": "two", "title": "Printer"},
                ]
            },
            "control-implementation": {
                "set-parameters": [{"param-id": "q", "values": ["by hand"]}],
                "implemented-requirements": [
                    {"control-id": "ac-1", "statements": statements},
                    {"control-id": "ac-2.1", "remarks": "Not used."},
                ],
            },
        }
    }
    (document,) = load(tmp_path, data)
    assert [(b.level, b.text) for b in document.blocks] == [
        (1, "Plan"),
        (2, "House"),
        (0, "A house."),
        (2, "Owner"),
        (0, "Who lives there."),
        (2, "Printer"),
        (2, "AC-1"),
        (3, "Owner"),
        (0, "(a) We write by hand."),
        (0, "(b.1) We check."),
        (0, "(b.1) Customers check too."),
        (3, "Printer"),
        (0, "(a) It prints."),
        (2, "AC-2(1)"),
        (0, "Not used."),
    ]


def test_a_component_definition(tmp_path: Path) -> None:
    requirement = {
        "control-id": "sc-8",
        "description": "Whole.",
        "set-parameters": [{"param-id": "p", "values": ["secrecy"]}],
        "statements": [{"statement-id": "sc-8_smt", "description": "For {{ insert: param, p }}."}],
    }
    data = {
        "component-definition": {
            "metadata": {"title": "Parts"},
            "components": [
                {
                    "title": "Store",
                    "description": "Keeps things.",
                    "control-implementations": [
                        {"description": "How.", "implemented-requirements": [requirement]}
                    ],
                }
            ],
        }
    }
    (document,) = load(tmp_path, data)
    assert [(b.level, b.text) for b in document.blocks] == [
        (1, "Parts"),
        (2, "Store"),
        (0, "Keeps things."),
        (0, "How."),
        (3, "SC-8"),
        (0, "Whole."),
        (0, "For secrecy."),
    ]


@pytest.mark.parametrize("root", ["assessment-plan", "assessment-results", "something"])
def test_other_models_are_not_supported(tmp_path: Path, root: str) -> None:
    with pytest.raises(UnsupportedError, match=root):
        load(tmp_path, {root: {"uuid": "x"}})


@pytest.mark.parametrize(
    "body", [{}, {"groups": "x"}, {"controls": [1, None]}, {"groups": [{"parts": [[]]}]}]
)
def test_catalogues_with_parts_missing_or_odd_are_read(tmp_path: Path, body: Any) -> None:
    (document,) = load(tmp_path, {"catalog": {"metadata": None, "uuid": "u", **body}})
    assert document.title == "file"
