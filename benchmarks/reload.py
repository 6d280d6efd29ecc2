"""How much less an unchanged folder costs than its first load. Run with Vouch's interpreter.

Loads a folder of generated Markdown documents, or ``--path``, into an empty knowledge base, and
loads it again: with nothing changed (in this process, and as ``vouch ingest`` in a new one, start
included), and with one file changed.
"""

import argparse
import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.common import WORK, run, tell
from benchmarks.texts import texts


def _documents(folder: Path, count: int) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    stream = texts(count * 8, 70)
    for number in range(count):
        sections = (f"## Section {at}\n\n{next(stream)}\n" for at in range(1, 9))
        text = f"# Document {number}\n\n" + "\n".join(sections)
        (folder / f"{number:04}.md").write_text(text, encoding="utf-8")
    return folder


def measure(home: Path, path: Path | None, count: int) -> dict[str, Any]:
    """Seconds of the first load, of an unchanged reload, and of one after one file changed."""
    from ingest.intake import Options
    from ingest.load import Loader
    from kb.knowledge_base import open_knowledge_base
    from kb.settings import load_settings

    own = path is None
    source = path or _documents(home.with_name(home.name + "-documents"), count)
    shutil.rmtree(home, ignore_errors=True)
    settings = load_settings(home=home)

    def load() -> tuple[float, int]:
        began = time.perf_counter()
        with open_knowledge_base(settings) as base:
            report = Loader(base, Options()).load([source])
        return time.perf_counter() - began, report.chunks_embedded

    tell("reload: first load")
    first, embedded = load()
    unchanged = min(load()[0] for _ in range(3))
    found = {
        "chunks": embedded,
        "first_s": round(first, 2),
        "unchanged_s": round(unchanged, 3),
        "times_faster": round(first / unchanged, 1),
    }
    command = [sys.executable, "-c", "from api.cli.main import run; run()", "ingest", str(source)]
    again = min(run(command, {"VOUCH_HOME": str(home)}).seconds for _ in range(3))
    found |= {"unchanged_command_s": round(again, 2), "command_times": round(first / again, 1)}
    if own:
        file = source / "0000.md"
        file.write_text(file.read_text(encoding="utf-8") + "\nOne more sentence.\n", "utf-8")
        changed, fresh = load()
        found |= {"one_changed_s": round(changed, 2), "one_changed_embedded": fresh}
    return found


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=WORK / "reload")
    parser.add_argument("--path", type=Path, help="a folder or file to load instead")
    parser.add_argument("--documents", type=int, default=250, help="how many to generate")
    options = parser.parse_args()
    print(json.dumps(measure(options.home.absolute(), options.path, options.documents)))


if __name__ == "__main__":
    main()
