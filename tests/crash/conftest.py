"""How often the writing process is killed: ``pytest tests/crash --kills 500 --kill-seed 7``."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=40, help="how often the writer is killed")
    parser.addoption("--kill-seed", type=int, default=1, help="what the moments are drawn from")


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--kills", default=40))


@pytest.fixture
def kill_seed(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--kill-seed", default=1))
