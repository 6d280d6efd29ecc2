"""Vouch's side: ``python -m benchmarks.contestant_vouch ingest|search FOLDER HOME``."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.common import PeakMemory, processor_seconds
from benchmarks.workload import Workload, read_lines

K = 10


def ingest(work: Workload, home: Path) -> dict[str, Any]:
    """Load the passages as records and the documents as they come."""
    began = time.perf_counter()
    from ingest.intake import Options
    from ingest.load import Loader
    from kb.knowledge_base import open_knowledge_base
    from kb.settings import load_settings
    from kb.values import Collection

    imported = time.perf_counter()
    with open_knowledge_base(load_settings(home=home)) as base:
        records = Loader(base, Options(Collection.FRAMEWORK, split=False)).load([work.passages])
        documents = Loader(base, Options(Collection.POLICY)).load([work.documents])
    seconds = time.perf_counter() - imported
    chunks = records.chunks + documents.chunks
    failures = [f"{o.path}: {o.problem}" for o in (*records.failures, *documents.failures)]
    return {
        "import_s": imported - began,
        "ingest_s": seconds,
        "chunks": chunks,
        "failures": failures,
    }


def search(work: Workload, home: Path) -> dict[str, Any]:
    """Ask every question; a passage counts for its record."""
    began = time.perf_counter()
    from kb.knowledge_base import open_knowledge_base
    from kb.settings import load_settings
    from kb.values import SearchFilter

    questions = read_lines(work.questions)
    only = SearchFilter()
    rankings: dict[str, list[str]] = {}
    milliseconds = []
    with open_knowledge_base(load_settings(home=home)) as base:
        retriever = base.retriever()
        retriever.search("warm up", K, only)
        ready = time.perf_counter()
        for question in questions:
            start = time.perf_counter()
            hits = retriever.search(question["query"], K, only)
            milliseconds.append(1000 * (time.perf_counter() - start))
            names = (hit.external_id or hit.source for hit in hits)
            rankings[question["id"]] = list(dict.fromkeys(names))
    return {"ready_s": ready - began, "ms": milliseconds, "rankings": rankings}


def main(step: str, folder: str, home: str) -> None:
    """Do one step and write its figures as JSON."""
    with PeakMemory() as peak:
        found = (ingest if step == "ingest" else search)(Workload(Path(folder)), Path(home))
    found |= {"peak_mb": peak.megabytes, "cpu_s": processor_seconds()}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:4])
