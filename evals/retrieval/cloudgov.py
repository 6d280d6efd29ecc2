"""cloud.gov: which part of a system security plan tells how a NIST 800-53 control is met.

Source: github.com/18F/cg-compliance (CC0), controls from NIST SP 800-53 revision 5. The question is
the control's title and text; the plan's narratives are records, as its authors parted them.
"""

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml

from evals.retrieval.dataset import Case, DataSet, existing, write_if_changed
from kb.values import Collection, Passage

_BLANK = re.compile(r"\[(?:Assignment|Selection)[^\]]*\]")


def load(corpus: Path, work: Path) -> DataSet:
    """The data set, the plan's narratives written to ``work`` as records."""
    folder = existing(corpus / "cloudgov")
    told_in = [r for file in sorted(folder.glob("*/component.yaml")) for r in _narratives(file)]
    # Plain numbers, since an id such as "AC-2 a" would tell the search what it should find out.
    records = [{"id": f"narrative {number}"} | r for number, r in enumerate(told_in, start=1)]
    told: dict[str, list[str]] = defaultdict(list)
    for record in records:
        told[record["metadata"]["control"]].append(record["id"])
    lines = [json.dumps(record) for record in records]
    controls = _controls(existing(corpus / "frameworks" / "nist-sp-800-53-rev5.yaml"))
    asked = existing(folder / "cloudgov_split_dev.jsonl").read_text(encoding="utf-8")
    wanted = sorted({_canonical(json.loads(line)["control"]) for line in asked.splitlines()})
    cases = tuple(
        Case(control, controls[control], tuple(told[control]))
        for control in wanted
        if controls.get(control) and told[control]
    )
    return DataSet(
        name="cloudgov",
        files=(write_if_changed(work / "cloudgov.jsonl", "\n".join(lines) + "\n"),),
        split=False,
        collection=Collection.POLICY,
        cases=cases,
        target=_record,
        depth=10,
    )


def _record(passage: Passage) -> str:
    return passage.external_id


def _narratives(file: Path) -> list[dict[str, Any]]:
    component = yaml.safe_load(file.read_text(encoding="utf-8"))
    records: list[dict[str, Any]] = []
    for satisfied in component.get("satisfies") or []:
        told = satisfied.get("narrative") or []
        parts = [{"text": told}] if isinstance(told, str) else told
        for part in parts:
            text = (part.get("text") or "").strip()
            metadata = {"control": _canonical(satisfied["control_key"])}
            if text:
                records.append({"title": "", "text": text, "metadata": metadata})
    return records


def _controls(file: Path) -> dict[str, str]:
    """Title and text of each control, without the places an organisation fills in."""
    library = yaml.safe_load(file.read_text(encoding="utf-8"))
    texts: dict[str, str] = {}
    for node in library["objects"]["framework"]["requirement_nodes"]:
        if identity := node.get("ref_id"):
            text = f"{node.get('name') or ''}. {node.get('description') or ''}".strip()
            texts[_canonical(identity)] = _BLANK.sub(" ", text)
    return texts


def _canonical(control: str) -> str:
    """``AC-2 (01)``, ``ac-2(1)`` → ``AC-2-1``."""
    joined = re.sub(r"[^A-Z0-9]+", "-", control.upper()).strip("-")
    return re.sub(r"-0+(\d)", r"-\1", joined)
