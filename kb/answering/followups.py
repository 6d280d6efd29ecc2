"""Questions that lean on those before them: "and for HIPAA?", "how often?", "who signs that?".

Only the asker's own earlier turns are used. A question with enough to stand on is left alone: it
may be a change of topic.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.answering.evidence import ASKING
from kb.answering.frameworks import Frameworks
from kb.lexical.analysis import STOP_WORDS, terms
from kb.text.contrasts import Contrasts
from kb.text.identifiers import find_identifiers

_LEANS = re.compile(
    r"^\W*(?:and|or|but|also|then|so|what about|how about|what of|same for|likewise|ok(?:ay)?,?)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:it|its|that|this|these|those|they|them|their|there|he|she|one|ones|such|the same|"
    r"the (?:latter|former)|the other|either|both|else)\b",
    re.IGNORECASE,
)
_THE_OTHER = re.compile(
    r"\bthe other(?: (?!than\b|party|parties|hand|way)[a-z-]+)?\b", re.IGNORECASE
)
_OPENING = re.compile(
    r"^\W*(?:(?:and|or|but|also|then|so|what about|how about|what of|same for|likewise|ok(?:ay)?)\b"
    r"[\s,]*)+(?:for|with|in|on|about)?\s*",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"^\W*(?:(?:on |now )?(?:(?:to )?(?:another|a (?:different|new|separate))) "
    r"(?:matter|topic|subject|question|note|thing|point)(?: altogether| entirely)?"
    r"|something (?:else|different)(?: (?:entirely|altogether))?|(?:on an )?unrelated"
    r"(?: question)?|"
    r"separately|changing the subject|by the way|btw)\s*[:,;–-]\s*",
    re.IGNORECASE,
)
_TOO = r"(?:\s*,?\s*(?:too|as well|also|likewise))"
_OF = r"(?:(?:for|with|in|on|of|about|at|to) )?(?:(?:that|those|the ones?) (?:of|in|for|at) )?"
#: Questions that say no more than "and X?"; what they name is ``new``.
_ALSO = tuple(
    re.compile(rf"^\W*{pattern}\W*$", re.IGNORECASE)
    for pattern in (
        rf"(?:and|but|or|what about|how about|what of|same for|likewise)[, ]+{_OF}"
        rf"(?P<new>[^,?]{{2,50}}?){_TOO}?",
        r"(?:and |but )?(?:is|does|do|are|did|was|would) (?:that|this|it|the same|all that)"
        r"(?: also)? ?(?:so|true|the case|hold|go|apply|valid|done|count)?(?: true)? "
        r"(?:for|of|to|with|in) "
        rf"(?P<new>[^,?]{{2,50}}?){_TOO}?",
        r"(?:is|are|was|were) (?P<new>[^,?]{2,50}?) "
        rf"(?:part of|included in|covered by|in|in scope of) (?:it|that|this|them){_TOO}?",
        rf"(?:is|are|do|does|did|can|may|has|have|must) (?P<new>[^,?]{{2,50}}?){_TOO}",
        rf"(?P<new>[^,?]{{2,40}}?){_TOO}",
    )
)
_CODE = re.compile(r"\b(?P<letters>[A-Z]{1,4}[ -]?)\d{1,3}\b")
_PROPER = re.compile(
    r"(?<![.!?] )(?<!^)\b(?P<name>[A-Z][a-z][\w-]*(?: [A-Z][a-z][\w-]*){0,3})(?!['’]?\w)"
)
_NAME = re.compile(r"(?:the )?[A-Z][a-z][\w-]*(?: [A-Z][a-z][\w-]*){0,3}")
#: Those who may stand in one another's place in a question.
_PARTIES = re.compile(
    r"\b(?:(?:the|an?|our|your) )?(?:new )?(?:employees?|staff(?: members?)?|personnel|"
    r"contractors?|freelancers?|temps|temporary workers?|interns?|trainees?|apprentices?|"
    r"volunteers?|visitors?|guests?|consultants?|customers?|clients?|"
    r"(?:supervisory )?authorit(?:y|ies)|regulators?|"
    r"police|data subjects?|patients?|suppliers?|vendors?|partners?|insurers?|"
    r"administrators?|developers?|managers?|directors?)\b",
    re.IGNORECASE,
)
#: Ways to ask that say less plainly what others say plainly.
_PLAINLY = (
    (
        re.compile(
            r"\bwhat(?: is|['’]s) (?P<who>that person|this person|the person|he|she) called\b", re.I
        ),
        r"What is the name of \g<who>",
    ),
    (re.compile(r"^\W*(?:and )?until when\b", re.I), "For how long"),
)
_FEW = 2


def leans(question: str) -> bool:
    """Whether ``question`` cannot be understood without what was asked before."""
    if _CHANGE.match(question):
        return False
    about = [term for term in terms(question) if term not in ASKING]
    if _LEANS.search(question) and len(about) <= 3:
        return True
    if len(about) < _FEW:
        return True
    return bool(_POINTS.search(question)) and len(about) <= 3


def unnamed_other(question: str) -> str:
    """ "The other product", where a short question asks for one that it does not name; or ""."""
    found = _THE_OTHER.search(question)
    return found[0] if found is not None and leans(question) else ""


def resolve(question: str, history: Sequence[str], contrasts: Contrasts) -> str:
    """``question`` with what it leans on put in; unchanged if it stands alone.

    Where both name one thing of the same sort ("… for SOC 2?", "and for HIPAA?"), the new name
    takes the place of the old; else the earlier question is put before the new one. Words that
    announce another topic are left out.
    """
    changed = _CHANGE.sub("", question, count=1)
    if changed.strip() and changed != question:
        return changed[0].upper() + changed[1:]
    earlier = [turn for turn in history if turn.strip()]
    if not earlier:
        return question
    before = resolve(earlier[-1], earlier[:-1], contrasts)
    if not leans(question):
        return _in_its_place(question, before) or question
    swapped = (
        _swapped(question, before)
        or _contrasted(question, before, contrasts)
        or _in_its_place(question, before)
    )
    if swapped is not None:
        return swapped
    for pattern, plain in _PLAINLY:
        question = pattern.sub(plain, question)
    return f"{before.rstrip(' ?.!')}: {question}"


def _swapped(question: str, before: str) -> str | None:
    """The earlier question with its name replaced by the new one's, if that is all that is new."""
    rest = _OPENING.sub("", question).strip(" ?.!")
    new, old = _names(rest), _names(before)
    alone = len(new) == 1 and len(rest) <= (new[0].end - new[0].start) + 6
    same = [found for found in old if new and found.sort == new[0].sort]
    if not alone or not same:
        return None
    replaced = same[-1]
    name = rest[new[0].start : new[0].end]
    return before[: replaced.start] + name + before[replaced.end :]


@dataclass(frozen=True, slots=True)
class _Name:
    """A framework, report or control named in a text, where, and what sort of thing it is."""

    start: int
    end: int
    sort: str


def _names(text: str) -> list[_Name]:
    """What ``text`` names, in order: frameworks that have no number ("HIPAA") too."""
    found = [
        _Name(i.start, i.end, "standard" if i.kind in ("standard", "report") else i.kind)
        for i in find_identifiers(text)
    ]
    found += [
        _Name(n.start, n.end, "standard")
        for n in Frameworks.load().named(text)
        if not any(n.start < f.end and f.start < n.end for f in found)
    ]
    return sorted(found, key=lambda name: name.start)


def _contrasted(question: str, before: str, contrasts: Contrasts) -> str | None:
    """The earlier question with "employees" replaced by "contractors", if that is all that is new.

    Of each group of terms that exclude one another, the new question's takes the earlier one's
    place.
    """
    if len(_OPENING.sub("", question).split()) > 4:
        return None
    for group in contrasts.groups:
        for _, pattern in group:
            new = pattern.search(question.lower())
            old = next(
                (p.search(before.lower()) for _, p in group if p.search(before.lower())), None
            )
            if new is not None and old is not None and new.group() != old.group():
                name = question[new.start() : new.end()]
                if name[1:].islower() and old.start():
                    name = name.lower()
                return before[: old.start()] + name + before[old.end() :]
    return None


def _in_its_place(question: str, before: str) -> str | None:
    """The earlier question with its code, name or party replaced by what "and X?" names."""
    found = next((f for f in (pattern.match(question) for pattern in _ALSO) if f), None)
    if found is None:
        return None
    new = found["new"].strip()
    old = _counterpart(new, before)
    if old is None or old[2].lower() == new.lower():
        return None
    if old[0] and not new[:2].isupper() and (_PARTIES.fullmatch(new) or not _NAME.fullmatch(new)):
        new = new[0].lower() + new[1:]
    return before[: old[0]] + new + before[old[1] :]


def _counterpart(new: str, before: str) -> tuple[int, int, str] | None:
    """What ``before`` names of the sort of ``new``: start, end and words; None where unsure."""
    code = _CODE.fullmatch(new)
    if code is not None:
        same = [m for m in _CODE.finditer(before) if m["letters"] == code["letters"]]
    elif _NAME.fullmatch(new) and new.lower() not in STOP_WORDS and not _PARTIES.fullmatch(new):
        taken = _names(before)
        same = [
            m
            for m in _PROPER.finditer(before)
            if not any(m.start() < n.end and n.start < m.end() for n in taken)
        ]
    elif _PARTIES.fullmatch(new):
        same = list(_PARTIES.finditer(before))[:1]
    else:
        return None
    return (same[-1].start(), same[-1].end(), same[-1].group()) if same else None
