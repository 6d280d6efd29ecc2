"""The JSON that others build on keeps its shape."""

import json
from dataclasses import replace
from datetime import date

from kb.contract import answer_json, citation_json, hit_json
from kb.values import (
    Answer,
    Audience,
    Citation,
    Collection,
    Conflict,
    ConflictValue,
    Passage,
    Question,
    Reason,
    Status,
    Verdict,
)

CITED = Citation(
    document="Backup policy",
    document_id="d1",
    version=2,
    heading=("Rules", "Backups"),
    page=3,
    quote="Backups are encrypted.",
    start=10,
    end=32,
    chunk_id="d1.2.0",
    collection="policy",
    source="/p.md",
    valid_until=date(2027, 5, 1),
)


def test_a_citation_says_what_is_quoted_and_where_it_stands() -> None:
    assert citation_json(CITED) == {
        "document": "Backup policy",
        "document_id": "d1",
        "version": 2,
        "heading": ["Rules", "Backups"],
        "page": 3,
        "quote": "Backups are encrypted.",
        "start": 10,
        "end": 32,
        "valid_until": "2027-05-01",
        "expired": False,
        "chunk_id": "d1.2.0",
        "collection": "policy",
        "source": "/p.md",
    }
    bare = citation_json(replace(CITED, page=None, valid_until=None))
    assert (bare["page"], bare["valid_until"]) == (None, None)


def test_a_grounded_answer() -> None:
    conflict = Conflict("retention", (ConflictValue("30 days", CITED),))
    answer = Answer(
        Question("Are backups encrypted?", id="q1"),
        Status.GROUNDED,
        "Backups are encrypted.",
        Verdict.YES,
        confidence=0.9,
        citations=(CITED,),
        conflicts=(conflict,),
        note="Out of date: x.",
        id="q1",
    )
    assert answer_json(answer) == {
        "id": "q1",
        "question": "Are backups encrypted?",
        "status": "grounded",
        "verdict": "yes",
        "answer": "Backups are encrypted.",
        "reason": None,
        "confidence": 0.9,
        "citations": [citation_json(CITED)],
        "conflicts": [
            {
                "topic": "retention",
                "values": [{"value": "30 days", "citation": citation_json(CITED)}],
            }
        ],
        "closest": [],
        "note": "Out of date: x.",
        "equivalence": None,
    }


def test_a_blank_answer_gives_its_reason_and_what_came_near() -> None:
    answer = Answer(Question("Why?"), Status.ABSTAINED, reason=Reason.NO_EVIDENCE, nearest=(CITED,))
    made = answer_json(answer)
    assert (made["status"], made["verdict"], made["reason"]) == ("abstained", None, "no_evidence")
    assert made["answer"] == ""
    assert made["citations"] == made["conflicts"] == []
    assert made["closest"] == [citation_json(CITED)]


def test_the_words_others_build_on() -> None:
    assert [s.value for s in Status] == ["approved", "grounded", "abstained"]
    assert [v.value for v in Verdict] == ["yes", "no", "partial", "not_applicable"]
    assert {r.value for r in Reason} == {
        "no_evidence",
        "value_missing",
        "sources_conflict",
        "needs_commitment",
        "ambiguous",
        "out_of_scope",
    }


def test_a_hit() -> None:
    passage = Passage(
        chunk_id="d1.2.0",
        document_id="d1",
        version=2,
        title="Backup policy",
        collection=Collection.POLICY,
        audience=Audience.NDA,
        text="Backups.",
        start=1,
        end=9,
        heading=("Rules",),
        page=None,
        context="",
        score=0.123456789,
        source="/p.md",
    )
    made = hit_json(passage)
    assert made == {
        "document": "Backup policy",
        "document_id": "d1",
        "version": 2,
        "external_id": None,
        "chunk_id": "d1.2.0",
        "score": 0.123457,
        "text": "Backups.",
        "heading": ["Rules"],
        "page": None,
        "start": 1,
        "end": 9,
        "collection": "policy",
        "audience": "nda",
        "source": "/p.md",
    }
    assert hit_json(replace(passage, external_id="r7"))["external_id"] == "r7"
    assert json.loads(json.dumps(made)) == made
