"""The Settings page: keys and people, models, the threshold's effect, every setting."""

import json

from tests.ui.conftest import Running
from tests.ui.screens import caller, screen, shown
from ui import audiences, registry
from ui.parts import charts, figures
from ui.screens.settings import answers, keys, people, topics
from vouch_client.models import Key, Me, Person
from vouch_client.models.topics import Topic, TopicFound, TopicList

FOUL = "<script>alert(1)</script>"
SCREEN = "settings.page"


def me(role: str = "admin", audience: str = "internal", *scopes: str) -> Me:
    return Me(name="eva", actor="person:eva", role=role, audience=audience, scopes=scopes)


def test_only_an_admin_has_the_page() -> None:
    assert "Settings" in [entry.title for entry in registry.seen_by(me())]
    assert "Settings" not in [entry.title for entry in registry.seen_by(me("reviewer"))]
    assert "Settings" not in [entry.title for entry in registry.seen_by(me("admin", "nda", "ask"))]


def test_keys_are_text_and_an_ended_one_has_no_button() -> None:
    live = Key(id="aa11", name=FOUL, role="reader", audience="nda", created_by="key:x")
    over = live.model_copy(update={"id": "bb22", "live": False, "revoked_at": "2026-11-02"})
    html = keys.listing([live, over])
    assert "<script" not in html
    assert "revoke:aa11" in html
    assert "revoke:bb22" not in html
    assert "ended 2 November 2026" in html


def test_people_are_text_and_a_blocked_one_says_so() -> None:
    one = Person(id="cc33", handle="h", name=FOUL, role="reader", audience="nda")
    html = people.listing([one, one.model_copy(update={"blocked_at": "2026-11-02"})])
    assert "<script" not in html
    assert html.count("person:cc33") == 2
    assert html.count("kept out") == 1


def test_topics_are_text_and_each_can_be_changed() -> None:
    one = Topic(id=FOUL, ask=FOUL, words=(FOUL, "tea"), phrases=(FOUL,))
    html = topics.listing(TopicList(etag="e", topics=(one, one)))
    assert "<script" not in html
    assert "topic:1" in html
    assert "untopic:0" in html
    assert topics.result(TopicFound(id="a", ask="b", mark="c")) == "a: ask b. Marked by “c”."


def test_the_topics_are_shown_and_a_question_is_tried_on_them(service: Running) -> None:
    topic = Topic(id="parrots", ask="the zoo", words=("parrot*",))
    client = caller(service)
    client.topics.put(client.topics.list(), topic)
    page = screen(SCREEN, service)
    page.session_state["settings-part"] = "topics"
    html = shown(page.run())
    assert "Sales" in html
    assert "the zoo" in html
    assert page.button(key="restore-topics").label == "Back to the list that ships"
    page.text_input(key="topic-question").set_value("Do you keep parrots?").run()
    assert "parrots: ask the zoo. Marked by “parrots”." in shown(page)
    page.text_input(key="topic-question").set_value("Do you encrypt backups?").run()
    assert "No topic" in shown(page)


def test_nobody_gives_more_sight_than_they_have() -> None:
    assert audiences.seen(me(audience="nda")) == ["public", "nda"]
    assert audiences.seen(me()) == ["public", "nda", "internal"]
    both = audiences.seen(me(audience="nda:board+legal"))
    assert both == [
        "public", "nda", "public:board", "nda:board", "public:legal", "nda:legal",
        "public:board+legal", "nda:board+legal",
    ]  # fmt: skip
    assert audiences.said(both[-1]) == "Under NDA · board, legal"


def test_without_a_measurement_the_threshold_says_how_to_make_one(service: Running) -> None:
    page = screen(SCREEN, service)
    page.session_state["settings-part"] = "answers"
    html = shown(page.run())
    assert '<code class="v-code">vouch eval</code>' in html
    assert "the documents&#x27; own sentences" in html
    assert not page.slider


def test_the_threshold_shows_what_was_measured(service: Running) -> None:
    folder = service.base.settings.home / "evals" / "reports"
    folder.mkdir(parents=True)
    (folder / "company-dev.json").write_text(json.dumps(run()), encoding="utf-8")
    page = screen(SCREEN, service)
    page.session_state["settings-part"] = "answers"
    html = shown(page.run())
    assert "At 0.50: 60 % of questions answered, 75 % of those rightly." in html
    page.slider[0].set_value(0.8).run()
    html = shown(page)
    assert "At 0.80: 20 % of questions answered, 100 % of those rightly." in html
    assert "Now: 60 % answered, 75 % rightly." in html


def test_a_threshold_above_every_answer_answers_nothing() -> None:
    steps = [figures.Step(0.9, 0.2, 1.0), figures.Step(0.5, 0.6, 0.75)]
    assert figures.at(steps, 0.95) is None
    assert figures.at(steps, 0.9) == steps[0]
    assert figures.at(steps, 0.4) == steps[1]
    assert "no question would be answered" in answers.effect(None, steps[1], 0.95)


def test_the_system_shows_its_settings_and_only_those_changed(service: Running) -> None:
    page = screen(SCREEN, service)
    page.session_state["settings-part"] = "system"
    html = shown(page.run())
    assert str(service.base.settings.home) in html
    assert "upload_bytes" in html
    page.toggle(key="settings-changed").set_value(True).run()
    html = shown(page)
    assert "embedder" in html
    assert "upload_bytes" not in html


def test_a_curve_is_drawn_where_it_was_measured() -> None:
    html = charts.curve([charts.Point(0.2, 1.0), charts.Point(0.6, 0.75)], "x", "y", name="said")
    assert 'style="left:60.00%;bottom:75.00%"' in html
    assert html.count("v-plot-dot") == 2
    assert 'aria-label="said"' in html


def run() -> dict[str, object]:
    """A result of ``vouch eval``, as far as the pages read it."""
    share = {"value": 0.6, "low": 0.5, "high": 0.7}
    figure = {
        **share,
        "name": "correct",
        "label": "Correct answers",
        "meaning": "of all cases",
        "headline": True,
        "unit": "share",
        "hits": 6.0,
        "of": 10.0,
        "goal": {"value": 0.85, "at_most": False},
        "met": False,
    }
    return {
        "format": 1,
        "suite": "company",
        "split": "dev",
        "at": "2026-11-02T09:14:10+00:00",
        "cases": 10,
        "passages": 12,
        "model": "hashing",
        "llm": None,
        "seconds": 1.0,
        "limit": None,
        "figures": [figure, {**figure, "name": "p50", "headline": False, "value": None}],
        "contestants": {},
        "groups": [{"name": "kind: fact", "interval": share, "cases": 10}],
        "confusion": {"yes": {"yes": 3, "no": 1}, "no": {"yes": 0, "no": 2}},
        "curve": [
            {"confidence": 0.9, "coverage": 0.2, "accuracy": 1.0},
            {"confidence": 0.55, "coverage": 0.6, "accuracy": 0.75},
        ],
        "rows": [],
    }
