"""Keys in the records: a name stands for one live key, however many are made at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa

from kb.errors import RuleError
from kb.records import Records, keys
from kb.records.engine import now
from kb.records.keys import ApiKey
from kb.values import Audience

REFUSED = "there is a key named helpdesk already; revoke it, or take another name"
_AT_ONCE = 6


def key(number: int, name: str = "helpdesk") -> ApiKey:
    return ApiKey(f"{number:016x}", name, "reader", Audience.PUBLIC, (), now(), "local", "", "", "")


def made_at_once(records: Records) -> Counter[str]:
    """What came of making several keys of one name, all at the same time."""
    start = Barrier(_AT_ONCE)

    def make(number: int) -> str:
        start.wait(timeout=30)
        try:
            with records.write() as connection:
                keys.create(connection, key(number), f"{number:064x}")
        except RuleError as error:
            return str(error)
        return "made"

    with ThreadPoolExecutor(_AT_ONCE) as threads:
        return Counter(threads.map(make, range(_AT_ONCE)))


def test_of_keys_made_at_once_with_one_name_one_is_made(records: Records) -> None:
    assert made_at_once(records) == {"made": 1, REFUSED: _AT_ONCE - 1}
    with records.read() as connection:
        assert len(keys.listing(connection)) == 1


def test_a_name_is_free_again_once_its_key_is_revoked(records: Records) -> None:
    for number in (1, 2):
        with records.write() as connection:
            keys.create(connection, key(number), f"{number:064x}")
            keys.revoke(connection, f"{number:016x}", "local")
    with records.read() as connection:
        assert [one.live for one in keys.listing(connection)] == [False, False]


def test_a_server_with_another_default_of_isolation_changes_nothing(records: Records) -> None:
    if records.engine.dialect.name == "postgresql":
        with records.write() as connection:
            name = connection.execute(sa.text("SELECT current_database()")).scalar_one()
            stricter = "SET default_transaction_isolation TO 'repeatable read'"
            connection.execute(sa.text(f"ALTER DATABASE {name} {stricter}"))
        records.engine.dispose()
    assert made_at_once(records) == {"made": 1, REFUSED: _AT_ONCE - 1}
