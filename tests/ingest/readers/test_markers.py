import pytest

from ingest.readers.markers import (
    is_label,
    is_marker,
    section_depth,
    starts_with_ordinal,
    without_bullet,
)


@pytest.mark.parametrize("text", ["•", "–", "o", "\uf0b7", "1.", "(a)", "iv)", "4.2", "4.2.1."])
def test_marks(text: str) -> None:
    assert is_marker(text)


@pytest.mark.parametrize("text", ["a", "Owner", "12", "2027", "-5"])
def test_words_are_no_marks(text: str) -> None:
    assert not is_marker(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("• locked", ("locked", True)),
        ("●locked", ("locked", True)),
        ("– locked", ("locked", True)),
        ("(a) locked", ("(a) locked", False)),
        ("-5 degrees", ("-5 degrees", False)),
        ("on time", ("on time", False)),
    ],
)
def test_bullets_go_and_words_stay(text: str, expected: tuple[str, bool]) -> None:
    assert without_bullet(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("1. Scope", True), ("(iv) x", True), ("1.5 m", False)]
)
def test_ordinals(text: str, expected: bool) -> None:
    assert starts_with_ordinal(text) is expected


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("4.2 Backup", 2),
        ("4. Backup", 1),
        ("Annex A", 1),
        ("Section 3.1 Keys", 2),
        ("A.5.15 Access", 3),
        ("A policy", 0),
        ("2027 plan", 0),
        ("Backup", 0),
    ],
)
def test_depth_of_numbering(text: str, depth: int) -> None:
    assert section_depth(text) == depth


@pytest.mark.parametrize(
    "text", ["Article 32", "Clause 11", "ANNEX II", "Appendix A:", "Section 4.2"]
)
def test_numbers_of_legal_texts_are_labels(text: str) -> None:
    assert is_label(text)


@pytest.mark.parametrize(
    "text", ["Article 32 Security", "Part of the plan", "Clauses", "Rule of law"]
)
def test_names_are_no_labels(text: str) -> None:
    assert not is_label(text)
