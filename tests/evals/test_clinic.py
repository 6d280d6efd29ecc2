"""The second company's gold cases hold together, and its documents say what they claim."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from evals.cases import CaseFile, Kind, Split, evidence_problems, load_cases, mentions
from ingest.limits import Limits
from ingest.sandbox import ReaderPool
from kb.values import Verdict

FOLDER = Path(__file__).parents[2] / "evals" / "data" / "clinic"
TextOf = Callable[[Path], str]


@pytest.fixture(scope="module")
def text_of() -> Iterator[TextOf]:
    """The text of a file as the product's own readers give it."""
    with ReaderPool(Limits(), workers=1) as pool:

        @cache
        def read(path: Path) -> str:
            result = pool.read(path)
            assert result.error is None, f"{path}: {result.error}"
            return "\n".join(document.text for document in result.documents)

        yield read


@pytest.fixture(scope="module")
def clinic() -> CaseFile:
    """The set; it has no half that is kept back."""
    return load_cases("clinic", Split.DEV)


def test_the_documents_say_what_the_cases_claim(clinic: CaseFile, text_of: TextOf) -> None:
    assert list(evidence_problems(clinic, FOLDER, text_of)) == []


def test_every_document_is_asked_about(clinic: CaseFile) -> None:
    asked = {
        proof.file
        for case in clinic.cases
        for evidence in case.expect.evidence
        for proof in evidence.proofs
    }

    assert {str(path.relative_to(FOLDER)) for path in FOLDER.glob("policy/*")} == asked
    assert len(asked) == 16


def test_what_an_answer_must_say_stands_in_the_documents_it_cites(
    clinic: CaseFile, text_of: TextOf
) -> None:
    missing = []
    for case in clinic.cases:
        proofs = [proof for evidence in case.expect.evidence for proof in evidence.proofs]
        cited = "\n".join(text_of(FOLDER / proof.file) for proof in proofs)
        for group in (*case.expect.must, *case.expect.conflict):
            if not any(mentions(cited, phrase) for phrase in group):
                missing.append(f"{case.id}: {group}")

    assert missing == []


def test_the_parts_of_the_set_have_the_sizes_they_should(clinic: CaseFile) -> None:
    kinds = Counter(case.kind for case in clinic.cases)
    practice = [case for case in clinic.cases if case.kind in (Kind.PRACTICE, Kind.ABSTAIN)]
    verdicts = Counter(case.expect.verdict for case in practice)

    assert len(clinic.cases) == 200
    assert len(practice) == 110
    assert verdicts[Verdict.YES] / 110 == pytest.approx(0.35, abs=0.03)
    assert verdicts[Verdict.NO] / 110 == pytest.approx(0.20, abs=0.03)
    assert verdicts[Verdict.PARTIAL] / 110 == pytest.approx(0.20, abs=0.03)
    assert verdicts[None] / 110 == pytest.approx(0.25, abs=0.03)
    assert kinds[Kind.FACT] == 35
    assert kinds[Kind.CONFLICT] == kinds[Kind.FOLLOW_UP] == 15
    assert kinds[Kind.LIST] == 8
    assert kinds[Kind.PROCEDURE] == 5
    assert kinds[Kind.NOISE] == kinds[Kind.DEFINITION] == 6


def test_half_of_the_questions_are_worded_far_from_the_documents(clinic: CaseFile) -> None:
    far = sum(case.far for case in clinic.cases)

    assert far / len(clinic.cases) == pytest.approx(0.5, abs=0.03)


def test_nothing_is_confirmed_by_the_superseded_policy(clinic: CaseFile) -> None:
    old = "policy/access-control-policy-2023.md"
    resting = [
        case
        for case in clinic.cases
        if any(proof.file == old for e in case.expect.evidence for proof in e.proofs)
    ]

    assert len(resting) == 2
    assert {case.expect.verdict for case in resting} == {Verdict.PARTIAL}
