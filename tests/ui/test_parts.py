"""Small components."""

from datetime import UTC, datetime

from tests.ui.shapes import FOUL, read
from ui.parts import dates, downloads, states, table
from ui.registry import ENTRIES, seen_by
from ui.screens.ask import asking, history, welcome
from vouch_client.errors import ForbiddenError, KeyNeededError
from vouch_client.events import Event
from vouch_client.models import Conversation, Me

NOW = datetime(2026, 5, 31, 12, tzinfo=UTC)


def test_days_and_times_as_people_write_them() -> None:
    assert dates.day("2026-05-31") == "31 May 2026"
    assert dates.day("soon") == "soon"
    assert dates.day(None) == ""
    said = [
        dates.ago(at, NOW)
        for at in ("2026-05-31T11:59:40Z", "2026-05-31T11:20:00Z", "2026-05-31T02:00:00Z")
    ]
    assert said == ["just now", "40 min ago", "10 h ago"]
    assert dates.ago("2026-05-30T11:00:00.000Z", NOW) == "yesterday"
    assert dates.ago("2026-01-30T11:00:00.000Z", NOW) == "30 January 2026"
    groups = [dates.group_of(f"2026-05-{d}T23:00:00Z", NOW) for d in (31, 30, 26, 10)]
    assert groups == ["Today", "Yesterday", "This week", "Earlier"]


def test_a_file_name_is_no_path() -> None:
    assert downloads.safe_name("../../etc/passwd") == "passwd"
    assert downloads.safe_name('C:\\x\\a<b>"c.xlsx') == "a_b_c.xlsx"
    assert downloads.safe_name("..") == "download"


def test_errors_say_what_to_do_and_stay_text() -> None:
    assert FOUL in read(states.problem_html(FOUL, FOUL, FOUL))
    assert "vouch ui" in read(states.error_html(KeyNeededError(401, {}, None)))
    text = read(states.error_html(ForbiddenError(403, {"detail": "ask an admin"}, None)))
    assert "Ask an admin" in text


def test_a_table_names_itself_and_keeps_text() -> None:
    html = table.html(["Who", FOUL], [["a", "b"]], "People")
    assert FOUL in read(html)
    assert html.count("<tr") == 2


def test_chats_are_listed_by_day_with_the_current_one_marked() -> None:
    chats = tuple(
        Conversation(id=f"c{n}", title=FOUL, changed_at="2020-01-01T00:00:00Z", shared=n == 1)
        for n in range(2)
    )
    html = history.listing(chats, "c1")
    text = read(html)
    assert text.count(FOUL) == 2
    assert "Earlier" in text
    assert text.count("shared") == 1
    assert 'data-v-send="chat:c1" aria-current="page"' in html
    assert "No chat holds these words" in read(history.listing((), "", searched=True))


def test_the_first_sight_escapes_suggestions_and_counts_documents() -> None:
    html = welcome.html([FOUL], 3, {"policy": 2, "framework": 1, "reference": 0})
    text = read(html)
    assert FOUL in text
    assert "Answering from 3 documents: 2 our own policies, 1 standards." in text
    assert 'data-v-send="try:0"' in html


def test_an_answer_on_its_way_shows_what_is_known() -> None:
    progress = asking._Progress()
    assert "Looking through the documents" in read(progress.html())
    assert progress.take(Event("progress", {"message": FOUL}))
    assert progress.take(Event("passages", {"passages": [{"document": FOUL}] * 3}))
    assert progress.take(Event("sentence", {"text": FOUL}))
    assert not progress.take(Event("unknown", {}))
    assert read(progress.html()).count(FOUL) == 3


def test_roles_and_scopes_decide_which_pages_are_seen() -> None:
    admin = Me(name="a", role="admin", audience="internal")
    assert seen_by(admin) == list(ENTRIES)
    assert seen_by(None) == list(ENTRIES[:1])
    narrowed = Me(name="k", role="reader", audience="public", scopes=("tickets",))
    assert seen_by(narrowed) == []
    reader = Me(name="r", role="reader", audience="public")
    assert all(entry.role == "reader" for entry in seen_by(reader))


def test_every_page_can_be_drawn_and_has_an_address_of_its_own() -> None:
    from importlib import import_module

    for entry in ENTRIES:
        assert callable(import_module(f"ui.screens.{entry.module}").page)
    assert len({entry.path for entry in ENTRIES}) == len(ENTRIES)
