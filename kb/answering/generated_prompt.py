"""The messages that a language model is shown."""

from collections.abc import Sequence

from kb.answering.asked import Asked
from kb.answering.generated_passages import Shown, plain_line
from kb.answering.generated_reply import MOST_CLAIMS
from kb.models.protocol import Message, Role
from kb.passage_text import only_above
from kb.prompts import Prompt, load_prompt
from kb.text.instructions import orders
from kb.text.sentences import sentences

ANSWER, ANSWER_VERSION = "answer", 1
REPAIR, REPAIR_VERSION = "repair", 1
_LONGEST_ECHO = 8_000


def answer_prompt() -> Prompt:
    """The prompt in force."""
    return load_prompt(ANSWER, ANSWER_VERSION)


def asking(asked: Asked, shown: Sequence[Shown], marker: str) -> list[Message]:
    """The question and the passages, between two lines of ``marker``.

    The marker is new for each request, so that no document can know it and end the material early.
    """
    rules = answer_prompt().filled(marker=marker, most=str(MOST_CLAIMS))
    parts = [marker, f"Question: {_question(asked.text)}", *map(_passage, shown), marker]
    return [Message(Role.SYSTEM, rules), Message(Role.USER, "\n\n".join(parts))]


def repairing(sent: Sequence[Message], reply: str, problem: str) -> list[Message]:
    """What was sent, what came back, and what is wrong with it."""
    asked = load_prompt(REPAIR, REPAIR_VERSION).filled(problem=problem)
    return [
        *sent,
        Message(Role.MODEL, reply[:_LONGEST_ECHO] or "(nothing)"),
        Message(Role.USER, asked),
    ]


def _question(text: str) -> str:
    """The question without sentences that give orders to the model, if anything else is left."""
    kept = [text[a:b] for a, b in sentences(text) if not orders(text[a:b])]
    return plain_line(" ".join(kept) or text, 2_000)


def _passage(shown: Shown) -> str:
    passage = shown.passage
    above = [plain_line(part) for part in (passage.title, *passage.heading)]
    lines = [f"[{shown.number}] {' › '.join(dict.fromkeys(above))} ({passage.collection.value})"]
    known = only_above(passage.context, passage.text)
    if known:
        lines.append(f"Under: {plain_line(known, 400)}")
    return "\n".join([*lines, shown.text])
