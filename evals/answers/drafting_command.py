"""``python -m evals case ANSWER_ID --kind … --set FOLDER``: a past answer becomes a case."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.answers.drafting import Correction, append
from evals.answers.values import EvalError
from evals.cases import Kind
from kb.errors import VouchError
from kb.records import audit, open_records
from kb.settings import load_settings
from kb.values import Reason, Verdict

_ALTERNATIVES = "|"


def main(arguments: Sequence[str]) -> int:
    """Append the case; returns the exit code (2: it could not be done)."""
    options = _parser().parse_args(arguments)
    try:
        case = append(
            options.set, Kind(options.kind), answered(options.answer), _correction(options)
        )
    except VouchError as error:
        sys.stderr.write(f"evals: {error}\n")
        return 2
    sys.stdout.write(f"{case.id} added to {options.set / 'dev.yaml'}; check it before you use it\n")
    return 0


def answered(identity: str) -> dict[str, Any]:
    """What the audit log of the data folder in force holds of an answer.

    Raises ``EvalError`` where it holds no such answer.
    """
    settings = load_settings()
    records = open_records(settings.records_url)
    try:
        with records.read() as connection:
            row = audit.read(connection, identity)
    finally:
        records.close()
    payload = None if row is None or row["kind"] != "answer" else row["payload"]
    if not isinstance(payload, dict) or "answer" not in payload:
        raise EvalError(
            f"the audit log of {settings.home} holds no answer {identity}; "
            'vouch ask "…" --json gives it as "record"'
        )
    return payload


def _correction(options: argparse.Namespace) -> Correction:
    return Correction(
        verdict=options.verdict,
        answer=options.right_answer,
        reason=options.reason,
        must=tuple(tuple(p for p in m.split(_ALTERNATIVES) if p.strip()) for m in options.must),
        evidence=tuple((file, phrase) for file, phrase in options.evidence),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evals case",
        description="Turn a past answer of the data folder in force (VOUCH_HOME) into a case. "
        "Without a correction, the answer that was given is the right one.",
    )
    parser.add_argument("answer", metavar="ANSWER_ID", help='the "record" of vouch ask --json')
    parser.add_argument("--kind", required=True, choices=[k.value for k in Kind])
    parser.add_argument(
        "--set", required=True, type=Path, metavar="FOLDER", help="the own set; dev.yaml in it"
    )
    parser.add_argument("--right-verdict", dest="verdict", choices=[v.value for v in Verdict])
    parser.add_argument(
        "--right-answer",
        default="",
        metavar="TEXT",
        help="goes into the note; its figures are required of an answer unless --must is given",
    )
    parser.add_argument(
        "--right-reason",
        dest="reason",
        choices=[r.value for r in Reason],
        help="it should have been left blank, for this reason",
    )
    parser.add_argument(
        "--must",
        action="append",
        default=[],
        metavar="A|B",
        help="a right answer says A or B; may be repeated",
    )
    parser.add_argument(
        "--evidence",
        action="append",
        nargs=2,
        default=[],
        metavar=("FILE", "PHRASE"),
        help="what proves the right answer; by default what was cited. May be repeated",
    )
    return parser
