"""An answer's text as it stands in a customer's cell: short, and in our voice where that is safe.

The words of an answer are verified quotes. They are cut at sentence ends, and changed in one way
only: our own name becomes "we" or "our" where nothing else in the sentence depends on it.
"""

import re
from collections.abc import Sequence

from kb.text.sentences import sentences

_MODAL = "must|shall|will|may|can|cannot|should|would|could"
#: Forms that agree with "it", and those that agree with "we". A verb that is not here stays.
_VERBS = {
    "is": "are", "has": "have", "does": "do", "was": "were", "encrypts": "encrypt", "uses": "use",
    "keeps": "keep", "maintains": "maintain", "reviews": "review", "requires": "require",
    "enforces": "enforce", "performs": "perform", "conducts": "conduct", "provides": "provide",
    "tests": "test", "holds": "hold", "stores": "store", "hosts": "host", "operates": "operate",
    "notifies": "notify", "retains": "retain", "deletes": "delete", "trains": "train",
    "monitors": "monitor", "logs": "log", "runs": "run", "offers": "offer", "follows": "follow",
    "processes": "process", "assesses": "assess", "publishes": "publish", "classifies": "classify",
    "employs": "employ", "restricts": "restrict", "prohibits": "prohibit", "backs": "back",
    "scans": "scan", "patches": "patch", "rotates": "rotate", "carries": "carry", "signs": "sign",
}  # fmt: skip
#: What may depend on the name: another verb joined to it, or a pronoun that stands for it.
_DEPENDS = re.compile(
    r"(?:\b(?:and|or|but|nor|which|who|that|while|then)\b|[,;:])(?:\s+\S+){0,3}?\s+\w+s\b"
    r"|\b(?:it|its|itself|they|their|them)\b",
    re.IGNORECASE,
)


def short(text: str, longest: int) -> str:
    """``text`` cut after the last whole sentence, or line, within ``longest`` characters."""
    if len(text) <= longest:
        return text
    ends = [end for _, end in sentences(text) if end <= longest]
    ends += [match.start() for match in re.finditer(r"\n", text) if match.start() <= longest]
    if ends and max(ends) >= longest // 4:
        return text[: max(ends)].rstrip()
    cut = text[: longest - 1]
    return cut[: cut.rfind(" ")].rstrip(" ,;:") + "…" if " " in cut else cut + "…"


def ours(text: str, names: Sequence[str]) -> str:
    """``text`` with our own ``names`` replaced by "we" and "our", sentence by sentence."""
    if not names:
        return text
    said, at = [], 0
    for start, end in sentences(text):
        said += [text[at:start], _sentence(text[start:end], names)]
        at = end
    return "".join([*said, text[at:]])


def _sentence(text: str, names: Sequence[str]) -> str:
    name = "|".join(re.escape(one) for one in sorted(names, key=len, reverse=True))
    opening = re.match(rf"(?:{name})\s+(?P<verb>\w+)\b(?P<rest>.*)", text, re.DOTALL)
    if opening is not None:
        verb, rest = opening["verb"], opening["rest"]
        if re.fullmatch(_MODAL, verb) and not re.search(_ITS, rest):
            return f"We {verb}{_possessive(rest, name)}"
        if verb in _VERBS and not _DEPENDS.search(rest):
            return f"We {_VERBS[verb]}{_possessive(rest, name)}"
    return _possessive(text, name)


_ITS = re.compile(r"\b(?:it|its|itself)\b", re.IGNORECASE)


def _possessive(text: str, name: str) -> str:
    """``Our`` for "Example's", unless another word stands before that belongs to the name."""
    text = re.sub(rf"^(?:{name})['’]s\b", "Our", text)
    return re.sub(rf"(?<=[a-z,] )(?:{name})['’]s\b", "our", text)
