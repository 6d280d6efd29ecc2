"""Small corpora laid out like the public ones."""

import json
from pathlib import Path

import yaml


def write_obliqa(corpus: Path) -> None:
    """Two regulations; place 2.1 of the first is given twice, place 9 is empty."""
    folder = corpus / "obliqa" / "StructuredRegulatoryDocuments"
    folder.mkdir(parents=True)
    first = [
        _passage("a", 1, "1.1", "A licensed firm must keep client money in a separate account."),
        _passage("b", 1, "2.1", "Records must be kept for six years after a transaction ends."),
        _passage("c", 1, "2.1", "A compliance officer must be appointed by the board."),
        _passage("d", 1, "9", "  "),
    ]
    second = [_passage("e", 2, "1", "Complaints must be acknowledged within seven days.")]
    for number, passages in ((1, first), (10, second)):
        (folder / f"{number}.json").write_text(json.dumps(passages), encoding="utf-8")
    questions = [
        _question("q1", "Where is client money kept?", first[0]),
        _question("q2", "Who appoints the compliance officer?", first[2]),
        _question("q3", "When is a complaint acknowledged?", second[0]),
        _question("q4", "What stands in a passage that is gone?", _passage("x", 7, "7", "Gone.")),
    ]
    (corpus / "obliqa" / "ObliQA_dev.json").write_text(json.dumps(questions), encoding="utf-8")


def _passage(identity: str, document: int, place: str, text: str) -> dict[str, object]:
    return {"ID": identity, "DocumentID": document, "PassageID": place, "Passage": text}


def _question(identity: str, text: str, passage: dict[str, object]) -> dict[str, object]:
    return {"QuestionID": identity, "Question": text, "Passages": [passage]}


def write_strongdm(corpus: Path) -> None:
    """Two policies, one of them a stub, and three criteria, one of which nothing meets."""
    theme = corpus / "strongdm" / "themes" / "comply-soc2"
    for name in ("policies", "narratives", "procedures", "standards"):
        (theme / name).mkdir(parents=True)
    (theme / "policies" / "README.md").write_text("# Not a policy\n", encoding="utf-8")
    (theme / "policies" / "access.md").write_text(
        "# Access\n\nAccess is reviewed each quarter by the owner of the system.\n", "utf-8"
    )
    (theme / "policies" / "privacy.md").write_text("# Privacy\n\nComing soon.\n", "utf-8")
    criteria = {
        "name": "Criteria",
        "T1.1": {"name": "Reviews", "description": "Access is reviewed."},
        "T2.1": {"name": "Notice", "description": "People are told."},
        "T9.9": {"name": "Nothing", "description": "Nothing meets this."},
    }
    (theme / "standards" / "TSC-2017.yml").write_text(yaml.safe_dump(criteria), "utf-8")
    pairs = [
        {"doc": "policies/access.md", "tsc": ["T1.1"]},
        {"doc": "policies/privacy.md", "tsc": ["T2.1"]},
    ]
    lines = "".join(json.dumps(pair) + "\n" for pair in pairs)
    (corpus / "strongdm" / "strongdm_policy_to_tsc.jsonl").write_text(lines, "utf-8")


def write_cloudgov(corpus: Path) -> None:
    """One component with narratives of two controls, one asked for, and one control unknown."""
    folder = corpus / "cloudgov" / "Gate"
    folder.mkdir(parents=True)
    component = {
        "name": "Gate",
        "satisfies": [
            {
                "control_key": "AC-2 (1)",
                "narrative": [{"text": "Accounts are made by the gate."}, {"text": " "}],
            },
            {"control_key": "AC-3", "narrative": "The gate lets nobody through without a badge."},
        ],
    }
    (folder / "component.yaml").write_text(yaml.safe_dump(component), "utf-8")
    asked = [{"control": "AC-2 (01)"}, {"control": "ZZ-9"}]
    lines = "".join(json.dumps(line) + "\n" for line in asked)
    (corpus / "cloudgov" / "cloudgov_split_dev.jsonl").write_text(lines, "utf-8")
    nodes = [
        {"name": "A family without an id"},
        {
            "ref_id": "AC-2(1)",
            "name": "Account Management",
            "description": "Manage accounts with [Assignment: organization-defined tools].",
        },
    ]
    library = {"objects": {"framework": {"requirement_nodes": nodes}}}
    (corpus / "frameworks").mkdir()
    (corpus / "frameworks" / "nist-sp-800-53-rev5.yaml").write_text(yaml.safe_dump(library))
