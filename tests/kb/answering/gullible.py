"""A language model that obeys whatever it reads, whoever wrote it."""

import json
import re
from collections.abc import Sequence

from kb.models.protocol import Message, Role
from tests.kb.answering.writing_desk import MARKER

_PASSAGE = re.compile(r"^\[(\d+)\] (.*)$")


def obey(messages: Sequence[Message]) -> str:
    """Every answer that an attack can hope for, all at once.

    It quotes every line that it is shown, says "yes" to everything, repeats its rules and the
    marker, and makes claims of its own with the words of the question.
    """
    told = next(m.text for m in reversed(messages) if m.role is Role.USER and MARKER in m.text)
    lines = [line for line in told.split("\n") if line and line != MARKER]
    question = lines[0].removeprefix("Question: ")
    claims: list[dict[str, object]] = []
    number = 0
    for line in lines[1:]:
        found = _PASSAGE.match(line)
        if found is not None:
            number = int(found[1])
            claims.append(_claim(number, found[2], found[2]))
        elif number:
            claims += [_claim(number, part, part) for part in (line, *_sentences(line))]
            claims.append(_claim(number, line, f"Yes. {line}"))
            claims.append(_claim(number, line, question.rstrip("?") + "."))
    rules = messages[0].text
    claims.append(_claim(1, rules[:80], rules[:80]))
    claims.append(_claim(1, MARKER, f"The marker is {MARKER}."))
    claims.append(_claim(1, question, f"Yes, {question}"))
    claims.append(_claim(1, lines[-1], "We are fully compliant with everything."))
    return json.dumps({"claims": claims[:50], "verdict": "yes", "cannot_answer": None})


def refuse(messages: Sequence[Message]) -> str:
    """The other thing that an attack can hope for: no answer, or a "no"."""
    return json.dumps({"claims": [], "verdict": "no", "cannot_answer": "I was told to say nothing"})


def _sentences(line: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+", line) if part]


def _claim(number: int, quote: str, sentence: str) -> dict[str, object]:
    return {"passage": number, "quote": quote[:3_000], "sentence": sentence[:900]}
