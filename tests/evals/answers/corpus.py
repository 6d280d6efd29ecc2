"""A small set of one's own: two policies, a guide, and questions about them."""

from pathlib import Path
from typing import Any

import yaml

BACKUP = """# Backup Policy

## 1. Encryption

Backups are encrypted at rest with AES-256.

## 2. Retention

Backups of the production database are kept for 35 days.
"""
ACCESS = """# Access Control Policy

## 1. Sign-in

Multi-factor authentication is enforced for all employees.
"""
GUIDE = """# Notes on backups

Guides recommend that backups are tested every month.
"""


def _evidence(file: str, phrase: str) -> list[dict[str, Any]]:
    return [{"file": file, "any_of": [phrase]}]


CASES: list[dict[str, Any]] = [
    {
        "id": "m-1",
        "kind": "practice",
        "question": "Are backups encrypted at rest?",
        "expect": {
            "status": "grounded",
            "verdict": "yes",
            "must": [["AES-256"]],
            "evidence": _evidence("policy/backup.md", "encrypted at rest"),
        },
    },
    {
        "id": "m-2",
        "kind": "fact",
        "question": "How long are backups of the production database kept?",
        "far": True,
        "expect": {
            "status": "grounded",
            "must": [["35 days"]],
            "evidence": _evidence("policy/backup.md", "kept for 35 days"),
        },
    },
    {
        "id": "m-3",
        "kind": "abstain",
        "question": "What is the airspeed of an unladen swallow?",
        "expect": {"status": "abstained", "reason": ["no_evidence", "out_of_scope"]},
    },
    {
        "id": "m-4",
        "kind": "practice",
        "question": "Is multi-factor authentication enforced for all employees?",
        "expect": {
            "status": "grounded",
            "verdict": "yes",
            "evidence": _evidence("policy/internal/access.md", "enforced for all employees"),
        },
    },
]


def write_set(folder: Path, *, documents: bool = True, split: str = "dev") -> Path:
    """An own set in ``folder``; returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {"set": folder.name, "split": split, "cases": CASES}
    (folder / f"{split}.yaml").write_text(yaml.safe_dump(written), encoding="utf-8")
    if documents:
        write_documents(folder)
    return folder


def write_documents(folder: Path) -> None:
    """The documents, where their collections and audiences say they are."""
    for name, text in (
        ("policy/backup.md", BACKUP),
        ("policy/internal/access.md", ACCESS),
        ("reference/public/guide.md", GUIDE),
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
