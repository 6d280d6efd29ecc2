"""The library of approved answers: looking up, changing, and finding what repeats itself."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from kb.embedding.protocol import Embedder
from kb.errors import NotFoundError, VouchError
from kb.library import editing
from kb.library.editing import Check, anything
from kb.library.entry import Draft, Entry, Link, Shown, State, link_from_json
from kb.library.index import Near, WordingIndex
from kb.library.lookup import Lookup, Match
from kb.library.matching import LEAST_CLOSENESS, Matcher
from kb.library.overlaps import Overlap, overlaps
from kb.library.reading import Reader
from kb.library.standing import Judge
from kb.once import once
from kb.records import Records, audit, library
from kb.records.sources import details
from kb.text.contrasts import Contrasts
from kb.text.thesaurus import Thesaurus
from kb.values import Audience, Verdict


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of adding many drafts: the new entries, and those that repeat what is there.

    ``repeated``: for each draft left out, its place in the list and the entry it repeats.
    ``refused``: its place and what is wrong with it.
    """

    added: tuple[Entry, ...]
    repeated: tuple[tuple[int, Entry], ...]
    refused: tuple[tuple[int, str], ...]


@dataclass
class Library:
    """Approved answers over the records. Vectors of the questions are held in memory."""

    records: Records
    embedder: Embedder
    thesaurus: Thesaurus
    contrasts: Contrasts
    today: Callable[[], date] = field(default=date.today)

    @once
    def index(self) -> WordingIndex:
        """The wordings, following the records."""
        return WordingIndex(self.records, self.embedder, self.thesaurus)

    @once
    def matcher(self) -> Matcher:
        """What compares questions word by word."""
        return Matcher(Reader(self.thesaurus), self.contrasts)

    @once
    def _lookup(self) -> Lookup:
        return Lookup(self.records, self.index, self.matcher, lambda: self.today())

    def match(
        self, question: str, audience: Audience, product: str = "", on: date | None = None
    ) -> Match | None:
        """The approved entry that answers ``question`` for this asker, or None; see ``Match``.

        ``on``: the day on which it is judged what is out of date; None for today.
        """
        lookup = self._lookup if on is None else replace(self._lookup, today=lambda: on)
        return lookup.match(question, audience, product)

    def add(self, draft: Draft, by: str, *, approve: bool = False) -> Entry:
        """Store an entry; as a draft, unless ``approve``. Raises as ``editing.add`` does."""
        with self.records.write() as connection:
            made = editing.add(connection, draft, by)
            return editing.approve(connection, made.id, by, self.today()) if approve else made

    def edit(
        self,
        identity: str,
        changed: Mapping[str, Any],
        by: str,
        *,
        approve: bool = False,
        check: Check = anything,
    ) -> Entry:
        """Change an entry; see ``editing.edit``."""
        with self.records.write() as connection:
            made = editing.edit(connection, identity, changed, by, check)
            return editing.approve(connection, identity, by, self.today()) if approve else made

    def approve(self, ids: Sequence[str], by: str, check: Check = anything) -> list[Entry]:
        """Sign entries, all of them or none; see ``editing.approve``."""
        with self.records.write() as connection:
            return [editing.approve(connection, one, by, self.today(), check) for one in ids]

    def retire(self, ids: Sequence[str], by: str, check: Check = anything) -> list[Entry]:
        """Take entries out of use, all of them or none."""
        with self.records.write() as connection:
            return [editing.retire(connection, one, by, check) for one in ids]

    def undo(
        self, identity: str, by: str, check: Check = anything, check_result: Check = anything
    ) -> Entry:
        """Take back the last change of an entry; see ``editing.undo``."""
        with self.records.write() as connection:
            return editing.undo(connection, identity, by, check, check_result)

    def show(self, identity: str) -> Shown:
        """An entry with its history, and why it may not be given, if so."""
        with self.records.read() as connection:
            entry = library.get(connection, identity)
            standing = Judge(connection, self.today()).standing(entry)
            return Shown(entry, standing.reasons, tuple(library.history(connection, identity)))

    def listing(self) -> list[Shown]:
        """Every entry, the oldest first, each with the reasons why it may not be given."""
        with self.records.read() as connection:
            judge = Judge(connection, self.today())
            found = library.entries(connection)
            return [Shown(entry, judge.standing(entry).reasons) for entry in found]

    def repeats(
        self, question: str, product: str = "", audience: Audience = Audience.INTERNAL
    ) -> Entry | None:
        """The entry of this product, draft or approved, that has a wording of this question.

        What ``audience`` may not see does not count.
        """
        return self._lookup.repeats(question, product, audience)

    def take(
        self,
        drafts: Iterable[Draft],
        by: str,
        *,
        approve: bool = False,
        audience: Audience = Audience.INTERNAL,
    ) -> Taken:
        """Add drafts that repeat no entry that ``audience`` sees, and no draft before them."""
        added: list[Entry] = []
        repeated: list[tuple[int, Entry]] = []
        refused: list[tuple[int, str]] = []
        for number, draft in enumerate(drafts):
            try:
                known = self.repeats(draft.question, draft.product, audience)
                if known is None:
                    added.append(self.add(draft, by, approve=approve))
                else:
                    repeated.append((number, known))
            except VouchError as error:
                refused.append((number, str(error)))
        return Taken(tuple(added), tuple(repeated), tuple(refused))

    def would_take(self, drafts: Sequence[Draft], audience: Audience) -> Taken:
        """What ``take`` would do, without doing it.

        The entries of ``added`` have no id, nor have those of ``repeated`` that are drafts of the
        same list.
        """
        added: list[Entry] = []
        repeated: list[tuple[int, Entry]] = []
        refused: list[tuple[int, str]] = []
        for number, draft in enumerate(drafts):
            try:
                made = Entry("", editing.clean(draft))
            except VouchError as error:
                refused.append((number, str(error)))
                continue
            known = self.repeats(draft.question, draft.product, audience)
            known = known or next((e for e in added if self._repeats(e.draft, draft)), None)
            if known is None:
                added.append(made)
            else:
                repeated.append((number, known))
        return Taken(tuple(added), tuple(repeated), tuple(refused))

    def _repeats(self, one: Draft, other: Draft) -> bool:
        return one.product.casefold() == other.product.casefold() and any(
            self.matcher.same(wording, other.question) for wording in Entry("", one).questions
        )

    def from_answer(self, record: str) -> Draft:
        """The draft that an answer given before makes; ``record`` is its id in the audit log.

        Raises ``NotFoundError`` where there is no such answer, or it was erased.
        """
        with self.records.read() as connection:
            row = audit.read(connection, record)
        answer = None if row is None else row["payload"].get("answer")
        if not isinstance(answer, dict):
            raise NotFoundError(f"there is no answer {record}; `vouch ask --json` gives its record")
        return Draft(
            question=answer["question"],
            answer=answer["answer"],
            verdict=Verdict(answer["verdict"]) if answer["verdict"] else None,
            evidence=tuple(map(link_from_json, answer["citations"])),
            origin=f"answer {record}",
        )

    def link(self, document_id: str, quote: str) -> Link:
        """The link to a quote in the present version of a document.

        Raises ``NotFoundError`` where there is no such document or it does not say so.
        """
        with self.records.read() as connection:
            found = details(connection, document_id)
        start = found["text"].find(quote) if quote else -1
        if start < 0:
            raise NotFoundError(
                f"“{quote[:60]}” does not stand in “{found['title']}”; quote it word for word "
                f"(`vouch sources show {document_id} --text`)"
            )
        end = start + len(quote)
        return Link(document_id, found["number"], quote, start, end, found["title"])

    def near_duplicates(self) -> list[Overlap]:
        """Pairs of entries, draft or approved, that answer the same question."""
        return overlaps(self.index, self.matcher)

    def conflicts(self) -> list[Overlap]:
        """Pairs of approved entries that answer the same question differently."""
        return [
            pair
            for pair in self.near_duplicates()
            if pair.differing and pair.one.state is State.APPROVED is pair.other.state
        ]

    def nearest(self, question: str, most: int = 5) -> list[Near]:
        """The entries closest in meaning, for a person to look at: none is an answer by that."""
        return self.index.nearest(question, most, LEAST_CLOSENESS, lambda _: True)
