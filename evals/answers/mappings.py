"""Crosswalk files: which controls of the other framework a control is mapped to, both ways.

The files are loaded as ``framework`` and asked back in words, a control at a time: a fixed sample
of each direction. Every identifier of the right answer has to be in the answer, and nothing else
of that framework. A framework whose controls a mapping knows by internal names only (``node12``)
is left out: nobody can ask for those.
"""

import re
from collections import defaultdict
from pathlib import Path

import yaml

from evals.answers import citing
from evals.answers.shown import answered, words
from evals.answers.values import (
    Asked,
    EvalError,
    Evaluator,
    Goal,
    Load,
    Measure,
    Observation,
    Suite,
)
from ingest.readers.framework_ids import control_id, urn_tail
from kb.values import Collection, Question

FOLDER = "frameworks"
VERSION = "1"
#: Controls asked of each file and direction.
_EACH = 15
#: A control mapped to more than this many others is asked for by nobody in one question.
_MOST = 12
#: How a person names the frameworks whose controls have names.
_SPOKEN = {
    "nist-csf-1.1": "NIST CSF 1.1",
    "nist-csf-2.0": "NIST CSF 2.0",
    "iso27001-2013": "ISO/IEC 27001:2013",
    "iso27001-2022": "ISO/IEC 27001:2022",
    "nist-sp-800-53-rev5": "NIST SP 800-53 Rev 5",
}


def suite(corpus: Path) -> Suite:
    """The suite over the crosswalks of ``corpus/frameworks``; catalogues are left out, since they
    are large and state no mapping."""
    folder = corpus / FOLDER
    files = [file for file in sorted(folder.glob("map*.yaml")) if _pairs(file)]
    if not files:
        raise EvalError(f"mappings needs crosswalks in {folder}; give the corpus with --corpus")
    return Suite(
        name="mappings",
        split="dev",
        root=folder,
        loads=tuple(Load(file, Collection.FRAMEWORK) for file in files),
        asked=tuple(one for file in files for one in _questions(file)),
        evaluators=_EVALUATORS,
        measures=_MEASURES,
    )


_Pairs = dict[tuple[str, str], dict[str, set[str]]]


def _pairs(file: Path) -> _Pairs:
    """The controls that each control is mapped to, by framework and other framework."""
    library = yaml.safe_load(file.read_text(encoding="utf-8"))
    found: _Pairs = defaultdict(lambda: defaultdict(set))
    for mapping in library["objects"].get("requirement_mapping_sets", ()):
        source, target = (urn_tail(mapping[f"{s}_framework_urn"]) for s in ("source", "target"))
        for row in mapping["requirement_mappings"]:
            one, other = (urn_tail(row[f"{s}_requirement_urn"]) for s in ("source", "target"))
            if source in _SPOKEN and target in _SPOKEN and row.get("relationship") != "none":
                found[source, target][control_id(one)].add(control_id(other))
                found[target, source][control_id(other)].add(control_id(one))
    return found


def _questions(file: Path) -> list[Asked]:
    found: list[Asked] = []
    for (mine, theirs), pairs in sorted(_pairs(file).items()):
        askable = sorted(key for key, targets in pairs.items() if len(targets) <= _MOST)
        step = max(1, len(askable) // _EACH)
        found += [_asked(mine, theirs, key, pairs[key]) for key in askable[::step][:_EACH]]
    return found


def _asked(mine: str, theirs: str, control: str, gold: set[str]) -> Asked:
    text = f"Which {_SPOKEN[theirs]} controls does {control} of {_SPOKEN[mine]} map to?"
    return Asked(
        id=f"{mine} {control} to {theirs}",
        question=Question(text),
        groups=(f"{mine} to {theirs}",),
        right="none",
        expected=(", ".join(sorted(gold)),),
        gold=(frozenset(gold), control),
        search=False,
    )


_IDENTIFIER = re.compile(r"[A-Z]{0,2}\.?[A-Z0-9]{1,4}(?:[.\-(][A-Z0-9]+\)?)+")


def _told(seen: Observation) -> set[str]:
    """The identifiers an answer gives, less the one asked about."""
    _, asked = seen.asked.gold
    found = {m.rstrip(".-(") for m in _IDENTIFIER.findall(words(seen.answer).upper())}
    return {one for one in found if _bare(one) != _bare(asked)}


def _bare(identifier: str) -> str:
    """``A.5.15`` and ``5.15``, ``AC-02`` and ``AC-2`` are one control."""
    plain = re.sub(r"^A\.", "", identifier.upper())
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", plain)


def _correct(seen: Observation) -> tuple[float, float, str] | None:
    found, wanted, missing = _recall(seen)
    precise = _precision(seen)
    wrong = f"missing: {missing}" if found < wanted else ""
    if precise is not None and precise[0] < precise[1]:
        wrong = f"{wrong} not mapped: {precise[2]}".strip()
    return float(not wrong), 1.0, wrong


def _recall(seen: Observation) -> tuple[float, float, str]:
    gold, _ = seen.asked.gold
    told = {_bare(one) for one in _told(seen)} | _plain_numbers(seen)
    missing = sorted(one for one in gold if _bare(one) not in told)
    return len(gold) - len(missing), len(gold), ", ".join(missing)


def _plain_numbers(seen: Observation) -> set[str]:
    return {_bare(one) for one in re.findall(r"\b\d+\b", words(seen.answer))}


def _blank(seen: Observation) -> tuple[float, float, str]:
    blank = not answered(seen.answer)
    return float(blank), 1.0, f"abstains: {seen.answer.reason}" if blank else ""


def _precision(seen: Observation) -> tuple[float, float, str] | None:
    gold, _ = seen.asked.gold
    names = seen.asked.question.text.upper()
    told = {_bare(one) for one in _told(seen) if one not in names}
    right = {_bare(one) for one in gold}
    mine = {one for one in told if any(_shape(one) == _shape(r) for r in right)}
    if not mine:
        return None
    return len(mine & right), len(mine), ", ".join(sorted(mine - right))


def _shape(identifier: str) -> str:
    """What kind of identifier it is: letters and digits, each as one sign."""
    return re.sub(r"[0-9]+", "0", re.sub(r"[A-Z]+", "A", identifier))


_EVALUATORS = (
    Evaluator("correct", _correct, VERSION),
    Evaluator("mapped", _recall, VERSION),
    Evaluator("only_mapped", _precision, VERSION),
    Evaluator("wrong_abstention", _blank, VERSION),
    Evaluator("fabricated", citing.fabricated, citing.VERSION),
)
_MEASURES = (
    Measure(
        "correct",
        "Right answers",
        "every mapped control is given, and no other",
        headline=True,
    ),
    Measure(
        "mapped",
        "Mapped controls that are given",
        "of all pairs asked for",
        headline=True,
        one_each=False,
    ),
    Measure(
        "only_mapped",
        "Given controls that are mapped",
        "of the identifiers of that kind in the answers",
        headline=True,
        one_each=False,
    ),
    Measure("wrong_abstention", "Wrongly left blank", "of all questions", headline=True),
    Measure(
        "fabricated",
        "Fabricated quotes",
        "of all quotes shown",
        Goal(0.0, at_most=True),
        headline=True,
        one_each=False,
    ),
)
