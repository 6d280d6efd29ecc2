"""The steps that a store may have behind it, each for one audience."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from random import Random

from ingest.intake import Options as LoadOptions
from kb.errors import VouchError
from kb.library.entry import Draft
from kb.questionnaires.desk import Questionnaires
from kb.questionnaires.run import Options, State
from kb.records import files, jobs, purge, tickets
from kb.records.documents import document_id, remove
from kb.records.files import SeenFile
from kb.values import (
    AUDIENCES,
    Audience,
    Catalog,
    Collection,
    Control,
    Crosswalk,
    CrosswalkRow,
    Facts,
    Question,
    Relation,
    Verdict,
)
from tests.kb.questionnaires.forms import form, item
from tests.noninterference.loading import load
from tests.noninterference.words import QUESTIONS, paper, paragraph, sentence
from tests.noninterference.worlds import Step, World, key_of

_DATES = (None, None, date(2025, 1, 1), date(2099, 1, 1))


@dataclass
class Drawer:
    """Draws steps; whatever rests on a document is for no lower an audience than the document.
    ``everything``: a step of every kind, at least. ``audiences``: those drawn from."""

    drawn: Random
    everything: bool = False
    audiences: tuple[Audience, ...] = AUDIENCES
    documents: list[tuple[str, Audience, list[str]]] = field(default_factory=list)

    def steps(self, count: int) -> list[Step]:
        """``count`` documents, and about as much of everything else, in any order."""
        made = [self.document(number) for number in range(count)]
        others = (
            self.entry, self.entry, self.asked, self.questionnaire, self.ticket, self.job,
            self.failed, self.framework, self.crosswalk, self.talked, self.uploaded,
            self.reported,
        )  # fmt: skip
        picked = [*others] if self.everything else []
        picked += [self.drawn.choice(others) for _ in range(count - len(picked))]
        late = [one(number) for number, one in enumerate(picked)]
        self.drawn.shuffle(made)
        at = self.drawn.randint(len(made) // 2, len(made))
        return made[:at] + _mixed(self.drawn, made[at:], late)

    def level(self) -> Audience:
        """An audience."""
        return self.drawn.choice(self.audiences)

    def document(self, number: int) -> Step:
        """A document with its versions, the last for the fewest people; perhaps taken out again."""
        key, last = f"/kept/{number:02}.md", self.level()
        first = self.drawn.choice([a for a in self.audiences if last.covers(a)])
        collection = self.drawn.choice((Collection.POLICY, Collection.POLICY, Collection.REFERENCE))
        texts = [self._text() for _ in range(self.drawn.choice((1, 1, 2, 3)))]
        dates = [self.drawn.choice(_DATES) for _ in texts]
        end = self.drawn.choice(("kept", "kept", "kept", "removed", "purged"))
        if end == "kept":
            self.documents.append((key, last, texts[-1]))

        def act(world: World) -> None:
            for at, (text, until) in enumerate(zip(texts, dates, strict=True)):
                level = last if at == len(texts) - 1 else first
                facts = Facts(valid_until=until)
                load(world, key, text, level, collection, facts)
                if at == 0:
                    world.base.follow()
            if end != "kept":
                with world.base.records.write() as connection:
                    change = remove if end == "removed" else purge.purge
                    change(connection, document_id(key))

        return Step(f"{end} {collection.value} {key} ×{len(texts)}", last, act)

    def _text(self) -> list[str]:
        return [paragraph(self.drawn) for _ in range(self.drawn.randint(1, 3))]

    def entry(self, number: int) -> Step:
        """A library entry, perhaps signed, perhaps resting on a document for fewer people."""
        level, links = self.level(), []
        seen = level
        if self.documents and self.drawn.random() < 0.7:
            key, own, text = self.drawn.choice(self.documents)
            links = [(key, self.drawn.choice(text).split(". ")[0])]
            seen = level.joined(own)
        draft = Draft(
            self.drawn.choice(QUESTIONS),
            sentence(self.drawn),
            self.drawn.choice((None, Verdict.YES, Verdict.NO)),
            (self.drawn.choice(QUESTIONS),),
            owner=self.drawn.choice(("Ann", "Bo", "")),
            tags=(self.drawn.choice(("backup", "access")),),
            audience=level,
            valid_until=self.drawn.choice(_DATES),
        )
        end = self.drawn.choice(("draft", "approved", "approved", "retired"))

        def act(world: World) -> None:
            from dataclasses import replace

            library = world.base.library
            with suppress(VouchError):
                found = tuple(library.link(document_id(key), quote) for key, quote in links)
                made = library.add(replace(draft, evidence=found), "person:ann")
                world.made("entry", made.id)
                if end == "approved":
                    library.approve([made.id], "person:bo")
                elif end == "retired":
                    library.retire([made.id], "person:bo")

        return Step(f"{end} entry {number} for {level.value}", seen, act)

    def asked(self, number: int) -> Step:
        """A question that somebody asked, and the answer in the log."""
        level, text = self.level(), self.drawn.choice(QUESTIONS)

        def act(world: World) -> None:
            question = Question(text, audience=level)
            world.made("record", world.base.ask(question, actor="person:ann")[1])

        return Step(f"asked {number}", level, act)

    def questionnaire(self, number: int) -> Step:
        """A questionnaire, answered, partly signed, given back."""
        level = self.level()
        asked = [self.drawn.choice(QUESTIONS) for _ in range(3)]
        digest = self.drawn.choice("ab") * 64

        def act(world: World) -> None:
            desk = Questionnaires(world.base)
            rows = (item(at, text) for at, text in enumerate(asked, 1))
            given = form(*rows, digest=digest)
            run = desk.start(given, b"file", Options(audience=level), customer="A", by="person:ann")
            world.made("run", run.id)
            for row in desk.answer(run.id, "person:ann"):
                _sign(desk, run.id, row.number)
            desk.to_library(run.id, [1, 2, 3], "person:bo", level)
            desk.exported(run.id, "person:bo", target="x", written=1)

        return Step(f"questionnaire {number}", level, act)

    def ticket(self, number: int) -> Step:
        """A ticket of a tool."""
        level, tool = self.level(), self.drawn.choice(("jira", "zendesk", "api"))

        def act(world: World) -> None:
            with world.base.records.write() as connection:
                made = tickets.ensure(connection, tool, f"T-{number}", level)
                tickets.save(connection, made.id, "drafted", {"actor": "person:ann", "note": "x"})
                kept = tickets.put_file(connection, made.id, "given", "form.xlsx", b"x")
            world.made("ticket", made.id)
            world.made("ticket-file", str(getattr(kept, "id", kept)))

        return Step(f"ticket {number}", level, act)

    def job(self, number: int) -> Step:
        """A job that waits, or that has failed."""
        level, due = self.level(), self.drawn.choice(("", "2099-01-01"))
        args = {"staged": "0" * 32, "names": ["a.md"], "collection": "policy"}
        args |= {"audience": level.value, "sight": level.value}

        def act(world: World) -> None:
            with world.base.records.write() as connection:
                made = jobs.submit(
                    connection, "load", args, actor="person:ann", audience=level, due_at=due
                )
            world.made("job", made.id)

        return Step(f"job {number}", level, act)

    def failed(self, number: int) -> Step:
        """A file that could not be read."""
        level = self.level()
        signature = LoadOptions(Collection.POLICY, level).signature

        def act(world: World) -> None:
            seen = SeenFile(f"/kept/f{number}.pdf", 1, 1, "0" * 64, signature, "failed", "broken")
            with world.base.records.write() as connection:
                files.remember(connection, seen)

        return Step(f"failed file {number}", level, act)

    def framework(self, number: int) -> Step:
        """A catalogue of controls."""
        level, own = self.level(), self.drawn.choice(("iso27001-2022", "house-rules"))
        controls = tuple(Control(f"A.5.{at}", sentence(self.drawn)) for at in range(14, 18))

        def act(world: World) -> None:
            catalog = Catalog(own, own.replace("-", " ").title(), controls)
            said = [control.title for control in controls]
            load(world, f"/kept/c{number}", said, level, Collection.FRAMEWORK, catalog=catalog)

        return Step(f"catalogue {own}", level, act)

    def crosswalk(self, number: int) -> Step:
        """A mapping from one catalogue to another."""
        level = self.level()
        rows = tuple(
            CrosswalkRow(f"A.5.{at}", f"CC6.{self.drawn.randint(1, 4)}", Relation.RELATED, "n")
            for at in range(14, 18)
        )

        def act(world: World) -> None:
            made = Crosswalk(f"x{number}", "ISO to SOC", "iso27001-2022", "tsc-2017", rows, "us")
            said = [f"{row.source} is mapped to {row.target}." for row in rows]
            load(world, f"/kept/x{number}", said, level, Collection.FRAMEWORK, crosswalk=made)

        return Step(f"crosswalk {number}", level, act)

    def talked(self, number: int) -> Step:
        """What somebody did through the service: a search, a chat, a word on an answer."""
        level, text = self.level(), self.drawn.choice(QUESTIONS)

        def act(world: World) -> None:
            client = world.clients[key_of(level)]
            once = {"Idempotency-Key": "one"}
            given = client.post("/v1/ask", json={"question": text}, headers=once)
            record = given.json()["record"]
            world.made("record", record)
            client.post("/v1/search", json={"query": text})
            client.post("/v1/feedback", json={"record": record, "helpful": False})
            chat = client.post("/v1/conversations", json={"title": f"chat {number}"})
            identity = world.made("conversation", chat.json()["id"])
            client.post("/v1/ask", json={"question": text, "conversation": identity})
            client.patch(f"/v1/conversations/{identity}", json={"shared": True})

        return Step(f"talk {number}", level, act)

    def uploaded(self, number: int) -> Step:
        """A file that somebody uploaded, under a name that others use too."""
        level, name = self.level(), self.drawn.choice(("shared.md", "fresh.md"))
        said = paper(self.drawn)

        def act(world: World) -> None:
            world.clients[key_of(level)].post(
                "/v1/documents", data={"audience": level.value}, files={"file": (name, said)}
            )

        return Step(f"upload of {name} {number}", level, act)

    def reported(self, number: int) -> Step:
        """Reports that somebody asked for, and that were made."""
        level = self.level()

        def act(world: World) -> None:
            client = world.clients[key_of(level)]
            client.get("/v1/conflicts")
            client.get("/v1/coverage/iso27001-2022")
            client.get("/v1/suggestions")

        return Step(f"reports {number}", level, act)


def _sign(desk: Questionnaires, run: str, number: int) -> None:
    from kb.questionnaires.review import approve

    shown = next(row for row in desk.show(run).rows if row.number == number)
    if number == 1 and shown.state is State.DRAFTED:
        with suppress(VouchError):
            approve(desk.base.records, run, [number], "person:bo")


def _mixed(drawn: Random, one: list[Step], other: list[Step]) -> list[Step]:
    """Both in their order, shuffled into each other."""
    both: list[Step] = []
    rests = [list(one), list(other)]
    while any(rests):
        rest = drawn.choice([r for r in rests if r])
        both.append(rest.pop(0))
    return both
