"""What a sentence says more strongly, more weakly or more widely than the quote it rests on.

Compliance prose lives by small words: must and should, only and all, if and unless, at least and at
most. Each of them has to stand in both or in neither, in the clause that the sentence is about.
"""

import re

from kb.answering import wording
from kb.lexical.analysis import terms

_I = re.IGNORECASE
#: What has to stand in both or in neither: (what it is, how it is said).
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("recommendation", re.compile(r"\b(?:should|encourag\w+|recommend\w+|ought|advis\w+)\b", _I)),
    ("best effort", re.compile(r"\b(?:best[- ]effort\w*|strives?|endeavou?rs?|aims? to|ideally|"
                               r"prefer\w*|voluntar\w+|optional\w*)\b", _I)),
    ("condition", re.compile(r"\b(?:if|unless|provided that|where(?:ver)? (?:possible|feasible|"
                             r"practicable|appropriate|available|technically|supported|the|it|a)|"
                             r"as appropriate|subject to|when|whenever|in case)\b", _I)),
    ("permission", re.compile(r"\b(?:(?-i:may|MAY)|might|could|can|allowed|permitted)\b", _I)),
    ("obligation", re.compile(r"\b(?:must|shall|required|requires?|mandatory|obliged|has to|"
                              r"have to|needs? to|obligat\w+)\b", _I)),
    ("wish", re.compile(r"\b(?:would|supposed to|meant to|hopes?|wants?|believes?)\b", _I)),
    ("future", re.compile(r"\b(?:will|going to|plan(?:s|ned|ning)?|intend\w*|roadmap|upcoming|"
                          r"not yet|expected to|scheduled|targeted)\b", _I)),
    ("past", re.compile(r"\b(?:was|were|had|did|previously|formerly|used to|no longer)\b", _I)),
    ("part", re.compile(r"\b(?:few|hardly|rarely|seldom|scarcely|barely|almost|nearly|some|most|"
                        r"many|partial\w*|partly|pilot\w*|selected|limited to|"
                        r"mostly|usually|generally|typically|normally|often|sometimes|majority|"
                        r"subset|certain)\b", _I)),
    ("exception", re.compile(r"\b(?:except\w*|other than|apart from|excluding|exempt\w*|save for|"
                             r"besides|does not apply|do not apply)\b", _I)),
    ("not all", re.compile(r"\b(?:not|n['’]t) (?:all|every\w*|each|always|necessarily|fully|"
                           r"complete\w*|any|only)\b", _I)),
    ("only", re.compile(r"\b(?:only|solely|exclusively|just)\b", _I)),
)  # fmt: skip
#: What may be left out, but not added.
_ADDED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("all", re.compile(r"\b(?:all|any|entire\w*|always|every(?! (?:\w+ )?(?:second|minute|hour|day|"
                       r"week|month|quarter|year|\d))\w*|each|whole|throughout|everyone|everybody|"
                       r"both|never|no exceptions?|fully|completely)\b", _I)),
    ("before", re.compile(r"\b(?:before|prior|until|ahead of)\b", _I)),
    ("after", re.compile(r"\b(?:after|following|once|upon|since)\b", _I)),
    ("cause", re.compile(r"\b(?:because|therefore|so that|due to|thus|hence|ensur\w+|means? "
                         r"that)\b", _I)),
    ("without", re.compile(r"\b(?:without|instead of|rather than)\b", _I)),
    ("more", re.compile(r"\b(?:more|less|better|stronger|higher|lower|faster|longer)\b", _I)),
)  # fmt: skip
#: Marks whose meaning hangs on the word behind them.
_REACHING = ("only", "all", "condition")
_BOUNDS = (
    ("least", re.compile(r"\b(?:at least|minimum|no (?:less|fewer) than|not less than|or more|or "
                         r"longer|more than|over|longer than)\b", _I)),
    ("most", re.compile(r"\b(?:at most|within|maximum|no (?:more|later|longer) than|not (?:more|"
                        r"later) than|or less|up to|under|less than|fewer than)\b", _I)),
)  # fmt: skip
_ENDS = re.compile(r"(?<=[.!?;])\s+|\n|,\s+(?=(?:but|while|whereas|although|however)\b)"
                   r"|,?\s+(?=(?:but|whereas|although)\b)"
                   r"|,?\s+and\s+(?=(?:must|shall|should|may|can|will|is|are|was|were)\b)",
                   _I)  # fmt: skip
_OR = re.compile(r"\b([\w-]+) or (?:the |an? )?([\w-]+)\b", _I)
_AND = re.compile(r"\b([\w-]+) and (?:the |an? )?([\w-]+)\b", _I)


def changed(said: str, quote: str) -> list[str]:
    """What the sentence says more strongly, more weakly or more widely than the quote."""
    part = _speaking(said, quote)
    found = []
    if _denied(said) != _denied(part) or _negates_another(said, part):
        found.append("it agrees not with the quote in what is denied")
    for name, pattern in _MARKS:
        scope = quote if name in ("exception", "condition") else part
        if bool(pattern.search(said)) != bool(pattern.search(scope)):
            found.append(f"it adds or leaves out a {name}")
    for name, pattern in _ADDED:
        if pattern.search(said) and not pattern.search(quote):
            found.append(f"it adds {name!r}")
    for name, pattern in (*_MARKS, *_ADDED):
        if name in _REACHING and _reaches_elsewhere(pattern, said, quote):
            found.append(f"its {name!r} reaches something else")
    found += [f"it changes a bound ({name})" for name, p in _BOUNDS if _bound(p, said, part)]
    if _joined_otherwise(said, quote):
        found.append('it says "and" where the quote says "or", or the other way round')
    return found


def _speaking(said: str, quote: str) -> str:
    """The clauses of the quote that hold the sentence's words: fewest first, until all are held."""
    clauses = [c for c in _ENDS.split(quote) if c and c.strip()]
    if len(clauses) < 2 or "\t" in quote:
        return quote
    open_ = set(terms(said)) & set(terms(quote))
    chosen: set[int] = set()
    while open_:
        shares = [len(open_ & set(terms(c))) if at not in chosen else 0
                  for at, c in enumerate(clauses)]  # fmt: skip
        best = max(shares)
        if not best:
            break
        # Clauses that hold as many of the words are taken together.
        taken = [at for at, share in enumerate(shares) if share == best]
        chosen.update(taken)
        for at in taken:
            open_ -= set(terms(clauses[at]))
    return " ; ".join(clauses[at] for at in sorted(chosen)) or quote


def _denied(text: str) -> int:
    """How many words of ``text`` say no."""
    return len(wording.NEGATION.findall(wording.NOT_NEGATION.sub(" ", text)))


def _negates_another(said: str, part: str) -> bool:
    """Whether what follows the sentence's "not" stands in no clause of the quote that denies."""
    found = re.search(r"\b(?:not|never|cannot|\w+n['’]t|no)\s+(?P<after>.*)", said, _I)
    if found is None or not wording.negated(said):
        return False
    denying = {t for c in wording.clauses(part) if wording.negated(c) for t in terms(c)}
    return bool(set(terms(found["after"])) & set(terms(part)) - denying)


def _reaches_elsewhere(pattern: re.Pattern[str], said: str, quote: str) -> bool:
    """Whether "only" or "all" stands before another word than in the quote."""
    held = set(terms(quote))
    meant = {t for m in pattern.finditer(quote) for t in terms(quote[m.end() :])[:1]}
    told = {t for m in pattern.finditer(said) for t in terms(said[m.end() :])[:1]}
    return bool(meant) and bool((told & held) - meant)


def _bound(pattern: re.Pattern[str], said: str, part: str) -> bool:
    """Whether "at least" or "at most" is on one side only, and there is an amount to bound."""
    return bool(re.search(r"\d", said)) and bool(pattern.search(said)) != bool(pattern.search(part))


def _joined_otherwise(said: str, quote: str) -> bool:
    """Whether the same two things are joined by "or" on one side and by "and" on the other."""
    joints = [{frozenset(terms(f"{a} {b}")) for a, b in joint.findall(text)}
              for joint, text in ((_OR, quote), (_AND, said), (_AND, quote), (_OR, said))
              ]  # fmt: skip
    return bool(joints[0] & joints[1] or joints[2] & joints[3])
