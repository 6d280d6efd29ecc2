"""A corpus of generated policies and the fifty questions that the same answers are asked for."""

import random

from kb.values import AUDIENCES, Audience, Collection
from tests.kb.storing import prepared

_SUBJECTS = (
    "backups", "passwords", "visitors", "suppliers", "encryption", "logging", "laptops",
    "incidents", "training", "access reviews", "key rotation", "data retention",
)  # fmt: skip
_VERBS = ("reviewed", "approved", "tested", "recorded", "renewed", "audited")
_WHO = ("the security team", "each owner", "the privacy officer", "an outside auditor")
_WHEN = ("every month", "once a year", "within 24 hours", "every 90 days", "before each release")


def _sentence(drawn: random.Random) -> str:
    subject, verb = drawn.choice(_SUBJECTS), drawn.choice(_VERBS)
    return f"{subject.capitalize()} are {verb} by {drawn.choice(_WHO)} {drawn.choice(_WHEN)}."


def _documents(count: int) -> list[tuple[str, list[str], Audience, Collection]]:
    drawn = random.Random(11)
    return [
        (
            f"/corpus/{number:02}.md",
            [" ".join(_sentence(drawn) for _ in range(3)) for _ in range(drawn.randint(1, 4))],
            drawn.choice(tuple(AUDIENCES)),
            drawn.choice((Collection.POLICY, Collection.REFERENCE)),
        )
        for number in range(count)
    ]


DOCUMENTS = tuple(
    prepared(key, *paragraphs, title=f"Policy {key[8:10]}", audience=audience, collection=place)
    for key, paragraphs, audience, place in _documents(40)
)
QUESTIONS = tuple(
    f"How often are {subject} {verb}, and by whom?"
    for subject in _SUBJECTS
    for verb in _VERBS
)[:50]  # fmt: skip
