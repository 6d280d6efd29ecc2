"""What a unit says to a closed question: yes, no, hardly, later."""

import re
from datetime import date

from kb.answering import wording
from kb.answering.asked import Asked
from kb.answering.evidence import asked_terms
from kb.answering.near_miss import Difference, difference
from kb.answering.predicates import predicate
from kb.answering.quantities import meets
from kb.answering.readings import reconciled
from kb.answering.scored import Scored
from kb.answering.stances import Stance, Stand
from kb.answering.units import Unit
from kb.lexical.analysis import terms
from kb.passage_text import lead_in
from kb.text.contrasts import Contrasts


def stand(asked: Asked, scored: Scored, contrasts: Contrasts, today: date = date.max) -> Stand:
    """Judge one unit as of ``today``. What cannot be told is ``SILENT``, never a yes."""
    unit = scored.unit
    said = _relevant(asked, unit)
    excepts = bool(wording.EXCEPTED.search(unit.text)) or _under_exceptions(unit)
    found = _stance(asked, scored, said, contrasts, today)
    if found is Stance.AFFIRMS:
        found = _REPEATED[difference(asked.text, unit.text, scored.outside, scored.absent)]
    found = reconciled(found, scored)
    by_amount = found is Stance.DENIES and not (wording.negated(said) or _row_denies(unit))
    return Stand(scored, found, excepts, by_amount)


#: What a sentence says that would affirm, by how it differs from a question that nearly repeats it.
_REPEATED = {
    Difference.NONE: Stance.AFFIRMS,
    Difference.NEGATION: Stance.DENIES,
    Difference.WORD: Stance.SILENT,
    Difference.WEAKER: Stance.HEDGES,
}


def _relevant(asked: Asked, unit: Unit) -> str:
    """The clause of the unit that speaks to the question; all of a list or row.

    The clause with the question's verb, else the one that shares most words with it.
    """
    if unit.is_row:
        return _relevant_cells(asked, unit)
    if "\n" in unit.text:
        return unit.text
    parts = wording.clauses(unit.text)
    if len(parts) < 2:
        return unit.text
    verb = predicate(asked.text)
    with_verb = [part for part in parts if verb is not None and verb in terms(part)]
    if with_verb:
        return " ; ".join(with_verb)
    about = set(asked_terms(asked))
    shared = [len(about & set(terms(_predicated(part)))) for part in parts]
    best = max(shared)
    # Equal clauses are judged together: one that denies must not hide behind one that affirms.
    return " ; ".join(part for part, count in zip(parts, shared, strict=True) if count == best)


def _kept_from(asked: Asked, said: str) -> bool:
    """Whether it is asked if something can be done, and the unit says that it is blocked."""
    if not (asked.permission or wording.ASKS_ABLE.search(asked.text)):
        return False
    if wording.PREVENTED.search(asked.text):
        return False
    return bool(wording.PREVENTED.search(said))


def _both_sides(asked: Asked, unit: Unit, contrasts: Contrasts) -> bool:
    """Whether the unit says one thing of what is asked about and another of what excludes it."""
    text, held = asked.text.lower(), unit.text.lower()
    for group in contrasts.groups:
        named = [p for _, p in group if p.search(text)]
        others = [p for _, p in group if p not in named]
        if len(named) == 1 and named[0].search(held) and any(p.search(held) for p in others):
            return unit.is_row
    return False


def _predicated(clause: str) -> str:
    """What a clause says of its subject, which the clauses after it may share."""
    verb = _FINITE.search(clause)
    return clause[verb.start() :] if verb is not None else clause


def _relevant_cells(asked: Asked, unit: Unit) -> str:
    """The cells of a row that speak to the question, and those that state how it stands."""
    about = set(asked_terms(asked))
    cells = [cell.strip() for cell in unit.text.split("\t")]
    kept = []
    for at, cell in enumerate(cells):
        column = unit.columns[at] if unit.columns else ""
        asked_of = about & set(terms(f"{column} {cell}"))
        if asked_of or _is_status(cell):
            kept.append(cell)
    return "\t".join(kept) if kept else unit.text


def _is_status(cell: str) -> bool:
    plain = cell.rstrip(".").lower()
    return plain in _NO | _PARTLY or plain.startswith(("not ", "n/a"))


_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|must|shall|should|will|may|can|cannot)\b"
)


def _stance(asked: Asked, scored: Scored, said: str, contrasts: Contrasts, today: date) -> Stance:
    unit = scored.unit
    if _about_others(asked, unit) or not _asserts(unit):
        return Stance.SILENT
    if _NOT_APPLICABLE.search(said) and not _NOT_APPLICABLE.search(asked.text):
        return Stance.NOT_APPLICABLE
    denied = wording.negated(said) or _row_denies(unit) or _kept_from(asked, said)
    conditional = denied and _is_condition(asked, said)
    if conditional:
        denied = False
    turned = denied != wording.asks_negated(asked.text)
    if turned and predicate(asked.text) in scored.absent:
        return Stance.SILENT
    if wording.PLANNED.search(unit.text):
        return Stance.DENIES if turned and not asked.permission else Stance.PLANS
    if turned:
        return Stance.DENIES
    if (
        _row_partly(unit)
        or _both_sides(asked, unit, contrasts)
        or _for_one(asked, unit)
        or _over(unit, today)
    ):
        return Stance.PARTLY
    if wording.PARTIAL.search(said) or _mixed(unit, said) or _left_out(asked, unit, contrasts):
        return Stance.PARTLY
    left_open = wording.ASKS_DUTY.search(asked.text) and wording.CHOICE.search(unit.text)
    if left_open or wording.HEDGED.search(said) or _under_condition(asked, unit):
        return Stance.HEDGES
    permits = wording.PERMITTED.search(said) and not asked.permission
    if permits and not denied and not conditional:
        return Stance.HEDGES
    event = wording.ASKS_EVENT.search(asked.text) and not wording.EVENT.search(unit.text)
    if event and not unit.is_row:
        return Stance.HEDGES
    return Stance.DENIES if meets(asked.text, unit.text) is False else Stance.AFFIRMS


def _is_condition(asked: Asked, said: str) -> bool:
    """Whether what was asked is what has to be there first: "no code is merged without review"."""
    found = wording.CONDITION.search(said)
    if found is None:
        return False
    verb = predicate(asked.text)
    about = {verb} if verb is not None else set(asked_terms(asked))
    return bool(about & set(terms(found["after"])))


def _under_condition(asked: Asked, unit: Unit) -> bool:
    """Whether the unit holds only in a case that the question does not name."""
    found = wording.CONDITIONAL.search(unit.text)
    if found is None or unit.is_row or wording.ASKS_UNDER_CONDITION.search(asked.text):
        return False
    return not set(terms(found.group())) <= set(terms(asked.text))


def _mixed(unit: Unit, said: str) -> bool:
    """Whether another clause of the unit says no: "is generated but not offered"."""
    return said != unit.text and not wording.negated(said) and wording.negated(unit.text)


def _left_out(asked: Asked, unit: Unit, contrasts: Contrasts) -> bool:
    """Whether the question names several of a group, and the unit only some of them."""
    for group in contrasts.groups:
        named = [p for _, p in group if p.search(asked.text.lower())]
        held = [p for p in named if p.search(unit.text.lower())]
        if len(named) > 1 and 0 < len(held) < len(named):
            return True
    return False


def _about_others(asked: Asked, unit: Unit) -> bool:
    """Whether the unit says what suppliers or customers must do, and the question asks about us."""
    if wording.OTHERS.search(asked.text):
        return False
    above = "" if unit.is_row else lead_in(unit.passage.context)
    return bool(wording.OTHERS_MUST.search(f"{above} {unit.text}"))


def _asserts(unit: Unit) -> bool:
    """Whether the unit says something; a fragment of a list may borrow its lead-in's verb."""
    if unit.is_row:
        return True
    if len(unit.text.split()) < 3:
        return False
    if unit.text[:1].islower():
        return bool(wording.VERB.search(lead_in(unit.passage.context)))
    return bool(wording.VERB.search(unit.text))


_NOT_APPLICABLE = re.compile(r"\b(?:(?:is|are) )?not applicable\b|(?:^|\t)\s*n/?a\b", re.IGNORECASE)
_NO = frozenset(["no", "none", "not implemented", "absent", "missing", "not certified"])
_PARTLY = frozenset(["partial", "partly", "in progress", "pilot", "planned", "open"])


def _row_denies(unit: Unit) -> bool:
    """A table row whose status cell says no."""
    cells = [cell.strip().rstrip(".").lower() for cell in unit.text.split("\t")]
    return len(cells) > 1 and any(cell in _NO or cell.startswith("not ") for cell in cells[1:])


def _row_partly(unit: Unit) -> bool:
    """A table row whose status cell says in part."""
    cells = [cell.strip().rstrip(".").lower() for cell in unit.text.split("\t")]
    return len(cells) > 1 and any(cell in _PARTLY for cell in cells[1:])


_ONE = re.compile(
    r"^(?:(?:In|For|At|On|Between the services of|Within)\s+(?P<in>[A-Z][\w&-]+)"
    r"|(?P<head>[A-Z][\w&-]+(?:\s[A-Z][\w&-]+)?):\s)"
)
_EVERY = re.compile(
    r"\b(?:all|every|each|both|any) (?:of )?(?:your |our |the )?(?:\w+ )?"
    r"(?:products?|services?|systems?|offices?|sites?|locations?|regions?|applications?|apps)\b"
    r"|\b(?:your|our) (?:products|services|offices|sites|locations|applications|systems)\b",
    re.IGNORECASE,
)


def _for_one(asked: Asked, unit: Unit) -> bool:
    """Whether every product or site is asked about, and the unit speaks of one by its name."""
    if not _EVERY.search(asked.text):
        return False
    found = _ONE.match(unit.text)
    name = (found["in"] or found["head"]) if found is not None else ""
    return bool(name) and name.lower() not in asked.text.lower()


_UNTIL = re.compile(
    r"\b(?:until|valid to|expire[sd]? on|expired|ended on|ran to|relied on until)\s+"
    r"(?P<day>\d{1,2})\s+(?P<month>[A-Z][a-z]+)\s+(?P<year>20\d\d)\b"
)
_MONTHS = (
    "January February March April May June July August September October November December".split()
)


def _over(unit: Unit, today: date) -> bool:
    """Whether the unit itself says that what it states has ended by ``today``."""
    found = _UNTIL.search(unit.text)
    if found is None or found["month"] not in _MONTHS or today == date.max:
        return False
    end = date(int(found["year"]), _MONTHS.index(found["month"]) + 1, min(int(found["day"]), 28))
    return end < today


def _under_exceptions(unit: Unit) -> bool:
    headings = unit.passage.heading[-1:] if unit.passage.heading else ()
    return any(wording.EXCEPTED.search(heading) for heading in headings)
