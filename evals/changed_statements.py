"""Sentences of the own policies asked about with one word changed: how many get a yes.

    python -m evals.changed_statements --count 250 --seed 1

Draws sentences from the policies in ``VOUCH_HOME``, changes one word in each ("production" to
"test", "before" to "after", a "not" left out), asks whether that is so, and prints every yes with
what was quoted for it, to be read by a person: a yes to "every five years" may be right where
"every two years" is written. Nothing is written to the audit log.
"""

import argparse
import random
import re
import sys
from collections.abc import Iterator

from kb.answering.units import units
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.records.passages import chunk_ids, live
from kb.settings import load_settings
from kb.values import Audience, Collection, Question, SearchFilter, Verdict

#: What is put in the place of what.
CHANGES = (
    ("employees", "contractors"), ("contractors", "employees"), ("customers", "employees"),
    ("production", "test"), ("at rest", "in transit"), ("in transit", "at rest"),
    ("daily", "hourly"), ("weekly", "daily"), ("every quarter", "every month"),
    ("every year", "every quarter"), ("annually", "monthly"), ("laptops", "phones"),
    ("internal", "external"), ("critical", "low"), ("must not", "may"), ("may not", "may"),
    ("is not", "is"), ("are not", "are"), ("not", ""), ("written", "oral"), ("before", "after"),
    ("after", "before"), ("encrypted", "deleted"), ("backups", "logs"), ("logs", "backups"),
    ("passwords", "certificates"), ("visitors", "suppliers"), ("suppliers", "customers"),
    ("should", "must"), ("some", "all"), ("new", "all"), ("approved", "rejected"),
    ("automatically", "manually"), ("administrators", "developers"), ("days", "hours"),
    ("including", "except"), ("security team", "sales team"), ("privileged", "ordinary"),
)  # fmt: skip
_FORMS = ("{0} Confirm.", "Please confirm: {0}", "Is it true that {1}?")
_FEWEST, _MOST = 7, 28


def changed(sentence: str, drawn: random.Random) -> str | None:
    """``sentence`` with one of ``CHANGES`` made once; None where none can be."""
    fitting = [pair for pair in CHANGES if re.search(rf"\b{pair[0]}\b", sentence)]
    if not fitting:
        return None
    old, new = drawn.choice(fitting)
    return re.sub(rf"\s?\b{old}\b", f" {new}" if new else "", sentence, count=1).strip()


def statements(base: KnowledgeBase) -> list[str]:
    """The plain sentences of the own policies, in a fixed order."""
    with base.records.read() as connection:
        found = live(connection, sorted(chunk_ids(connection)), SearchFilter(Audience.INTERNAL))
    own = [unit for p in found if p.collection is Collection.POLICY for unit in units(p)]
    texts = [u.text for u in own if not u.is_row and "\n" not in u.text]
    return sorted({text for text in texts if _FEWEST <= len(text.split()) < _MOST})


def asked(base: KnowledgeBase, count: int, seed: int) -> Iterator[str]:
    """At most ``count`` questions."""
    drawn = random.Random(seed)  # noqa: S311 - a draw that can be repeated
    drawing = statements(base)
    drawn.shuffle(drawing)
    made = (changed(text, drawn) for text in drawing)
    for text, _ in zip((one for one in made if one), range(count), strict=False):
        yield drawn.choice(_FORMS).format(text, text[0].lower() + text[1:].rstrip("."))


def main() -> None:
    """Ask, and print what got a yes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=250)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    said = total = 0
    with open_knowledge_base(load_settings()) as base:
        answerer = base.answerer()
        for question in asked(base, options.count, options.seed):
            total += 1
            answer = answerer.answer(Question(question))
            if answer.verdict is Verdict.YES:
                said += 1
                quotes = " | ".join(cited.quote for cited in answer.citations)
                sys.stdout.write(f"{question}\n    yes: {quotes}\n")
    sys.stdout.write(f"{said} of {total} changed statements got a yes\n")


if __name__ == "__main__":
    main()
