"""What is asked of the knowledge base for a row: its single questions, and what they lean on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.answering.asked import Kind, understand
from kb.answering.followups import leans
from kb.answering.messages import clean, split_questions
from kb.lexical.analysis import terms
from kb.values.questionnaires import Item, Role

_IF = re.compile(
    r"^\W*(?:if|where|when)\s+(?:so|yes|no|not|applicable|available|(?:the answer|you answered|"
    r"answered)\b"
    r"[^,:;]{0,40}?(?:yes|no))\b[\s,:;–-]*",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"^\W*(?:please\s+)?(?:describe|explain|elaborate|specify|clarify|comments?|details?|"
    r"further details?|"
    r"provide (?:more |further |additional )?(?:details?|evidence|information|a description|"
    r"an explanation)|"
    r"how|frequency|how often|when|since when|by whom|who|which|why|to what extent|rationale|"
    r"justification|"
    r"evidence|date|last (?:date|performed|tested|reviewed)|scope|status|owner|method)\b",
    re.IGNORECASE,
)
_DESCRIBES = re.compile(
    r"^\W*(?:please\s+)?(?:describe|explain|elaborate|specify|detail|list|outline|summari[sz]e|"
    r"state|give|name|"
    r"provide|what|which|who|how|when|where|why|frequency)\b",
    re.IGNORECASE,
)
_THE = re.compile(
    r"\b(?:the|this|that|these)\s+(?P<noun>plans?|polic(?:y|ies)|program(?:me)?s?|"
    r"process(?:es)?|procedures?|reports?|"
    r"registers?|inventory|reviews?|assessments?|tests?|exercises?|training|audits?|standards?|"
    r"certificates?)\b",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|must|shall|will|can|may|should|not)\b",
    re.I,
)
_FEW, _FEW_TERMS = 6, 5
_DONE = re.compile(
    r"(?:\b\w+(?:ed|en|wn|pt|lt)|\bin (?:place|use|force|scope)|\bavailable|\bset)\W*$", re.I
)


@dataclass(frozen=True, slots=True)
class Framed:
    """The questions of a row in words that stand alone; ``history`` is what they lean on.

    ``open``: it asks for words; a yes or no would be no answer.
    """

    texts: tuple[str, ...]
    history: tuple[str, ...] = ()
    open: bool = False


def framed(item: Item, before: Item | None, named: Mapping[str, Item]) -> Framed:
    """How ``item`` is asked; ``before`` is the row above, ``named`` the items by their ids."""
    text = _IF.sub("", " ".join(item.text.split())).strip()
    if not terms(text):
        text = "Please describe" if before is not None else text
    parent = named.get(item.condition.item) if item.condition is not None else before
    history: tuple[str, ...] = ()
    if parent is not None and _continues(item, text):
        history = (_bare(parent.text),)
    elif item.section and leans(text) and not understand(text).yes_no:
        history = (item.section[-1],)
    else:
        text = _named(text, parent)
    parts = tuple(_IF.sub("", part) for part in item.parts) or tuple(split_questions(clean(text)))
    asked = tuple(_named(p, parent) for p in parts if p.strip()) if len(parts) > 1 else (text,)
    # A row that is answered with yes or no asks for one, whatever its form.
    if len(asked) == 1 and not history:
        asked = (_own_practice(asked[0], closed=_closed(item)),)
    return Framed(asked, history, asks_open(text))


def _named(text: str, before: Item | None) -> str:
    """ "Is the plan tested?" after a row about an incident response plan, with that name in it."""
    found = None if before is None else _THE.search(text)
    if found is None or before is None or len(terms(text)) > _FEW_TERMS:
        return text
    noun = re.escape(found["noun"])
    full = re.search(
        rf"\b(?:an?|the|your|any|all)\s+(?P<name>(?:[\w/-]+\s+){{1,4}}?{noun})\b", before.text, re.I
    )
    if full is None:
        return text
    return f"{text[: found.start('noun')]}{full['name']}{text[found.end('noun') :]}"


def _continues(item: Item, text: str) -> bool:
    """Whether a row goes on with the one before it: "Frequency?", "If yes, please describe"."""
    if text != " ".join(item.text.split()):
        return True
    few = len(text.split()) <= _FEW
    return few and bool(_FOLLOWS.match(text)) and leans(text)


def _closed(item: Item) -> bool:
    return any(cell.role is Role.VERDICT for cell in item.cells)


def _own_practice(text: str, *, closed: bool) -> str:
    """A statement, or a fragment, as a question about us: only our own policies may prove it."""
    asked = understand(text)
    if not closed or asked.kind is not Kind.FACT or _DESCRIBES.match(text):
        return text
    bare = text.strip().rstrip("?. ")
    if asked.yes_no and text.rstrip().endswith("?"):
        return f"{bare} at your company?"
    if not text.rstrip().endswith("?") and len(bare.split()) > 3:
        return f"Do you ensure that {_lower_first(bare)}?"
    if _DONE.search(bare):
        return f"Is {_lower_first(bare)} at your company?"
    return f"Do you have {_lower_first(bare)}?"


def _lower_first(text: str) -> str:
    """The text as it stands within a sentence; names and acronyms keep their capitals."""
    first, *_ = text.split(maxsplit=1)
    return text if first[1:] != first[1:].lower() else first.lower() + text[len(first) :]


def _bare(text: str) -> str:
    return _IF.sub("", " ".join(text.split()))


def asks_open(text: str) -> bool:
    """Whether a question asks for words and not for yes or no."""
    return bool(_DESCRIBES.match(_bare(text)))


def is_topic(text: str) -> bool:
    """Whether a row only names a topic ("Asset inventory") and neither asks nor states anything."""
    return not (text.rstrip().endswith(("?", ".")) or asks_open(text) or _AUXILIARY.search(text))


def above(items: Sequence[Item]) -> list[Item | None]:
    """For each item the one a follow-up of it would lean on: the last on its sheet that is none."""
    found: list[Item | None] = []
    last: Item | None = None
    for item in items:
        if last is not None and last.place.sheet != item.place.sheet:
            last = None
        found.append(last)
        if not _continues(item, _bare(item.text)):
            last = item
    return found
