"""Examples of answers, documents and jobs, by the name of their schema; see ``examples``."""

from typing import Any

Json = dict[str, Any]

QUOTE = "Backups are encrypted at rest with AES-256."
_DOCUMENT, _CHUNK, _SOURCE = "0e1861d6d85c31a4", "0e1861d6d85c31a4.2.4", "backup.md"
_RECORD = "3f42f5bbfa43415caae7d71297cc4e8d"
AT, LATER = "2026-11-23T07:23:41.414Z", "2026-11-23T07:23:42.593Z"
PAGE: Json = {"total": 1, "limit": 100, "offset": 0}
_TITLE = "Backup and Recovery Policy"
_CITATION: Json = {
    "document": _TITLE,
    "document_id": _DOCUMENT,
    "version": 2,
    "heading": ["5. Protection"],
    "page": None,
    "quote": QUOTE,
    "start": 1254,
    "end": 1297,
    "valid_until": "2027-05-17",
    "expired": False,
    "chunk_id": _CHUNK,
    "collection": "policy",
    "source": _SOURCE,
}
_OPENED: Json = {
    "document_id": _DOCUMENT,
    "title": _TITLE,
    "version": 2,
    "current": 2,
    "state": "live",
    "superseded_at": None,
    "characters": 5742,
    "from": 1235,
    "start": 1254,
    "end": 1297,
    "to": 1316,
    "before": "5. Protection\n\n5.1 ",
    "quote": QUOTE,
    "after": "\n\n5.2 Backups are",
    "blocks": [
        {"kind": "paragraph", "level": 0, "page": None, "start": 1250, "end": 1297, "header": []}
    ],
}
_FILE: Json = {
    "path": _SOURCE,
    "status": "loaded",
    "documents": 1,
    "passages": 13,
    "problem": None,
    "warnings": [],
}
_LOADED: Json = {
    "counts": {
        "loaded": 1,
        "changed": 0,
        "unchanged": 0,
        "duplicate": 0,
        "removed": 0,
        "skipped": 0,
        "failed": 0,
    },
    "documents": 1,
    "passages": 13,
    "document_ids": [_DOCUMENT],
    "files": [_FILE],
    "near_duplicates": [],
    "seconds": 1.85,
}
_JOB: Json = {
    "id": "9420122223644c58a99853ab97688e8a",
    "kind": "load",
    "state": "done",
    "done": 1,
    "total": 1,
    "note": "updating the indexes",
    "result": _LOADED,
    "problem": None,
    "cancelling": False,
    "actor": "key:loader",
    "created_at": AT,
    "started_at": AT,
    "finished_at": LATER,
}
_LINE: Json = {
    "id": _DOCUMENT,
    "title": _TITLE,
    "collection": "policy",
    "audience": "internal",
    "version": 2,
    "reference": "ISP-07",
    "owner": "Head of Platform",
    "label": "3.3",
    "effective": "2026-05-18",
    "review_by": "2027-05-17",
    "valid_until": None,
    "expired": False,
    "truncated": False,
    "incomplete": False,
    "passages": 13,
    "external_id": None,
    "source": _SOURCE,
    "changed_at": LATER,
}
_PIECE: Json = {"kind": "paragraph", "page": None, "start": 1254, "end": 1297, "text": QUOTE}

BODIES: dict[str, Json] = {
    "Health": {"status": "ok"},
    "Ready": {
        "status": "ready",
        "model": True,
        "indexes": True,
        "passages": 294,
        "problem": None,
        "warning": None,
    },
    "Answer": {
        "id": "q-1",
        "question": "Are backups encrypted at rest?",
        "status": "grounded",
        "verdict": "yes",
        "answer": QUOTE,
        "reason": None,
        "confidence": 0.786,
        "citations": [_CITATION],
        "conflicts": [],
        "closest": [],
        "note": "",
        "equivalence": None,
        "record": _RECORD,
        "seconds": 0.201,
        "controls": [],
    },
    "SearchResult": {
        "query": "encrypted backups",
        "hits": [
            {
                "document": _TITLE,
                "document_id": _DOCUMENT,
                "version": 2,
                "external_id": None,
                "chunk_id": _CHUNK,
                "score": 0.314,
                "text": f"5.1 {QUOTE}",
                "heading": ["5. Protection"],
                "page": None,
                "start": 1250,
                "end": 1297,
                "collection": "policy",
                "audience": "internal",
                "source": _SOURCE,
            }
        ],
        "seconds": 0.006,
    },
    "FeedbackList": {
        **PAGE,
        "feedback": [
            {
                "id": "4e694db83406471789774fd58ce39228",
                "record": _RECORD,
                "actor": "key:helpdesk",
                "helpful": False,
                "reason": None,
                "comment": "Which key length?",
                "at": LATER,
                "question": "Are backups encrypted at rest?",
                "answer": QUOTE,
                "status": "grounded",
                "abstained": None,
                "audience": "internal",
            }
        ],
    },
    "UnansweredList": {
        **PAGE,
        "reasons": {"out_of_scope": 2},
        "questions": [
            {
                "question": "Do you have a bug bounty?",
                "understood": "Do you have a bug bounty?",
                "count": 2,
                "askers": 1,
                "reason": "out_of_scope",
                "reasons": {"out_of_scope": 2},
                "audiences": ["nda"],
                "first_at": AT,
                "last_at": LATER,
                "record": _RECORD,
                "ask": "Head of Platform (owner of “Vulnerability Management Policy”)",
            }
        ],
    },
    "OpenedText": _OPENED,
    "OpenedPassage": {
        **_OPENED,
        "chunk_id": _CHUNK,
        "heading": ["5. Protection"],
        "page": None,
        "collection": "policy",
        "audience": "internal",
        "source": _SOURCE,
    },
    "ProblemList": {
        **PAGE,
        "problems": [
            {
                "path": "scan.pdf",
                "kind": "failed",
                "document_id": None,
                "title": None,
                "reasons": ["it is not a PDF, or it is damaged"],
                "at": AT,
            }
        ],
    },
    "DocumentList": {
        **PAGE,
        "collections": {"policy": 1, "framework": 0, "reference": 0, "answers": 0},
        "documents": [_LINE],
    },
    "DocumentDetail": {
        **_LINE,
        "state": "live",
        "current": 2,
        "status": "",
        "metadata": [["approver", "Chief Technology Officer"]],
        "characters": 5742,
        "loaded_at": LATER,
        "superseded_at": None,
        "history": [
            {"version": 1, "label": "3.2", "loaded_at": AT, "superseded_at": LATER},
            {"version": 2, "label": "3.3", "loaded_at": LATER, "superseded_at": None},
        ],
        "dropped": [],
        "warnings": [],
        "origins": [_SOURCE],
    },
    "Changes": {
        **PAGE,
        "document_id": _DOCUMENT,
        "from": 1,
        "to": 2,
        "facts": [],
        "counts": {"added": 1, "removed": 0, "changed": 0},
        "changes": [{"kind": "added", "from": None, "to": _PIECE}],
    },
    "Purged": {
        "erased": [
            {
                "document_id": _DOCUMENT,
                "versions": 2,
                "chunks": 26,
                "embeddings": 14,
                "answers": 1,
                "library": 0,
            }
        ],
        "searched_files": 23,
        "searched_bytes": 570_700,
        "samples": 4_875,
        "left": [],
    },
    "LoadReport": _LOADED,
    "JobLine": _JOB,
    "JobList": {**PAGE, "jobs": [_JOB]},
}
