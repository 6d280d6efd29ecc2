"""Reading replies, whole and while they are being written."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.answering.generated_reply import ClaimReader, ProposedClaim, ReplyError, parse_reply
from kb.values import Verdict

_CLAIMS = [
    {"passage": 1, "quote": 'He said "{claims: [" and left.', "sentence": "He left."},
    {"passage": 2, "quote": "naïve – ünïcode \\ }", "sentence": "[]"},
]
_TEXT = json.dumps({"claims": _CLAIMS, "verdict": "yes", "cannot_answer": None})


@given(st.lists(st.integers(0, len(_TEXT)), max_size=12))
def test_claims_are_read_wherever_the_reply_is_cut(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(_TEXT)]
    reader = ClaimReader()
    found = [
        claim
        for a, b in pairwise(edges)
        for claim in reader.feed(_TEXT[a:b])
    ]  # fmt: skip
    assert found == [ProposedClaim.model_validate(claim) for claim in _CLAIMS]


def test_a_claim_of_another_form_is_passed_over() -> None:
    text = (
        '{"claims": [{"passage": "x"}, {"passage": 3, "quote": "q", "sentence": "s"}], "x": [{}]}'
    )
    assert [claim.passage for claim in ClaimReader().feed(text)] == [3]


def test_a_whole_reply() -> None:
    reply = parse_reply(_TEXT)
    assert (len(reply.claims), reply.verdict, reply.cannot_answer) == (2, Verdict.YES, None)
    assert parse_reply(f"```json\n{_TEXT}\n```") == reply
    assert parse_reply('{"claims": [], "verdict": " Not applicable "}').verdict == "not_applicable"
    assert parse_reply('{"claims": [], "verdict": "none"}').verdict is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I cannot.", "not valid JSON"),
        ('{"claims": [{"passage": 0, "quote": "", "sentence": ""}]}', "claims.0.passage"),
        ("{}", "claims: field required"),
        ("[" * 50_000, "nested too deep"),
        ("x" * 70_000, "longer than"),
    ],
)
def test_what_is_wrong_with_a_reply_is_said(text: str, told: str) -> None:
    with pytest.raises(ReplyError, match=told):
        parse_reply(text)
