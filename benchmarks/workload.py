"""The same files and questions for every contestant, written to one folder.

``passages.jsonl`` holds ObliQA passages as records, ``questions.jsonl`` ObliQA questions whose
every answer is among them, ``documents`` the Markdown policies of cloud.gov, Tailscale and
strongDM. Passages that answer no question are drawn at random, always the same ones.
"""

import hashlib
import json
import random
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SEED = 7
_MARKDOWN = ("cloudgov", "tailscale", "strongdm")


@dataclass(frozen=True)
class Workload:
    """Where the files are."""

    folder: Path

    @property
    def passages(self) -> Path:
        return self.folder / "passages.jsonl"

    @property
    def questions(self) -> Path:
        return self.folder / "questions.jsonl"

    @property
    def documents(self) -> Path:
        return self.folder / "documents"


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def build(corpus: Path, folder: Path, passages: int, questions: int) -> Workload:
    """Write the workload. Raises ``FileNotFoundError`` where ``corpus`` has no data sets."""
    source = corpus / "obliqa"
    if not (source / "ObliQA_dev.json").is_file():
        raise FileNotFoundError(f"{source} is missing; give the folder of the data sets: --corpus")
    work = Workload(folder)
    shutil.rmtree(folder, ignore_errors=True)
    work.documents.mkdir(parents=True)
    records, chosen = _obliqa(source, passages, questions)
    _write(work.passages, records)
    _write(work.questions, chosen)
    for name in _MARKDOWN:
        for file in sorted((corpus / name).rglob("*.md")):
            flat = "-".join(file.relative_to(corpus).parts)
            shutil.copyfile(file, work.documents / flat)
    return work


def _obliqa(
    source: Path, passages: int, questions: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    everything: list[dict[str, Any]] = []
    places: dict[tuple[str, str], list[str]] = {}
    files = (source / "StructuredRegulatoryDocuments").glob("*.json")
    for file in sorted(files, key=lambda path: int(path.stem)):
        for passage in json.loads(file.read_text(encoding="utf-8")):
            if passage["Passage"].strip():
                record = {"id": passage["ID"], "title": "", "text": passage["Passage"]}
                everything.append(record)
                places.setdefault(_place(passage), []).append(record["id"])
    asked = json.loads((source / "ObliQA_dev.json").read_text(encoding="utf-8"))
    asked.sort(key=lambda question: hashlib.sha256(question["QuestionID"].encode()).hexdigest())
    chosen: list[dict[str, Any]] = []
    for question in asked:
        # Places given twice are left out: which of the two is meant would need its text compared.
        named = [places.get(_place(passage), []) for passage in question["Passages"]]
        if named and all(len(found) == 1 for found in named) and len(chosen) < questions:
            relevant = sorted({found[0] for found in named})
            text = question["Question"]
            chosen.append({"id": question["QuestionID"], "query": text, "relevant": relevant})
    needed = {identity for question in chosen for identity in question["relevant"]}
    others = [record["id"] for record in everything if record["id"] not in needed]
    random.Random(SEED).shuffle(others)
    kept = needed | set(others[: max(0, passages - len(needed))])
    return [record for record in everything if record["id"] in kept], chosen


def _place(passage: dict[str, Any]) -> tuple[str, str]:
    return str(passage["DocumentID"]), str(passage["PassageID"])


def _write(path: Path, records: list[dict[str, Any]]) -> None:
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_text("".join(lines), encoding="utf-8")
