"""Each tool's conversation from the first mail to the approved answer, against its double."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import openpyxl
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from kb.records import audit, ticket_outbox, tickets
from kb.records.schema import audit as audit_table
from tests.api.tickets.conftest import Tools, core_of, drain, send
from tests.stubs import jira, servicenow, zendesk

RECORD = "d" * 32
MAIL = (
    "Hi team,\n\nIs customer data encrypted at rest? Within how many hours do you report "
    "incidents to customers?\n\nBest\nAnn"
)
SECRET_QUESTION = "What is the jump host for administrators?"


@dataclass
class Talk:
    """A conversation in one tool, as a test speaks it."""

    tool: str
    hooks: TestClient
    app: FastAPI
    tools: Tools
    said: int = 0

    def _deliver(self, signed: tuple[bytes, dict[str, str]]) -> None:
        code, told = send(self.hooks, self.tool, signed)
        assert (code, told["taken"]) == (202, True), told
        drain(core_of(self.app))

    def open(self, text: str, subject: str = "Security") -> None:
        if self.tool == "jira":
            self._deliver(jira.signed(jira.created("SUP-1", subject, text), "open"))
        elif self.tool == "zendesk":
            self._deliver(zendesk.signed(zendesk.created("7", subject, text)))
        else:
            self._deliver(servicenow.signed(servicenow.opened(RECORD, subject, text), "open"))

    def comment(self, text: str, *, agent: bool = False, public: bool = True) -> None:
        """A comment of the customer, or of the agent who may approve."""
        self.said += 1
        number = str(self.said)
        if self.tool == "jira":
            author = jira.AGENT if agent else jira.CUSTOMER
            payload = jira.commented("SUP-1", number, text, author=author, public=public)
            self._deliver(jira.signed(payload, f"c{number}"))
        elif self.tool == "zendesk":
            author = zendesk.AGENT if agent else zendesk.CUSTOMER
            payload = zendesk.commented(
                "7", number, text, author=author, staff=agent, public=public
            )
            self._deliver(zendesk.signed(payload))
        else:
            author = servicenow.AGENT if agent else servicenow.CUSTOMER
            element = "comments" if public else "work_notes"
            payload = servicenow.commented(
                RECORD, f"{self.said:032x}", text, element=element, author=author
            )
            self._deliver(servicenow.signed(payload, f"c{number}"))

    def posted(self) -> list[tuple[bool, str]]:
        """What Vouch wrote: whether the customer sees it, and the text."""
        from api.tickets.jira import plain

        if self.tool == "jira":
            found = self.tools.jira.comments.get("SUP-1", [])
            return [(one["jsdPublic"], plain(one["body"]).strip()) for one in found]
        if self.tool == "zendesk":
            own = [
                one
                for one in self.tools.zendesk.comments.get("7", [])
                if one["author_id"] == int(zendesk.ACCOUNT)
            ]
            return [(one["public"], one["body"]) for one in own]
        return [
            (entry["element"] == "comments", entry["value"])
            for entry in self.tools.servicenow.journal
        ]

    def attach(self, name: str, data: bytes) -> None:
        if self.tool == "jira":
            self.tools.jira.attach_for_customer("SUP-1", name, data)
        elif self.tool == "zendesk":
            self.tools.zendesk.say_as_customer("7", "Please complete this.", {name: data})
        else:
            self.tools.servicenow.attach_for_customer(RECORD, name, data)

    def files(self) -> dict[str, tuple[bool, bytes]]:
        """Files by name: whether the customer sees them, and their bytes."""
        found: dict[str, tuple[bool, bytes]] = {}
        if self.tool == "jira":
            for one in self.tools.jira.attachments.get("SUP-1", []):
                shown = bool(one.get("public", True))
                found[one["filename"]] = (shown, self.tools.jira.contents[one["id"]])
        elif self.tool == "zendesk":
            for comment in self.tools.zendesk.comments.get("7", []):
                for one in comment["attachments"]:
                    data = self.tools.zendesk.contents[str(one["id"])]
                    found[one["file_name"]] = (comment["public"], data)
        else:
            for one in self.tools.servicenow.attachments:
                found[one["file_name"]] = (True, self.tools.servicenow.contents[one["sys_id"]])
        return found


@pytest.fixture(params=["jira", "zendesk", "servicenow"])
def talk(request: Any, hooks: TestClient, app: FastAPI, tools: Tools) -> Talk:
    return Talk(request.param, hooks, app, tools)


def shown_text(note: str) -> str:
    """The text between the lines of a draft."""
    return note.split("----------")[1].strip()


def test_from_the_first_mail_to_the_approved_answer(talk: Talk) -> None:
    talk.open(MAIL)
    ((public, note),) = talk.posted()
    assert not public
    assert note.startswith("Draft 1 by Vouch. The customer does not see this.")
    for words in ("1. Is customer data encrypted at rest?", "AES-256", "48 hours", "Sources:"):
        assert words in shown_text(note)

    talk.comment("Thank you!")
    assert len(talk.posted()) == 1

    talk.comment("approve", agent=True, public=False)
    said = talk.posted()
    assert len(said) == 2
    assert said[1][0]
    assert said[1][1].split() == shown_text(note).split(), "not exactly the text that was shown"

    talk.comment("approve", agent=True, public=False)
    talk.comment("approve 1", agent=True, public=False)
    assert len(talk.posted()) == 2, "an approved answer went out twice"


def test_a_customer_cannot_command(talk: Talk) -> None:
    talk.open(MAIL)

    for words in ("approve", "approve 1", "stop", "redo with: What is the jump host?"):
        talk.comment(words)

    assert [public for public, _ in talk.posted()] == [False] * len(talk.posted())
    assert "bastion" not in str(talk.posted())


def test_only_named_people_approve(talk: Talk) -> None:
    talk.open(MAIL)
    core = core_of(talk.app)
    own = getattr(talk.tools.settings, talk.tool).model_copy(update={"approvers": ()})
    changed = talk.tools.settings.model_copy(update={talk.tool: own})
    object.__setattr__(core.base.settings, "tickets", changed)

    talk.comment("approve", agent=True, public=False)

    said = talk.posted()
    assert [public for public, _ in said] == [False, False]
    assert f"VOUCH_TICKETS__{talk.tool.upper()}__APPROVERS" in said[1][1]


def test_redo_makes_another_draft_and_approve_must_say_which(talk: Talk) -> None:
    talk.open(MAIL)
    talk.comment("redo with: How is customer data encrypted at rest?", agent=True, public=False)
    notes = [text for public, text in talk.posted() if not public]
    assert notes[1].startswith("Draft 2 by Vouch.")
    assert 'Comment "approve 2"' in notes[1]

    talk.comment("approve", agent=True, public=False)
    assert "there are 2 drafts" in talk.posted()[-1][1]
    assert not any(public for public, _ in talk.posted())

    talk.comment("approve 2", agent=True, public=False)
    public = [text for shown, text in talk.posted() if shown]
    assert len(public) == 1
    assert public[0].split() == shown_text(notes[1]).split()


def test_stop_is_obeyed_until_redo(talk: Talk) -> None:
    talk.open("Thanks for the call.")
    talk.comment("stop", agent=True, public=False)

    talk.comment("Is customer data encrypted at rest?")
    assert talk.posted() == []

    talk.comment("redo with: Is customer data encrypted at rest?", agent=True, public=False)
    assert [public for public, _ in talk.posted()] == [False]


def test_a_follow_up_question_gets_its_own_draft(talk: Talk) -> None:
    talk.open("Is customer data encrypted at rest?")
    talk.comment("Thanks. And within how many hours do you report incidents to customers?")

    notes = [text for _, text in talk.posted()]
    assert len(notes) == 2
    assert "48 hours" in shown_text(notes[1])


def test_what_agents_say_is_not_answered(talk: Talk) -> None:
    talk.open("Thanks for the call.")
    talk.comment("Is customer data encrypted at rest?", agent=True, public=False)

    assert talk.posted() == []


def test_a_ticket_sees_no_more_than_its_audience(talk: Talk) -> None:
    talk.open(SECRET_QUESTION)

    ((_, note),) = talk.posted()
    assert "bastion" not in note
    assert "Not answered: " in note


def test_every_answer_has_its_row_in_the_audit_log(talk: Talk) -> None:
    talk.open(MAIL)
    talk.comment("approve", agent=True, public=False)
    core = core_of(talk.app)
    with core.base.records.read() as connection:
        (ticket,) = tickets.listing(connection)
        draft = next(
            one for one in ticket_outbox.of_ticket(connection, ticket.id) if one.kind == "draft"
        )
        rows = [audit.read(connection, record) for record in draft.content["records"]]
        kinds = [
            row.kind
            for row in connection.execute(audit_table.select())
            if row.actor == ticket.actor
        ]
    assert ticket.actor.startswith(f"ticket:{talk.tool}:")
    assert [row["actor"] for row in rows if row] == [ticket.actor] * 2
    assert sorted(set(kinds)) == ["answer", "ticket.approve", "ticket.draft"]


@pytest.fixture
def workbook(tmp_path: Any) -> Callable[[], bytes]:
    def make() -> bytes:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(["No", "Question", "Answer", "Comment"])
        sheet.append(["1", "Is customer data encrypted at rest?", None, None])
        sheet.append(["2", "Are incidents reported to customers within 48 hours?", None, None])
        sheet.append(["3", SECRET_QUESTION, None, None])
        sheet.append(["4", "Do you offer free lunch to visitors?", None, None])
        path = tmp_path / "made.xlsx"
        book.save(path)
        return bytes(path.read_bytes())

    return make


def test_an_attached_questionnaire_comes_back_filled(
    talk: Talk, workbook: Callable[[], bytes]
) -> None:
    talk.attach("vendor.xlsx", workbook())
    talk.open("Please complete the attached questionnaire.")

    ((public, note), *_) = talk.posted()
    assert not public
    assert "vendor (filled) 1.xlsx" in note
    assert "questions are answered" in note
    name = "vendor (filled) 1.xlsx"
    if talk.tool == "servicenow":
        assert name not in talk.files(), "ServiceNow cannot hold a file back"
    else:
        assert not talk.files()[name][0]

    talk.comment("approve", agent=True, public=False)

    shown, data = talk.files()[name]
    assert shown
    assert b"bastion" not in data
    import io

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    cells = [str(cell.value or "") for row in sheet.iter_rows(min_row=2) for cell in row[2:]]
    assert any("AES-256" in cell or cell == "Yes" for cell in cells)
    assert "bastion" not in " ".join(cells)


def test_a_file_without_questions_is_named(talk: Talk) -> None:
    talk.attach("notes.csv", b"a,b\n1,2\n")
    talk.open("Is customer data encrypted at rest?")

    ((_, note), *_) = talk.posted()
    assert "notes.csv" in note
    assert "AES-256" in note


def test_files_of_the_tool_are_filled_once(talk: Talk, workbook: Callable[[], bytes]) -> None:
    talk.attach("vendor.xlsx", workbook())
    talk.open("Please complete the attached questionnaire.")
    talk.comment("Is customer data encrypted at rest?")

    notes = [text for _, text in talk.posted() if text.startswith("Draft")]
    assert len(notes) == 2
    assert "filled" not in notes[1]


def test_zendesk_files_are_fetched_from_their_own_host_without_the_key(
    hooks: TestClient, app: FastAPI, tools: Tools, workbook: Callable[[], bytes]
) -> None:
    from urllib.parse import urlsplit

    tools.zendesk.files_url = tools.zendesk.url
    talk = Talk("zendesk", hooks, app, tools)
    talk.attach("vendor.xlsx", workbook())
    talk.open("Please complete the attached questionnaire.")
    assert "vendor (filled) 1.xlsx" in talk.posted()[0][1]

    tools.zendesk.files_url = f"http://localhost:{urlsplit(tools.zendesk.url).port}"
    tools.zendesk.say_as_customer("7", "x", {"other.xlsx": workbook()})
    talk.comment("See attached.")
    note = [text for _, text in talk.posted()][-1]
    assert "other.xlsx could not be fetched" in note
    assert "not on the list" in note or "only https" in note


def test_jira_without_a_service_desk_shows_drafts_to_a_role(
    hooks: TestClient, app: FastAPI, tools: Tools, workbook: Callable[[], bytes]
) -> None:
    tools.jira.service = False
    own = tools.settings.jira.model_copy(update={"service_desk": "", "internal_role": "Team"})
    changed = tools.settings.model_copy(update={"jira": own})
    object.__setattr__(core_of(app).base.settings, "tickets", changed)
    talk = Talk("jira", hooks, app, tools)
    talk.attach("vendor.xlsx", workbook())

    talk.open(MAIL)
    (made,) = tools.jira.comments["SUP-1"]
    assert made["visibility"] == {"type": "role", "value": "Team", "identifier": "Team"}
    assert "vendor (filled) 1.xlsx" not in talk.files()

    talk.comment("approve", agent=True)
    assert "visibility" not in tools.jira.comments["SUP-1"][1]
    assert "vendor (filled) 1.xlsx" in talk.files()
