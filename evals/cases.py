"""Gold cases: questions with the answers they should get and the passages that prove them.

A set is two files, ``evals/data/SET/dev.yaml`` and ``test.yaml``: the split is where a case
stands, so it never moves when cases are added. See ``evals/data/README.md``.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from kb.errors import VouchError
from kb.values import Audience, Equivalence, Reason, Status, Verdict


class CaseError(VouchError):
    """A file of gold cases is missing or is not what it should be."""


class Kind(StrEnum):
    """What sort of answer a question asks for, or what makes it hard."""

    PRACTICE = "practice"
    FACT = "fact"
    COMPARISON = "comparison"
    MAPPING = "mapping"
    LIST = "list"
    PROCEDURE = "procedure"
    DEFINITION = "definition"
    CONFLICT = "conflict"
    FOLLOW_UP = "follow_up"
    NOISE = "noise"
    ABSTAIN = "abstain"


class Split(StrEnum):
    """``dev`` is for tuning; ``test`` is run for a figure and not looked at."""

    DEV = "dev"
    TEST = "test"


def _word(value: Any) -> Any:
    """YAML reads an unquoted yes or no as a boolean."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


_VerdictWord = Annotated[Verdict, BeforeValidator(_word)]
_EquivalenceWord = Annotated[Equivalence, BeforeValidator(_word)]
_Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Phrases = Annotated[tuple[_Phrase, ...], Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Proof(_Strict):
    """A passage: a file, relative to the set's folder, and short phrases that stand in it.

    Any one of the phrases is enough to know the passage by.
    """

    file: str
    any_of: _Phrases


class Evidence(Proof):
    """One thing an answer must prove, by this passage or by one of those that serve as well."""

    instead: tuple[Proof, ...] = ()

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """Every passage that proves it."""
        return (Proof(file=self.file, any_of=self.any_of), *self.instead)


class Expectation(_Strict):
    """What a right answer is.

    ``must``: groups of alternatives, of each group one has to appear; ``in_order``: in this order.
    ``conflict``: groups of the same kind for the values that all have to be shown. Where a case
    has ``conflict`` and a ``reason``, abstaining for that reason with the values shown is right
    too. ``verdict_also`` are verdicts that a careful reader may give as well. ``evidence``: all of
    it is needed for a full proof.
    """

    status: Status
    verdict: _VerdictWord | None = None
    verdict_also: tuple[_VerdictWord, ...] = ()
    equivalence: tuple[_EquivalenceWord, ...] = ()
    reason: tuple[Reason, ...] = ()
    must: tuple[_Phrases, ...] = ()
    in_order: bool = False
    must_not: tuple[_Phrase, ...] = ()
    conflict: tuple[_Phrases, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.status is Status.ABSTAINED:
            if not self.reason:
                raise ValueError("an abstention needs at least one acceptable reason")
            if self.verdict or self.equivalence or self.must or self.conflict or self.evidence:
                raise ValueError("an abstention has reasons and must_not, nothing else")
            return self
        if not self.evidence:
            raise ValueError("an answer needs evidence")
        if self.reason and not self.conflict:
            raise ValueError("an answer has a reason only where it shows a conflict")
        if self.verdict_also and self.verdict is None:
            raise ValueError("verdict_also needs a verdict")
        if len(self.conflict) == 1:
            raise ValueError("a conflict has at least two values")
        return self


class GoldCase(_Strict):
    """One question and what a right answer to it is.

    ``history``: the asker's earlier turns, oldest first. ``far``: the question shares few words
    with the documents. ``note`` says why the answer is what it is.
    """

    id: str
    kind: Kind
    question: str
    history: tuple[str, ...] = ()
    audience: Audience = Audience.INTERNAL
    far: bool = False
    expect: Expectation
    note: str = ""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        answered = self.expect.status is not Status.ABSTAINED
        if self.kind is Kind.PRACTICE and answered and self.expect.verdict is None:
            raise ValueError(f"{self.id}: a practice question that is answered needs a verdict")
        if self.kind is Kind.CONFLICT and not self.expect.conflict:
            raise ValueError(f"{self.id}: a conflict case needs its values")
        if self.kind is Kind.FOLLOW_UP and not self.history:
            raise ValueError(f"{self.id}: a follow-up needs a history")
        if self.kind is Kind.ABSTAIN and answered:
            raise ValueError(f"{self.id}: a case of kind abstain expects an abstention")
        return self


class CaseFile(_Strict):
    """One half of a set. ``as_of``: the day on which documents count as in date or not."""

    set: str
    split: Split
    as_of: date | None = None
    cases: tuple[GoldCase, ...]

    @model_validator(mode="after")
    def _keeps_the_rules(self) -> Self:
        _refuse_repeats(self.cases)
        limit = CASE_SETS[self.set].phrase_words if self.set in CASE_SETS else None
        for case in self.cases if limit else ():
            long = [p for p in _phrases(case) if len(p.split()) > (limit or 0)]
            if long:
                raise ValueError(f"{case.id}: more than {limit} words of somebody else's: {long}")
        return self


@dataclass(frozen=True, slots=True)
class CaseSet:
    """Where the documents of a set lie: ``folder`` below the samples or below the corpus.

    ``phrase_words`` limits how many words of a document that is not ours a phrase may hold.
    """

    name: str
    folder: str
    bundled: bool = False
    phrase_words: int | None = 6

    def documents(self, samples: Path, corpus: Path | None) -> Path:
        """The folder to load; raises ``CaseError`` where it is not there."""
        base = samples if self.bundled else corpus
        if base is None or not (base / self.folder).is_dir():
            where = base / self.folder if base else f"the folder {self.folder} of a corpus"
            raise CaseError(f"{self.name} needs {where}; give the corpus with --corpus")
        return base / self.folder


CASE_SETS: dict[str, CaseSet] = {
    one.name: one
    for one in (
        CaseSet("company", "", bundled=True, phrase_words=None),
        CaseSet("articles", "articles"),
        CaseSet("practice_policies", "tailscale"),
    )
}


def load_cases(name: str, split: Split, data: Path | None = None) -> CaseFile:
    """One half of a set, validated; raises ``CaseError`` saying what is wrong where."""
    path = (data or Path(__file__).parent / "data") / name / f"{split}.yaml"
    try:
        found = CaseFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise CaseError(f"{path} is missing; the sets are {', '.join(CASE_SETS)}") from error
    except (yaml.YAMLError, ValidationError) as error:
        raise CaseError(f"{path}: {error}") from error
    if (found.set, found.split) != (name, split):
        raise CaseError(f"{path} says it is {found.set}/{found.split}; correct its first lines")
    return found


def load_set(name: str, data: Path | None = None) -> dict[Split, CaseFile]:
    """Both halves of a set; raises ``CaseError`` also where a case stands in both."""
    halves = {split: load_cases(name, split, data) for split in Split}
    try:
        _refuse_repeats([case for half in halves.values() for case in half.cases])
    except ValueError as error:
        raise CaseError(f"{name}: {error}") from error
    return halves


def mentions(text: str, phrase: str) -> bool:
    """Whether ``phrase`` appears in ``text`` as whole words, case and white space aside.

    "4 hours" is not in "24 hours", "A.5.2" not in "A.5.20" and "9" not in "99.9".
    """
    pattern = rf"(?<!\w)(?<!\d[.,]){re.escape(_folded(phrase))}(?!\w)(?![.,]\d)"
    return re.search(pattern, _folded(text)) is not None


def evidence_problems(
    cases: CaseFile, folder: Path, text_of: Callable[[Path], str]
) -> Iterator[str]:
    """What is wrong with the evidence of ``cases``, a sentence each.

    ``folder`` holds the documents of the set, ``text_of`` gives a file's text as it was read.
    """
    for case in cases.cases:
        for proof in (p for evidence in case.expect.evidence for p in evidence.proofs):
            path = folder / proof.file
            if not path.is_file():
                yield f"{case.id}: there is no {proof.file}"
                continue
            if not _visible(proof.file, case.audience):
                yield f"{case.id}: {proof.file} is not for the audience {case.audience}"
            text = _folded(text_of(path))
            for phrase in proof.any_of:
                if _folded(phrase) not in text:
                    yield f"{case.id}: {proof.file} does not say {phrase!r}"


def _phrases(case: GoldCase) -> list[str]:
    return [p for e in case.expect.evidence for proof in e.proofs for p in proof.any_of]


def _visible(file: str, audience: Audience) -> bool:
    """The bundled company's documents lie in one folder for each audience."""
    parts = Path(file).parts
    return parts[0] != "company" or parts[1] in audience.sees()


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text.translate(_PLAIN)).strip().casefold()


_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})


def _refuse_repeats(cases: tuple[GoldCase, ...] | list[GoldCase]) -> None:
    ids = Counter(case.id for case in cases)
    asked = Counter((_folded(case.question), case.history, case.audience) for case in cases)
    repeated = [i for i, n in ids.items() if n > 1] + [q[0] for q, n in asked.items() if n > 1]
    if repeated:
        raise ValueError(f"more than once: {'; '.join(repeated)}")
