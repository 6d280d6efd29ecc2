"""Vouch and LangChain's stock parts on the same files and questions, in one run.

Run it with the interpreter of the stock parts' environment (``make bench``); Vouch runs in its own
(``.venv``). Each step is a process of its own, so that neither's memory counts for the other.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from benchmarks.common import CORPUS, WORK, percentile, run_json, tell, vouch_python
from benchmarks.workload import Workload, build, read_lines

K = 10


def measure(corpus: Path, folder: Path, passages: int, questions: int) -> dict[str, Any]:
    """The figures of both. Raises ``FileNotFoundError`` where the data sets are missing."""
    work = build(corpus, folder / "workload", passages, questions)
    sides = {
        "Vouch": (vouch_python(), "benchmarks.contestant_vouch"),
        "LangChain stock parts": (sys.executable, "benchmarks.contestant_stock"),
    }
    found: dict[str, dict[str, Any]] = {name: {} for name in sides}
    for step in ("ingest", "search"):
        for name, (python, module) in sides.items():
            home = folder / module.rpartition("_")[2]
            if step == "ingest":
                shutil.rmtree(home, ignore_errors=True)
            tell(f"side by side: {name}, {step}")
            command = [python, "-m", module, step, str(work.folder), str(home)]
            found[name][step] = run_json(command)
    return {name: _figures(work, steps) for name, steps in found.items()}


def _figures(work: Workload, steps: dict[str, Any]) -> dict[str, Any]:
    ingest, search = steps["ingest"], steps["search"]
    recall, precision = quality(read_lines(work.questions), search["rankings"])
    return {
        "chunks": ingest["chunks"],
        "import_s": round(ingest["import_s"], 2),
        "ingest_s": round(ingest["ingest_s"], 1),
        "chunks_per_s": round(ingest["chunks"] / ingest["ingest_s"], 1),
        "ingest_cpu_s": round(ingest["cpu_s"], 1),
        "ingest_peak_mb": round(ingest["peak_mb"]),
        "ready_s": round(search["ready_s"], 2),
        "search_ms_p50": round(percentile(search["ms"], 0.5), 1),
        "search_ms_p95": round(percentile(search["ms"], 0.95), 1),
        "search_cpu_s": round(search["cpu_s"], 1),
        "search_peak_mb": round(search["peak_mb"]),
        "R@10": round(recall, 4),
        "MAP@10": round(precision, 4),
        "failures": ingest.get("failures", []),
    }


def quality(questions: list[dict[str, Any]], rankings: dict[str, list[str]]) -> tuple[float, float]:
    """Recall and mean average precision of the first ten, as trec_eval defines them."""
    recalls, precisions = [], []
    for question in questions:
        wanted = set(question["relevant"])
        hits, total = 0, 0.0
        for place, name in enumerate(rankings[question["id"]][:K], start=1):
            if name in wanted:
                hits += 1
                total += hits / place
        recalls.append(hits / len(wanted))
        precisions.append(total / len(wanted))
    return sum(recalls) / len(recalls), sum(precisions) / len(precisions)


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--work", type=Path, default=WORK / "side_by_side")
    parser.add_argument("--passages", type=int, default=4_000)
    parser.add_argument("--questions", type=int, default=300)
    options = parser.parse_args()
    found = measure(options.corpus, options.work, options.passages, options.questions)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
