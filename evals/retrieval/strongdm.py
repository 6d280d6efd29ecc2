"""strongDM Comply: which policy meets a Trust Services criterion.

Source: github.com/strongdm/comply, themes/comply-soc2 (Apache-2.0). The question is the criterion's
own wording; a document counts where its best chunk stands.
"""

import json
from collections import defaultdict
from pathlib import Path

import yaml

from evals.retrieval.dataset import Case, DataSet, existing
from kb.values import Collection, Passage

_FOLDERS = ("policies", "narratives", "procedures")
#: Documents that say no more than "coming soon": no search can find them by what they say.
_STUBS = frozenset({"policies/privacy.md", "policies/processing.md"})


def load(corpus: Path, work: Path) -> DataSet:  # noqa: ARG001 - every set is called alike
    """The data set; its documents are loaded where they lie."""
    folder = existing(corpus / "strongdm")
    theme = existing(folder / "themes" / "comply-soc2")
    files = [
        file
        for name in _FOLDERS
        for file in sorted((theme / name).glob("*.md"))
        if file.name != "README.md"
    ]
    meeting: dict[str, set[str]] = defaultdict(set)
    pairs = existing(folder / "strongdm_policy_to_tsc.jsonl").read_text(encoding="utf-8")
    for line in pairs.splitlines():
        pair = json.loads(line)
        for criterion in pair["tsc"]:
            meeting[criterion].add(pair["doc"])
    criteria = yaml.safe_load((theme / "standards" / "TSC-2017.yml").read_text(encoding="utf-8"))
    present = {_name(str(file)) for file in files}
    cases = tuple(
        Case(
            identity,
            f"{criterion['name']}: {criterion['description']}",
            tuple(sorted(meeting[identity] & present)),
            () if meeting[identity] & _STUBS else ("without stubs",),
        )
        for identity, criterion in criteria.items()
        if isinstance(criterion, dict) and meeting[identity] & present
    )
    return DataSet("strongdm", tuple(files), True, Collection.POLICY, cases, _document, 300)


def _document(passage: Passage) -> str:
    return _name(passage.source)


def _name(path: str) -> str:
    return "/".join(Path(path).parts[-2:])
