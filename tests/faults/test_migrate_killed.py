"""`vouch migrate` is killed while it copies: the store in use is untouched, the new one is empty
or whole, and the command can be given again."""

import random
import subprocess
import threading
from pathlib import Path

import sqlalchemy as sa

from kb.knowledge_base import open_knowledge_base
from kb.records import open_records
from kb.records.schema import documents
from tests.faults.serving import VOUCH, Place
from tests.kb.storing import prepared, settings, store

_DOCUMENTS = 80


def test_a_killed_migration_is_done_again(tmp_path: Path, fault_seed: int) -> None:
    drawn = random.Random(fault_seed)
    place = Place(tmp_path / "home", tmp_path / "home")
    with open_knowledge_base(settings(place.home)) as base:
        texts = ([f"Rule {n}.{m} is kept." for m in range(10)] for n in range(_DOCUMENTS))
        store(base, *(prepared(f"d{n}", *parts) for n, parts in enumerate(texts)))
    outcomes = set()
    for number in range(3):
        target = f"sqlite:///{tmp_path / f'new-{number}.db'}"
        with subprocess.Popen(
            [*VOUCH, "migrate", "--to", target],
            env=place.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stderr is not None
            process.stderr.readline()  # the first table is told: it is copying
            timer = threading.Timer(drawn.random() * 0.1 * number, process.kill)
            timer.start()
            process.wait(30)
            timer.join()
        copied = count(target)
        assert copied in (0, _DOCUMENTS)
        outcomes.add(copied)
        if not copied:
            again = place.vouch("migrate", "--to", target)
            assert again.returncode == 0, again.stderr
            assert count(target) == _DOCUMENTS
    assert 0 in outcomes
    assert count(f"sqlite:///{place.home / 'vouch.db'}") == _DOCUMENTS
    place.check_sound()


def count(url: str) -> int:
    records = open_records(url)
    try:
        with records.read() as connection:
            query = sa.select(sa.func.count()).select_from(documents)
            return int(connection.execute(query).scalar_one())
    finally:
        records.close()
