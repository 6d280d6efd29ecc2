"""Server-sent events, as the service and a proxy in front of it may send them."""

import json

import pytest

from vouch_client.events import Event, read_events


def test_events_are_read_with_comments_ids_and_many_lines() -> None:
    lines = [
        ": ping",
        "id: 7",
        "event: progress",
        'data: {"a":',
        "data: 1}",
        "",
        'data:{"b": 2}',
        "",
        "event: nothing",
        "",
    ]
    assert list(read_events(lines)) == [Event("progress", {"a": 1}), Event("message", {"b": 2})]


def test_an_event_that_was_cut_off_is_not_given() -> None:
    assert list(read_events(["event: answer", 'data: {"answer": "half'])) == []


def test_what_is_no_json_is_an_error() -> None:
    with pytest.raises(json.JSONDecodeError):
        list(read_events(["data: no", ""]))
