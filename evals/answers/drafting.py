"""A past answer that was edited or rejected, turned into a gold case of the owner's own set."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from evals.answers.values import EvalError
from evals.cases import CaseFile, GoldCase, Kind, Split, load_cases

#: Where the sealed and the tuning halves of the bundled sets lie: no case is ever added there.
BUNDLED = Path(__file__).resolve().parents[1] / "data"
_WORDS = 8
#: A number with its unit: what an answer given by a person must not be without.
_QUANTITY = re.compile(r"\b\d[\d.,]*\d?(?:\s*%|[ -][a-z]+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says the right answer is; nothing said means that the answer given is right.

    ``reason``: it should have been left blank, for this reason. ``must``: groups of alternatives.
    ``evidence``: pairs of a file and a phrase in it.
    """

    verdict: str | None = None
    answer: str = ""
    reason: str | None = None
    must: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[tuple[str, str], ...] = ()


def draft(
    payload: Mapping[str, Any], kind: Kind, correction: Correction, identity: str
) -> dict[str, Any]:
    """A case as it stands in a YAML file, from the audit row's ``payload``.

    Raises ``EvalError`` where the answer and the correction do not make a whole case.
    """
    given = payload["answer"]
    case: dict[str, Any] = {"id": identity, "kind": kind.value, "question": given["question"]}
    if payload.get("history"):
        case["history"] = list(payload["history"])
    case["audience"] = payload.get("audience", "internal")
    case["expect"] = _expect(given, kind, correction)
    told = f" Right answer: {correction.answer}" if correction.answer else ""
    case["note"] = f"Draft from a past answer; check evidence and phrases.{told}"
    try:
        GoldCase.model_validate(case)
    except ValidationError as error:
        problems = "; ".join(problem["msg"] for problem in error.errors())
        raise EvalError(f"this does not make a case: {problems}") from error
    return case


def _expect(given: Mapping[str, Any], kind: Kind, correction: Correction) -> dict[str, Any]:
    corrected = bool(correction.verdict or correction.answer or correction.must)
    reason = correction.reason
    if reason is None and given["status"] == "abstained" and not corrected:
        reason = given["reason"]
    if reason is not None:
        return {"status": "abstained", "reason": [reason]}
    expect: dict[str, Any] = {"status": "grounded"}
    verdict = correction.verdict or given["verdict"]
    if verdict:
        expect["verdict"] = verdict
    must = [list(group) for group in correction.must] or _quantities(correction.answer)
    if must:
        expect["must"] = must
    if kind is Kind.CONFLICT:
        expect["conflict"] = [[v["value"]] for c in given["conflicts"] for v in c["values"]]
        expect["reason"] = ["sources_conflict"]
    expect["evidence"] = _evidence(given, correction)
    return expect


def _quantities(answer: str) -> list[list[str]]:
    """The figures of a person's answer, each of which a right answer has to give."""
    return [[found] for found in dict.fromkeys(_QUANTITY.findall(answer))]


def _evidence(given: Mapping[str, Any], correction: Correction) -> list[dict[str, Any]]:
    """What was said to prove it, else what the answer cited, else what stood nearest to it."""
    if correction.evidence:
        return [{"file": file, "any_of": [phrase]} for file, phrase in correction.evidence]
    disputed = [v["citation"] for c in given["conflicts"] for v in c["values"]]
    cited = given["citations"] or disputed or given["closest"]
    proofs = {_file(c["source"]): " ".join(c["quote"].split()[:_WORDS]) for c in reversed(cited)}
    if not proofs:
        raise EvalError("the answer cited nothing; say what proves the right one with --evidence")
    evidence = [{"file": file, "any_of": [phrase]} for file, phrase in reversed(proofs.items())]
    first, *instead = evidence
    return [first | ({"instead": instead} if instead else {})]


def _file(source: str) -> str:
    """A file by its folder and name: the same on another machine."""
    return "/".join(Path(source.split("#")[0].split("!/")[0]).parts[-2:]).lstrip("/")


def append(folder: Path, kind: Kind, make: Mapping[str, Any], correction: Correction) -> GoldCase:
    """Add a case, drafted from the audit row's payload ``make``, to ``folder/dev.yaml``.

    The file is made where there is none, and stays as it was where the case would break it.
    Raises ``EvalError`` or ``CaseError``.
    """
    folder = folder.expanduser().resolve()
    if folder == BUNDLED or BUNDLED in folder.parents:
        raise EvalError(f"{folder} holds a bundled set; name a folder of your own with --set")
    path = folder / f"{Split.DEV}.yaml"
    known = load_cases(folder.name, Split.DEV, folder.parent).cases if path.is_file() else ()
    case = draft(make, kind, correction, _next_id(folder.name, kind, known))
    text = path.read_text(encoding="utf-8") if known else _beginning(folder.name)
    grown = f"{text.rstrip()}\n{_indented(case)}"
    found = _checked(grown, path)
    folder.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(grown, encoding="utf-8")
    partial.replace(path)
    return found.cases[-1]


def _beginning(name: str) -> str:
    lines = ("# Gold cases of our own. evals/data/README.md says what the fields mean.",)
    return "\n".join((*lines, f"set: {name}", "split: dev", "cases:"))


def _indented(case: Mapping[str, Any]) -> str:
    written = yaml.safe_dump([case], sort_keys=False, allow_unicode=True, width=96)
    return "".join(f"  {line}\n" for line in written.splitlines())


def _checked(text: str, path: Path) -> CaseFile:
    try:
        return CaseFile.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise EvalError(f"{path} would not be a set of cases any more: {error}") from error


def _next_id(name: str, kind: Kind, known: Sequence[GoldCase]) -> str:
    stem = f"{name}-{kind.value.replace('_', '-')}-"
    numbers = [int(c.id.removeprefix(stem)) for c in known if re.fullmatch(rf"{stem}\d+", c.id)]
    return f"{stem}{max(numbers, default=0) + 1:03}"
