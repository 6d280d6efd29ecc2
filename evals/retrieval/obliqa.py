"""ObliQA dev: questions on 40 regulations, each with the passages that answer it.

Source: Gokhan et al. 2024, "RegNLP in action" (github.com/RegNLP/ObliQADataset). One record a
passage, as the publishers cut them; empty ones left out.
"""

import hashlib
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from evals.retrieval.dataset import Case, DataSet, existing, write_if_changed
from kb.values import Collection, Passage
from kb.values.documents import clean_text

_Key = tuple[str, str]


def load(corpus: Path, work: Path) -> DataSet:
    """The data set, its passages written to ``work`` as records."""
    folder = existing(corpus / "obliqa")
    passages = _passages(existing(folder / "StructuredRegulatoryDocuments"))
    lines = [
        json.dumps({"id": p["ID"], "title": "", "text": p["Passage"], "metadata": _place(p)})
        for p in passages
    ]
    questions = json.loads(existing(folder / "ObliQA_dev.json").read_text(encoding="utf-8"))
    return DataSet(
        name="obliqa",
        files=(write_if_changed(work / "obliqa.jsonl", "\n".join(lines) + "\n"),),
        split=False,
        collection=Collection.FRAMEWORK,
        cases=_cases(questions, passages),
        target=_record,
        depth=10,
    )


def _record(passage: Passage) -> str:
    return passage.external_id


def _passages(folder: Path) -> list[dict[str, Any]]:
    files = sorted(folder.glob("*.json"), key=lambda path: int(path.stem))
    everything = [p for file in files for p in json.loads(file.read_text(encoding="utf-8"))]
    return [passage for passage in everything if passage["Passage"].strip()]


def _place(passage: dict[str, Any]) -> dict[str, str]:
    return {"document": str(passage["DocumentID"]), "passage": str(passage["PassageID"])}


def _key(passage: dict[str, Any]) -> _Key:
    return str(passage["DocumentID"]), str(passage["PassageID"])


def _cases(questions: list[dict[str, Any]], passages: list[dict[str, Any]]) -> tuple[Case, ...]:
    """Questions whose passages exist, in two halves by the hash of their id: A to tune on, B to
    report."""
    places: dict[_Key, list[dict[str, Any]]] = defaultdict(list)
    for passage in passages:
        places[_key(passage)].append(passage)
    cases = []
    for question in questions:
        named = [(places[_key(p)], p) for p in question["Passages"] if _key(p) in places]
        relevant = {_same(candidates, p) for candidates, p in named}
        if relevant:
            digest = hashlib.md5(question["QuestionID"].encode(), usedforsecurity=False)
            half = "half B" if int(digest.hexdigest(), 16) % 2 else "half A"
            text = clean_text(question["Question"])
            cases.append(Case(question["QuestionID"], text, tuple(sorted(relevant)), (half,)))
    return tuple(cases)


def _same(candidates: list[dict[str, Any]], wanted: dict[str, Any]) -> str:
    """The record with the wanted text, where a place in a regulation was given twice."""
    text = clean_text(wanted["Passage"])
    equal = [p for p in candidates if clean_text(p["Passage"]) == text]
    return str((equal or candidates)[0]["ID"])
