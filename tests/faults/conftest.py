"""How often a service is killed: ``pytest tests/faults --fault-kills 100 --fault-seed 7``."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.service.conftest import app, base, client
from tests.faults.disks import Disk, small_disk

__all__ = ["app", "base", "client"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fault-kills", type=int, default=8, help="how often a service is killed")
    parser.addoption("--fault-seed", type=int, default=1, help="what the moments are drawn from")


@pytest.fixture
def fault_kills(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--fault-kills", default=8))


@pytest.fixture
def fault_seed(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--fault-seed", default=1))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    place = tmp_path / "disk"
    place.mkdir()
    with small_disk(place) as found:
        if found is None:
            pytest.skip("this machine lets nobody mount a file system in a name space of their own")
        yield found
