"""What was asked, out of what was sent: mails, tickets and chats hold more than their question."""

import re
from collections.abc import Callable, Sequence

from kb.answering.evidence import ASKING
from kb.lexical.analysis import STOP_WORDS, terms

__all__ = ["clean", "mend", "quoted", "split_questions"]

_I = re.IGNORECASE
_QUOTED_LINE = re.compile(r"^\s*(?:>|\|\s)")
_FORWARD = re.compile(
    r"^\s*(?:-{3,}\s*(?:original|forwarded) message|begin forwarded message|_{10,}$"
    r"|on .{4,80}\bwrote:\s*$|am .{4,80}\bschrieb\b|le .{4,80}\ba écrit\s*:)",
    _I,
)
_TICKET = re.compile(
    r"^\s*(?:ticket|case|request|priority|status|severity|category|from|to|cc|bcc|sent|date|"
    r"assignee|assigned to|requester|reporter|tags?|channel|product|due|created|updated)"
    r"(?:\s*(?:#|no\.?|id))?\s*[:#]\s*\S.{0,80}$",
    _I,
)
_SUBJECT = re.compile(r"^\s*(?:subject|betreff|objet|re|fw|fwd|aw)\s*:\s*", _I)
_EMPTY_SUBJECT = re.compile(
    r"^(?:(?:re|fw|fwd|aw)\s*:\s*)*(?:urgent|asap|quick|question|help|hi|hello|request|\W)*"
    r"(?:tender closes?.*|please read.*)?$",
    _I,
)
_GREETING = re.compile(
    r"^\s*(?:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening|day)|greetings|hallo|bonjour|"
    r"hola|moin|guten (?:tag|morgen)|to whom it may concern)\b[^.?!\n]{0,40}?(?:[,!:.]+|$)\s*",
    _I,
)
_CLOSING = re.compile(
    r"^\s*(?:(?:kind|best|warm|many|with|friendly) (?:regards|wishes|thanks|kind regards)|regards|"
    r"rgds|br|best|cheers|thanks(?: (?:a lot|again|in advance|so much|and regards))?|thank you"
    r"(?: (?:very much|in advance|so much))?|many thanks|thx|ta|merci(?: beaucoup)?|sincerely|"
    r"yours(?: (?:sincerely|faithfully|truly))?|cordialement|mit freundlichen grüßen|danke|"
    r"saludos|gracias|greetings from \w+|sent from my \w+|all the best)\b[ ,.!:)-]*(?:\w+)?[ .]*$",
    _I,
)
_DISCLAIMER = re.compile(
    r"\b(?:this (?:e-?mail|message)(?: and any attachments?)? "
    r"(?:is|are|may be|may contain|contains)"
    r"|intended (?:solely|only) for|if you are not the intended|confidentiality notice|"
    r"please consider the environment|virus[- ]free)\b",
    _I,
)
_RULE = re.compile(r"^\s*(?:--|__|==|\*\*)[-_=*]*\s*$")
_CHAT = re.compile(
    r"^(?:hope (?:you|this|all)\b[^.?!\n]*[.!]"
    r"|(?:quick|one|just a|another|small) (?:one|question|q)"
    r"(?: (?:from|for|about)[^:?.\n]{0,40})?\s*[:.]"
    r"|i hope [^.?!\n]*[.!]|sorry (?:for|about) [^.?!\n]*[.!]"
    r"|(?:many )?thanks?(?: you)?(?: [^.?!\n]{0,40})?[.!]|fyi[^.?!\n]{0,70}(?::\)|[.!])"
    r"|question (?:from|for) [^:?.\n]{0,40}:)\s*",
    _I,
)

_LEAD_IN = re.compile(
    r"\b(?:(?:two|three|four|some|a few|several|the following|my|our) (?:\w+ )?questions?|"
    r"questions? (?:below|follow\w*)|need to know)\b[^?]*$",
    _I,
)
_NUMBERED = re.compile(r"(?:^|(?<=\s))(?:\(?\d{1,2}[.)]|\([a-h]\)|[•*-])\s+(?=\S)")
#: "i.e.", "e.g.", "Dr." and "No." end no sentence.
_SENTENCE = re.compile(
    r"(?<!\b[ie]\.[eg]\.)(?<!\b[Mm]rs\.)(?<!\b[DdMm][rs]\.)(?<!\b[Nn]o\.)(?<!\b(?:etc|Art|Sec)\.)"
    r"(?<!\bvs\.)(?<=[.!?])[)\"”]?\s+(?=[\"“(]?[A-Za-z])|\n+"
)
_ASKS = re.compile(
    r"\?|^\W*(?:please|pls|kindly|can|could|do|does|did|is|are|was|were|has|have|will|would|should|"
    r"may|must|what|which|who|whom|when|where|why|how|describe|explain|list|provide|confirm|state|"
    r"give|name|tell)\b",
    _I,
)
_LEANS = re.compile(
    r"\bthat\b(?! (?:you|your|we|our|the|all|an?|they|every)\b)"
    r"|\b(?:it|its|this|these|those|they|them|their|there|the same|such|one|ones)\b"
    r"|^\W*(?:and|or|but|also)\b",
    _I,
)
_WORD = re.compile(r"(?<![\w@./#-])[a-z]{4,}(?![\w@/#-]|\.\w)")
_FILLER = re.compile(
    r"^\W*(?:could|can|would|will) (?:you|someone|anyone|anybody) (?:please |kindly |maybe )?"
    r"(?:help|assist|advise|let (?:me|us) know|get back|have a look)\b[^?]{0,40}\?*$"
    r"|^\W*(?:any (?:ideas?|help|thoughts)|ok(?:ay)?|right|deal)\?+$",
    _I,
)
_CITED = re.compile(
    r"[\"“](?=\w)(?P<asked>[^\"“”]{12,}\?)[\"”]?"
    r"|(?<!\w)['‘](?=\w)(?P<told>[^\"“”‘\n]{12,}?\?(?: ?\(?(?:Y/N|yes/no)\)?)?)['’](?!\w)",
    _I,
)
#: What a form prints round its questions: boxes to tick, the number of the row, room to write.
_FORM = re.compile(
    r"^\s*\[[^\]\n]{2,40}\|[^\]\n]*\]\s*|\[[ x_]?\]\s*(?:yes|no|n/?a|y|n)\b(?:\s*/)?"
    r"|\b(?:comments?|remarks?|explanation)\b(?:\s*\([^)\n]*\))?\s*:\s*_*\s*$|_{3,}",
    _I | re.MULTILINE,
)
#: Where the words of one long line stop being the sender's own.
_TAIL = re.compile(r"(?<=[.!?])\s+(?:(?:kind|best|warm) (?:regards|wishes)|yours \w+ly)\b.*$", _I)
_WHETHER = re.compile(r"^[^?\n]*\b(?:would like|wants?|needs?) to know (?:whether|if)\s+", _I)
_SHARED = re.compile(r"\b(?:confirm|whether|if|that|describe|explain|provide|state)\b[^.?!]*$", _I)
_HURRY = re.compile(r"\s*\b(?:ASAP|asap|FYI|EOD|COB|TIA|BTW|URGENT|urgently)\b!*")
_SHOUTED = re.compile(r"\b[A-Z]{3,}\b")
_SHORT_FORMS = {
    "u": "you", "ur": "your", "yr": "your", "r": "are", "pls": "please", "plz": "please",
    "wat": "what", "teh": "the", "abt": "about", "thru": "through", "smth": "something",
}  # fmt: skip
_SHORT = re.compile(rf"(?<![\w./&-])(?:{'|'.join(_SHORT_FORMS)})(?![\w./&-])")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
#: How often a word must be known to be put for another, and how much oftener than its rivals.
_LEAST, _MUCH = 2, 4
_SHORT_WORD, _LONG_WORD = 6, 8


def clean(message: str) -> str:
    """``message`` without greeting, signature, quoted mail, disclaimer and ticket fields.

    Where nothing would be left, the message as it was.
    """
    message = _FORM.sub(" ", message.replace("\r\n", "\n")).strip() or message
    lines = re.split(r"\n|(?<=\s)//(?=\s)", message)
    lines = [_TAIL.sub("", line) for line in lines]
    if len(lines) == 1 and len(message) < 80 and not _SUBJECT.match(message):
        return _plain(message) or message.strip()
    kept: list[str] = []
    subjects: list[str] = []
    for line in lines:
        if _FORWARD.search(line) and not _QUOTED_LINE.match(line):
            break
        if _QUOTED_LINE.match(line) or _TICKET.match(line) or _DISCLAIMER.search(line):
            continue
        if any(k.strip() for k in (*kept, *subjects)) and (
            _RULE.match(line) or _CLOSING.match(line)
        ):
            break
        if _RULE.match(line):
            continue
        if _SUBJECT.match(line):
            subjects.append(_subject(line))
        else:
            kept.append(line)
    body = _plain(re.sub(r"\n{3,}", "\n\n", "\n".join(kept)))
    asked = [s for s in subjects if "?" in s] if _ASKS.search(body) else subjects
    return "\n\n".join(part for part in (*asked, body) if part.strip()) or message.strip()


def quoted(message: str) -> str:
    """What ``message`` quotes of an earlier mail (lines behind ">"), or ``""``.

    It serves as the turn before, for a question that leans on it.
    """
    lines = [line for line in message.split("\n") if _QUOTED_LINE.match(line)]
    bare = [re.sub(r"^[\s>|]+", "", line) for line in lines]
    return " ".join(line for line in bare if line and not line.rstrip().endswith("wrote:"))


def _subject(line: str) -> str:
    """The own words of a subject line, unless they say no more than that there is a question."""
    words = line
    while _SUBJECT.match(words):
        words = _SUBJECT.sub("", words, count=1)
    return words if "?" in words or not _EMPTY_SUBJECT.match(words.strip()) else ""


def _plain(text: str) -> str:
    """Text without the greeting and the pleasantries in front of what is asked."""
    text = _HURRY.sub("", _SHOUTED.sub(_lowered, text)).strip()
    for _ in range(4):
        shorter = _CHAT.sub("", _GREETING.sub("", text, count=1), count=1).strip()
        if shorter == text or not shorter:
            break
        text = shorter
    return _WHETHER.sub("Please confirm that ", text)


def _lowered(found: re.Match[str]) -> str:
    """A word in capitals that is no name: somebody raised their voice."""
    word = found.group().lower()
    return word if word in STOP_WORDS else found.group()


#: How many sentences before a question that says nothing of itself belong to it.
_TOLD = 2
_SAYING = frozenset(terms("say tell answer reply respond advise do next"))


def split_questions(message: str) -> list[str]:
    """The questions of ``message``, in order; one that leans on the sentence before keeps it.

    A message with one question, or with none that can be told, comes back whole.
    """
    parts = [part for part in _parts(message) if not _FILLER.match(part)]
    asking = [at for at, part in enumerate(parts) if _ASKS.search(part)]
    if len(asking) < 2 and (cited := _CITED.search(message)) and message.count("?") < 3:
        return [cited["asked"] or cited["told"]]
    if len(asking) < 2:
        return [_focused(parts, asking[0]) if asking and len(parts) > 1 else message.strip()]
    questions = []
    for order, at in enumerate(asking):
        part = parts[at]
        before = parts[at - 1] if at else ""
        told = before and (at - 1) not in asking and not _LEAD_IN.search(before)
        if _LEANS.search(part) and len(part.split()) < 14:
            if told:
                part = f"{before} {part}"
            elif order and before:
                part = f"{before.rstrip(' ?.!')}: {part}"
        questions.append(part)
    return questions


def _focused(parts: list[str], at: int) -> str:
    """The one question, with the sentence before it where it leans on that."""
    part = parts[at]
    if not set(terms(part)) - ASKING - _SAYING:
        # "What do we say?" asks of what was told before.
        return " ".join(parts[max(0, at - _TOLD) : at + 1])
    before = parts[at - 1] if at else ""
    if before and _LEANS.search(part) and not _LEAD_IN.search(before):
        return f"{before} {part}"
    return part if "?" in part else " ".join(parts)


def _parts(message: str) -> list[str]:
    """The sentences of a message; numbered items apart, without their numbers.

    What stands before the items belongs to each of them where they go on with it ("confirm that").
    """
    marks = list(_NUMBERED.finditer(message))
    if len(marks) < 2:
        return [s.strip() for s in _SENTENCE.split(message) if s and s.strip()]
    ends = [*(mark.start() for mark in marks[1:]), len(message)]
    items = [message[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]
    items = [re.sub(r"[\s,;&]+(?:and)?[\s,;&]*$", "", item) for item in items]
    before = message[: marks[0].start()].strip()
    shared = _SENTENCE.split(before)[-1].strip() if before else ""
    if shared and _SHARED.search(shared) and not any("?" in item for item in items):
        return [f"{shared} {item}" for item in items]
    first = [before] if "?" in before else []
    return [*first, *(item for item in items if item)]


#: The document frequencies of words, in their order; 0 for a word that is not known.
Vocabulary = Callable[[Sequence[str]], Sequence[int]]


def mend(question: str, vocabulary: Vocabulary) -> str:
    """``question`` with words that the index does not know set right, where that is certain.

    ``vocabulary`` gives the document frequencies of words, in their order. Only small words of
    four letters or more are touched, never identifiers, capitals or numbers; a correction is at
    Damerau-Levenshtein distance 1 (2 from eight letters on) and the only known word so near, or
    by far the most frequent. Short forms of chats ("pls", "ur") are written out.
    """
    spelled = _SHORT.sub(lambda found: _SHORT_FORMS[found.group()], question)
    return _WORD.sub(lambda found: _mended(found.group(), vocabulary), spelled)


def _mended(word: str, vocabulary: Vocabulary) -> str:
    if vocabulary([word])[0] > 0:
        return word
    near = _edits(word, _LETTERS)
    if len(word) < _SHORT_WORD:
        # In a short word another letter makes another word; a swap or a lapse is a slip.
        near = {w for w in near if len(w) > len(word) or sorted(w) == sorted(word)}
    found = _best(near, vocabulary)
    if found is None and len(word) >= _LONG_WORD and not any(vocabulary(sorted(near))):
        likely = "".join(sorted(set(word) | set("aeiou")))
        twice = {
            w for one in _edits(word, likely, other=False) for w in _edits(one, likely, other=False)
        }
        found = _best(twice, vocabulary)
    return found or word


def _edits(word: str, letters: str, *, other: bool = True) -> set[str]:
    """Every string at Damerau-Levenshtein distance 1: a letter dropped, swapped, added or changed.

    ``letters`` may be added; changing one into another is left out unless ``other``.
    """
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {a + b[1:] for a, b in cuts if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    found |= {a + c + b for a, b in cuts for c in letters}
    if other:
        found |= {a + c + b[1:] for a, b in cuts if b for c in letters}
    return found - {word}


def _best(words: set[str], vocabulary: Vocabulary) -> str | None:
    """The known word among these, if there is one, or one far more frequent than the rest.

    Forms of one word ("log", "logs") are known alike and do not stand against each other.
    """
    tried = sorted(words)
    known = list(zip(vocabulary(tried), tried, strict=True))
    known = sorted((k for k in known if k[0] >= _LEAST), key=lambda k: (-k[0], len(k[1]), k[1]))
    if not known:
        return None
    count, word = known[0]
    others = [c for c, w in known[1:] if not (w.startswith(word[:-2]) and c == count)]
    return word if not others or count >= _MUCH * max(others) else None
