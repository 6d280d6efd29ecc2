"""Questionnaires made by hand, without a file."""

from kb.values.questionnaires import (
    AnswerCell,
    Condition,
    FileKind,
    Item,
    Place,
    Questionnaire,
    Role,
)

YES_NO = ("Yes", "No", "Partially", "N/A")
#: What the double of the answerer knows: the question, its verdict, and the words of the policy.
SAID = {
    "Do you encrypt backups at rest?": ("yes", "Backups are encrypted at rest with AES-256."),
    "Do you enforce MFA for all employees?": (
        "yes",
        "Multi-factor authentication is enforced for all employees.",
    ),
    "How long are backups kept?": (
        None,
        "Backups of the production database are kept for 35 days.",
    ),
}


def item(row: int, text: str, *cells: AnswerCell, **more: object) -> Item:
    """A question in column B with a Yes/No list in C and a comment in D."""
    place = Place("Form", f"B{row}")
    own = cells or (verdict(row), AnswerCell(Role.COMMENT, Place("Form", f"D{row}")))
    return Item(f"Form!B{row}", place, text, ref=f"1.{row}", cells=own, **more)  # type: ignore[arg-type]


def verdict(row: int, *choices: str, **more: object) -> AnswerCell:
    """A drop-down in column C."""
    place = Place("Form", f"C{row}")
    return AnswerCell(Role.VERDICT, place, choices or YES_NO, closed=True, **more)  # type: ignore[arg-type]


def form(*items: Item, digest: str = "d" * 64) -> Questionnaire:
    """A questionnaire of these questions."""
    return Questionnaire("form.xlsx", FileKind.XLSX, digest, "s" * 64, items)


def three(digest: str = "d" * 64) -> Questionnaire:
    """Two questions that are answered, and one that is not."""
    return form(
        item(1, "Do you encrypt backups at rest?"),
        item(2, "Do you enforce MFA for all employees?"),
        item(3, "Do you keep bees on the roof?"),
        digest=digest,
    )


def only_if(parent: int, *values: str) -> Condition:
    """Asked only if the question in that row was answered so."""
    return Condition(f"Form!B{parent}", values, "If yes, …")
