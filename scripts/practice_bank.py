"""Compile the bank of subjects: ``kb/data/practices/*.yaml`` into ``kb/data/practices.npz``.

With ``--check`` it only says whether the compiled bank is the one of the present files.
"""

import sys
from pathlib import Path

from kb.embedding.choice import make_embedder
from kb.practices.bank import load_bank
from kb.practices.compiled import compile_bank, load, save
from kb.settings import load_settings

OUT = Path(__file__).parent.parent / "kb" / "data" / "practices.npz"


def main() -> int:
    """Exit code 0 when done, 1 when a check finds another bank."""
    bank = load_bank()
    if "--check" in sys.argv:
        return int(not OUT.is_file() or load(OUT.read_bytes()).digest != bank.digest)
    compiled = compile_bank(bank, make_embedder(load_settings()))
    save(compiled, OUT)
    sys.stderr.write(f"{len(bank.subjects)} subjects, {len(compiled.texts)} texts\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
