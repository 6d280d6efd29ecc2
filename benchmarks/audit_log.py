"""How long appending to the audit log and checking all of it take.

    .venv/bin/python -m benchmarks.audit_log [--rows 100000]

Rows hold a payload of the size of a usual answer. Most are written in bulk and given their leaves
as a migration does; then some are appended one by one, each in a transaction of its own.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from kb.audit.check import check
from kb.audit.checkpoints import inclusion, make
from kb.records import Records, audit, open_records
from kb.records.schema import audit as rows
from kb.records.schema import audit_sources
from kb.settings import Settings

_APPENDED = 500
_BATCH = 5_000
_QUOTE = "Backups of the production database are encrypted with AES-256 and kept for 35 days. "


def main() -> None:
    """Measure, and write the figures as one JSON line."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=100_000)
    count = asked.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), embedder="hashing")
        records = open_records(settings.records_url)
        seconds: dict[str, float] = {}
        _fill(records, count)
        with _timed(seconds, "backfill"), records.write() as connection:
            audit.backfill(connection)
        with _timed(seconds, "append"):
            for number in range(_APPENDED):
                with records.write() as connection:
                    last = audit.append(connection, "answer", _payload(number), sources=["d"])
        with _timed(seconds, "checkpoint"):
            make(records, settings)
        with _timed(seconds, "proof"), records.read() as connection:
            inclusion(connection, last)
        with _timed(seconds, "verify"):
            report = check(records, settings)
        assert not report.findings
        records.close()
    figures = {
        "rows": report.rows,
        "payload_bytes": len(json.dumps(_payload(0))),
        "append_ms": round(1000 * seconds["append"] / _APPENDED, 3),
        "checkpoint_ms": round(1000 * seconds["checkpoint"], 1),
        "proof_ms": round(1000 * seconds["proof"], 1),
        "backfill_s": round(seconds["backfill"], 1),
        "verify_s": round(seconds["verify"], 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    sys.stdout.write(json.dumps(figures) + "\n")


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - began


def _payload(number: int) -> dict[str, Any]:
    citation = {"document_id": "0e51780a814b95f3", "version": 1, "quote": _QUOTE, "start": number}
    answer: dict[str, Any] = {
        "question": f"How long are backups kept? ({number})",
        "answer": _QUOTE * 2,
    }
    answer |= {"status": "grounded", "confidence": 0.81, "citations": [citation] * 3}
    return {"answer": answer, "audience": "internal", "change": number, "passages": ["a.1.2"] * 40}


def _fill(records: Records, count: int) -> None:
    """Rows as an earlier version of Vouch left them, without leaves."""
    for at in range(0, count, _BATCH):
        made = [
            {
                "id": uuid.uuid4().hex,
                "at": "2026-01-01T00:00:00.000Z",
                "kind": "answer",
                "actor": "benchmark",
                "payload": _payload(number),
            }
            for number in range(at, min(at + _BATCH, count))
        ]
        named = [{"audit_id": row["id"], "document_id": "0e51780a814b95f3"} for row in made]
        with records.write() as connection:
            connection.execute(sa.insert(rows), made)
            connection.execute(sa.insert(audit_sources), named)


if __name__ == "__main__":
    main()
