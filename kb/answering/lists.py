"""Lists, procedures and what something covers: the whole block, in its order; and definitions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.answering import definitions
from kb.answering.asked import Asked, Kind
from kb.answering.blocks import Block, blocks, filtered, section_of, sub_headings
from kb.answering.compose import citation
from kb.answering.evidence import Wanted, asked_terms, spelled_out
from kb.answering.evidence import wanted as wanted_words
from kb.answering.tools import EVERYWHERE, Tools, grounded
from kb.answering.units import Unit
from kb.answering.verify import Claim
from kb.lexical.analysis import identifier_terms, terms
from kb.values import Answer, Collection, Passage, Question

_PASSAGES = 24
_EMBEDDED = 40
_LEAST = 0.5
#: What it counts for a table that it has the column of which the question speaks.
_PICKED = 0.14
_STEPS = re.compile(
    r"\b(?:steps?|stages?|phases?|procedures?|process|stage by stage|step by step|sequence|"
    r"walk (?:me|us) through|runbook|what happens|what is done (?:about|with|when|if)|"
    r"(?:in )?(?:what|which) order|from start to (?:finish|end))\b"
    r"|^\W*how (?:do|does|should|must|can|is|are)\b"
    r"(?! (?:often|long|many|much|soon|quickly|frequently)\b)",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"^\W*(?:please\s+)?(?:list|enumerate|name)\b"
    r"|\b(?:which|what)(?: \w+){0,3}? (?:are|were|\w+s (?:are|were|do|does|did|can|may|must|should|"
    r"will|have|has|cannot|could|need))\b"
    r"|\bwhat (?:does|do|must|should|can) .{3,60}\b(?:cover|include|contain|comprise|consist|say|"
    r"state|hold|require)\b|\bwho (?:are|were|sits?|belongs?)\b|\ball (?:the|of)\b"
    r"|\b(?:kinds|types|categories|members|elements|parts|examples) of\b"
    r"|\bin (?:what|which) \w+s\b",
    re.IGNORECASE,
)
#: Asks for a list as such; a sentence with commas is none.
_LISTS = re.compile(r"^\W*(?:please\s+)?(?:list|enumerate)\b|\blist of\b", re.IGNORECASE)
_NUMBERS = {
    word: at
    for at, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve".split(), 2
    )
}
_COUNTED = re.compile(rf"\b(?P<n>{'|'.join(_NUMBERS)}|\d{{1,2}}) (?=[a-z])", re.IGNORECASE)
#: Words that name the sort of list and are seldom in it.
_SORTS = frozenset(
    terms("list steps stages phases kinds types members elements parts examples name walk happens")
)
#: Asks openly, though it reads like a statement.
_OPENLY = re.compile(
    r"\b(?:walk (?:me|us) through|step by step|in (?:what|which) order)\b", re.IGNORECASE
)
#: A heading that says what is done, or when: what stands under it is how.
_DOING = re.compile(
    r"^[\W\d.]*(?:\w{2,}ing\b|how\b|when\b|what to do\b|if\b|after\b|before\b|in case of\b)",
    re.IGNORECASE,
)
#: Lists of a document about itself.
_FURNITURE = re.compile(
    r"\b(?:revision|version|document|change) (?:history|control|log)\b|\btable of contents\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fit:
    """A block and how well it fits, 0 to 1."""

    block: Block
    score: float


def answer(question: Question, asked: Asked, tools: Tools) -> Answer | None:
    """The list, the steps or the definition asked for; None where none is, or none is found."""
    term = definitions.term_of(asked.text)
    if term is not None:
        defined = definitions.answer(question, asked, term, tools)
        if defined is not None:
            return defined
    steps = bool(_STEPS.search(asked.text))
    closed = asked.yes_no and not _OPENLY.search(asked.text)
    if closed or (asked.value is not None and not _SEVERAL.search(asked.text)):
        return None
    if not (steps or asked.listing or _SEVERAL.search(asked.text)):
        return None
    only = (Collection.POLICY,) if asked.kind is Kind.PRACTICE else EVERYWHERE
    passages = [
        p for p in tools.search(asked.text, _PASSAGES, question.audience, only) if not p.truncated
    ]
    fits = _ranked(asked, steps, passages, question, tools)
    if not fits or fits[0].score < _LEAST:
        return None
    best = fits[0]
    narrowed = filtered(best.block, asked.text)
    return _told(question, Fit(narrowed or best.block, best.score), tools)


def _ranked(
    asked: Asked, steps: bool, passages: Sequence[Passage], question: Question, tools: Tools
) -> list[Fit]:
    """The blocks near the passages, best first: words and meaning, above them and inside."""
    rarity = tools.rarity(asked.text, question.audience)
    want = wanted_words(asked, tools.thesaurus, rarity)
    about = [t for t in asked_terms(asked) if t not in _SORTS]
    weights = {t: w for t, w in want.weights.items() if t in about} or dict(want.weights)
    want = Wanted(weights, want.stand_ins, want.names)
    found: list[tuple[float, Block]] = []
    for block in _near(passages, tools):
        if _FURNITURE.search(" ".join(block.heading[-1:])):
            continue
        if block.kind == "sentence" and (steps or _LISTS.search(asked.text)):
            continue
        above = _terms(_above(block))
        inside = _terms(block.text)
        words = 0.6 * want.covered(above, set()) + 0.4 * want.covered(inside, above)
        if _other(block, asked, want, above | inside, tools):
            continue
        fitting = _PICKED if not steps and filtered(block, asked.text) else 0.0
        found.append((0.45 * words + fitting + _shape(block, asked.text, steps), block))
    found.sort(key=lambda f: (-f[0], f[1].items[0].passage.chunk_id, f[1].items[0].start))
    best = found[:_EMBEDDED]
    if not best:
        return []
    embedder = tools.retriever.embedder
    query = embedder.embed_query(spelled_out(asked.text, tools.thesaurus))
    texts = [f"{_above(b)}: {b.text}".replace("\t", " | ")[:900] for _, b in best]
    heads = [_above(b) for _, b in best]
    both = np.clip(tools.vectors.of([*texts, *heads]) @ query, 0, 1)
    meaning = np.maximum(both[: len(best)], both[len(best) :])
    fits = [Fit(b, round(s + 0.55 * float(m), 6)) for (s, b), m in zip(best, meaning, strict=True)]
    return sorted(
        fits, key=lambda f: (-f.score, f.block.items[0].passage.chunk_id, f.block.items[0].start)
    )


def _other(block: Block, asked: Asked, want: Wanted, held: set[str], tools: Tools) -> bool:
    """Whether the block is about something else: a name is missing, or a contrary term stands."""
    for name in want.names:
        stems = frozenset(terms(name)) or frozenset([name])
        ways = [way for stem in stems for way, share in want.stand_ins.get(stem, ()) if share > 0.5]
        if name not in held and not stems <= held and not any(way <= held for way in ways):
            return True
    return bool(tools.contrasts.clash(asked.text, block.text, _above(block)))


def _terms(text: str) -> set[str]:
    return {*terms(text), *identifier_terms(text)}


def _above(block: Block) -> str:
    passage = block.items[0].passage
    parts = [passage.title, *block.heading[-2:], block.lead.text if block.lead else ""]
    return " – ".join(dict.fromkeys(part for part in parts if part))


def _near(passages: Sequence[Passage], tools: Tools) -> list[Block]:
    """The blocks of the sections in which the passages stand, each once."""
    found: dict[tuple[str, int, str], Block] = {}
    for passage in passages:
        near = blocks(section_of(passage, tools))
        steps = sub_headings(passage, tools)
        for block in [*near, *([steps] if steps is not None else [])]:
            key = (passage.document_id, block.items[0].start, block.kind)
            found.setdefault(key, block)
    return list(found.values())


def _shape(block: Block, text: str, steps: bool) -> float:
    """What speaks for a block beside its subject: its form and how many things it lists."""
    score = -0.14 if block.kind == "sentence" else 0.0
    if steps:
        stepped = block.numbered or block.kind in ("steps", "sequence")
        score += 0.08 if stepped else -0.02
        if stepped and block.heading and _DOING.match(block.heading[-1]):
            score += 0.08
    elif block.kind == "sequence":
        score -= 0.2
    counted = _COUNTED.search(text)
    if counted is not None:
        number = counted["n"].lower()
        wanted = _NUMBERS.get(number) or int(number)
        header = 1 if block.kind == "table" else 0
        score += 0.1 if wanted in (block.count, block.count - header) else -0.03
    return score


def _told(question: Question, fit: Fit, tools: Tools) -> Answer | None:
    block = fit.block
    for kept in _widths(block):
        claims, left = _claims(block, kept, tools)
        if not left or kept == 1:
            return grounded(
                question,
                claims,
                tools,
                confidence=min(0.95, fit.score),
                separator="\n",
                more=left,
            )
    return None


def _widths(block: Block) -> list[int]:
    """How many cells of each row to tell: all, or as few as it takes to tell every row."""
    widest = max(len(item.text.split("\t")) for item in block.items)
    return list(range(widest, 0, -1))


def _claims(block: Block, width: int, tools: Tools) -> tuple[list[Claim], int]:
    """The block told with ``width`` cells a row, and how many items had to be left out.

    Whole rows that stand together are one quote; parts of rows are a quote each.
    """
    room = tools.longest - len("\n(999 more)")
    widest = _widths(block)[0]
    lead = [block.lead] if block.lead is not None else []
    kept: list[Unit] = []
    used = sum(len(unit.text) + 1 for unit in lead)
    for item in block.items:
        unit = item if width == widest else _cells(item, width)
        cost = len(_plain(unit.text)) + 1
        if used + cost > room and (kept or lead):
            break
        kept.append(unit)
        used += cost
    left = len(block.items) - len(kept)
    if width == widest and block.contiguous:
        quoted = _joined([*lead, *kept], tools)
    else:
        quoted = [*lead, *kept]
    return [Claim(_plain(unit.text), citation(unit, tools.today())) for unit in quoted], left


def _plain(text: str) -> str:
    return text.replace("\t", " | ")


def _cells(item: Unit, width: int) -> Unit:
    text = "\t".join(item.text.split("\t")[:width])
    return Unit(item.passage, text, item.start, item.start + len(text))


def _joined(found: Sequence[Unit], tools: Tools) -> list[Unit]:
    """One unit for each stretch of lines with nothing but a line break or two between them."""
    runs: list[list[Unit]] = []
    for unit in found:
        if runs and unit.start - runs[-1][-1].end <= 2:
            runs[-1].append(unit)
        else:
            runs.append([unit])
    joined = []
    for run in runs:
        passage = run[0].passage
        start, end = run[0].start, run[-1].end
        text = tools.text(passage.document_id, passage.version)[start:end]
        joined.append(Unit(passage, text, start, end))
    return joined
