"""From an answer to what goes into the customer's cells, and notes on what does not."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from kb.answering.asked import understand
from kb.questionnaires import voice
from kb.questionnaires.framing import asks_open, is_topic
from kb.questionnaires.replies import without_control_rows
from kb.questionnaires.run import Options
from kb.questionnaires.vocabulary import Fit, fit, is_placeholder, said, ticked
from kb.values import Answer, Citation, Status, Verdict
from kb.values.questionnaires import AnswerCell, CellWrite, Item, Place, Role

_TICK = "X"
UNSETTLED = "No yes or no follows from the documents; the cell is left blank."
_SOURCES = 3
#: A column whose rows nearly all hold one value came with that value: it is no answer.
_DEFAULT, _LEAST = 0.8, 5


@dataclass(frozen=True)
class Sources:
    """How documents are named: ``label`` gives what a version calls itself, or nothing."""

    label: Callable[[str, int], str] = field(default=lambda _identity, _version: "")

    def named(self, cited: Citation) -> str:
        """Document, section, page and version in one line."""
        label = self.label(cited.document_id, cited.version)
        section = cited.heading[-1] if cited.heading and cited.heading[-1] != cited.document else ""
        page = f"page {cited.page}" if cited.page else ""
        version = f"version {label}" if label else ""
        return ", ".join(part for part in (cited.document, section, page, version) if part)

    def listed(self, answer: Answer) -> str:
        """The sources of an answer, each once."""
        return "; ".join(list(dict.fromkeys(map(self.named, answer.citations)))[:_SOURCES])


def defaults(items: Iterable[Item]) -> frozenset[Place]:
    """The cells whose text came with the form: one and the same in nearly every row."""
    columns: dict[tuple[str, str, Role], list[AnswerCell]] = {}
    for item in items:
        for cell in item.cells:
            column = cell.place.cell.rstrip("0123456789")
            columns.setdefault((cell.place.sheet, column, cell.role), []).append(cell)
    found: set[Place] = set()
    for cells in columns.values():
        (text, count), = Counter(cell.current for cell in cells).most_common(1)  # fmt: skip
        if text and count >= max(_LEAST, _DEFAULT * len(cells)):
            found |= {cell.place for cell in cells if cell.current == text}
    return frozenset(found)


class Filling:
    """Fills the cells of one questionnaire's rows."""

    def __init__(
        self, options: Options, sources: Sources, replaceable: frozenset[Place] = frozenset()
    ) -> None:
        self._options, self._sources, self._replaceable = options, sources, replaceable

    def fill(
        self, item: Item, answer: Answer, editor: str = ""
    ) -> tuple[tuple[CellWrite, ...], tuple[str, ...]]:
        """What is written for ``answer``, and notes; ``editor``: whose words it is, if a person's.

        A blank answer writes nothing.
        """
        if answer.status is Status.ABSTAINED and not editor:
            return (), ()
        notes: list[str] = []
        free = [cell for cell in item.cells if self._is_free(cell, notes)]
        writes = [
            *self._verdicts(item, answer, free, notes),
            *self._texts(item, answer, free, person=bool(editor)),
        ]
        seen: dict[Place, CellWrite] = {}
        for write in writes:
            seen.setdefault(write.place, write)
        return tuple(seen.values()), tuple(dict.fromkeys(notes))

    def _is_free(self, cell: AnswerCell, notes: list[str]) -> bool:
        if not cell.writable:
            notes.append(f"{cell.place.cell} is left as it is: {cell.why or 'it is locked'}.")
            return False
        if not cell.current or is_placeholder(cell.current) or cell.place in self._replaceable:
            return True
        shown = cell.current if len(cell.current) <= 40 else cell.current[:39] + "…"
        notes.append(f"{cell.place.cell} is left as it is: it says “{shown}” already.")
        return False

    def _verdicts(
        self, item: Item, answer: Answer, free: Sequence[AnswerCell], notes: list[str]
    ) -> list[CellWrite]:
        cells = [cell for cell in free if _takes_verdict(item, cell)]
        marks = [cell for cell in cells if cell.mark]
        if not cells:
            return []
        verdict = answer.verdict
        if verdict is None:
            if understand(item.text).yes_no or not asks_open(item.text):
                notes.append(UNSETTLED)
            return []
        if marks:
            cell = ticked(verdict, marks, item.text)
            if cell is None:
                notes.append(f"No column stands for “{said(verdict)}”.")
                return []
            return [CellWrite(cell.place, _TICK)]
        writes = []
        for cell in cells:
            found = self._fit(item, verdict, cell)
            if found.text:
                writes.append(CellWrite(cell.place, found.text, found.numeric))
            else:
                notes.append(f"{cell.place.cell} is left blank: {found.note}.")
        return writes

    def _fit(self, item: Item, verdict: Verdict, cell: AnswerCell) -> Fit:
        if (
            is_topic(item.text)
            and cell.choices
            and all(choice.strip().isdigit() for choice in cell.choices)
        ):
            return Fit(note="it rates a topic as a whole, which no single sentence proves")
        return fit(verdict, cell, item.language, item.text, item.guidance)

    def _texts(
        self, item: Item, answer: Answer, free: Sequence[AnswerCell], *, person: bool
    ) -> list[CellWrite]:
        roles = {cell.role: cell for cell in reversed(free) if not cell.choices and not cell.mark}
        comment, sentence = roles.get(Role.COMMENT), roles.get(Role.ANSWER)
        has_verdict = any(cell.role is Role.VERDICT for cell in item.cells)
        text = answer.answer if person else self._worded(answer)
        writes = []
        if sentence is not None:
            verdict = answer.verdict
            lead = said(verdict, item.language) if verdict and not has_verdict else ""
            if comment is not None and lead:
                writes.append(CellWrite(sentence.place, lead))
            else:
                whole = text if not lead or _begins(text, lead) else f"{lead}. {text}".strip()
                whole = lead if text.strip() in ("", f"{lead}.") else whole
                writes.append(CellWrite(sentence.place, self._sourced(whole, answer, roles)))
        if comment is not None and (
            sentence is None or (len(writes) == 1 and writes[0].text != text)
        ):
            writes.append(CellWrite(comment.place, self._sourced(text, answer, roles)))
        evidence = roles.get(Role.EVIDENCE)
        if evidence is not None and answer.citations:
            writes.append(CellWrite(evidence.place, self._sources.listed(answer)))
        return [write for write in writes if write.text]

    def _worded(self, answer: Answer) -> str:
        if answer.status is Status.APPROVED:
            return answer.answer.strip()
        text = without_control_rows(answer)
        return voice.short(voice.ours(text, self._options.organisation), self._options.longest)

    def _sourced(self, text: str, answer: Answer, roles: dict[Role, AnswerCell]) -> str:
        if not self._options.with_evidence or not answer.citations or Role.EVIDENCE in roles:
            return text
        return f"{text}\nSource: {self._sources.listed(answer)}".strip()


def _takes_verdict(item: Item, cell: AnswerCell) -> bool:
    """A score is the answer where there is a list of scores and nothing else to choose from."""
    if cell.role is Role.SCORE:
        return bool(cell.choices) and item.cell(Role.VERDICT) is None
    return cell.role is Role.VERDICT


def _begins(text: str, lead: str) -> bool:
    return text.casefold().startswith((f"{lead}.".casefold(), f"{lead},".casefold()))
