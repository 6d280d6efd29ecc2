"""The suites by name, and an owner's own from a folder."""

from collections.abc import Iterator
from pathlib import Path

from evals.answers import mappings, mtrag
from evals.answers.gold import gold_suite
from evals.answers.values import EvalError, Load, Suite
from evals.cases import CASE_SETS, Split, load_cases
from kb.values import AUDIENCES, Audience, Collection

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLES = REPOSITORY / "samples"
CORPUS = REPOSITORY.parent / "shared" / "corpus"

#: Asked where none is named; the others take minutes.
USUAL = tuple(CASE_SETS)
NAMES = (*CASE_SETS, "mtrag", "mappings")

_COMPANY = (
    ("company/internal", Collection.POLICY, Audience.INTERNAL),
    ("company/nda", Collection.POLICY, Audience.NDA),
    ("company/public", Collection.POLICY, Audience.PUBLIC),
    ("reference", Collection.REFERENCE, Audience.PUBLIC),
)


def named(name: str, split: Split, corpus: Path, work: Path) -> Suite:
    """The suite of that name; ``work`` is for files made of a corpus.

    Raises ``EvalError`` or ``CaseError`` where there is none or its documents are not there.
    """
    if name == "mtrag":
        return mtrag.suite(corpus, work)
    if name == "mappings":
        return mappings.suite(corpus)
    if name not in CASE_SETS:
        raise EvalError(f"there is no suite {name!r}: use {', '.join(NAMES)}, or --set FOLDER")
    root = CASE_SETS[name].documents(SAMPLES, corpus)
    cases = load_cases(name, split)
    if name == "company":
        loads = tuple(Load(root / folder, kept, who) for folder, kept, who in _COMPANY)
    else:
        collection = Collection.REFERENCE if name == "articles" else Collection.POLICY
        loads = (Load(root, collection),)
    return gold_suite(cases, root, loads)


def own(folder: Path, split: Split, home: Path) -> Suite:
    """An owner's own set: ``folder`` holds ``dev.yaml``, and documents below folders that are named
    like a collection and, below those, if need be, like an audience (``policy/public/…``).

    A set without documents is asked of the data folder ``home``, which nothing is written to.
    """
    folder = folder.expanduser().resolve()
    cases = load_cases(folder.name, split, folder.parent)
    loads = tuple(_own_loads(folder))
    return gold_suite(cases, folder, loads, None if loads else home)


def _own_loads(folder: Path) -> Iterator[Load]:
    for collection in Collection:
        place = folder / collection.value
        if not place.is_dir():
            continue
        audiences = [a for a in AUDIENCES if (place / a.value).is_dir()]
        for audience in audiences:
            yield Load(place / audience.value, collection, audience)
        others = [p for p in sorted(place.iterdir()) if p.name not in set(AUDIENCES)]
        for other in others:
            yield Load(other, collection)
