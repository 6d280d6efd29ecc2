"""The first five minutes: load the bundled samples, ask two questions, say what to try next.

Run by ``make demo``. The data folder is ``.demo`` in the project, unless VOUCH_HOME is set.
"""

import os
import shlex
import sys
import time
from pathlib import Path

from kb.errors import VouchError

SAMPLES = Path(__file__).parent
LOADS = (
    ("company/internal", "policy", "internal"),
    ("company/nda", "policy", "nda"),
    ("company/public", "policy", "public"),
    ("reference", "reference", "public"),
)
QUESTIONS = (
    "Is ISAE 3000 equivalent to SOC 2?",
    "Do you enforce multi-factor authentication?",
)


def main() -> None:
    """Load, ask, and point on."""
    os.environ.setdefault("VOUCH_HOME", str(SAMPLES.parent / ".demo"))
    from api.cli.asking import show_answer
    from api.cli.output import knowledge_base, progress, short_path, tell
    from ingest.intake import Options
    from ingest.load import Loader
    from kb.values import Audience, Collection, Question

    began = time.monotonic()
    with knowledge_base() as base:
        tell("Loading Thistlewharf, a company that does not exist, and notes on the frameworks …")
        for folder, collection, audience in LOADS:
            options = Options(
                Collection(collection), Audience(audience), chunk_words=base.settings.chunk_words
            )
            with progress() as watcher:
                report = Loader(base, options, watcher).load([SAMPLES / folder])
            counts = ", ".join(f"{n} {status}" for status, n in report.counts.items() if n)
            tell(f"  {folder} as {collection}, for {audience} eyes: {counts}")
            for failed in report.failures:
                tell(f"  failed: {failed.path}: {failed.problem}")
        for text in QUESTIONS:
            print(f"\n> {text}\n")
            answer, _ = base.ask(Question(text))
            show_answer(answer)
    home = f"VOUCH_HOME={shlex.quote(short_path(os.environ['VOUCH_HOME']))}"
    vouch = f"{home} .venv/bin/vouch"
    print(
        f"""
Done in {time.monotonic() - began:.1f} s. Try next:

  {vouch} ask "May I keep customer data on my laptop?"
  {vouch} search "A.5.15" -k 3
  {vouch} sources list
  {home} make serve        (the chat page)

With your own documents (kept in ~/.vouch):

  .venv/bin/vouch ingest ~/policies
  .venv/bin/vouch ask "Do you encrypt backups?"
"""
    )


if __name__ == "__main__":
    try:
        main()
    except VouchError as error:
        sys.exit(f"vouch: {error}")
