"""A few made-up requests of every operation, by an admin, a reader, and nobody at all."""

import os
from collections.abc import Iterator

import pytest

from api.service.front.route_table import RouteTable
from tests.fuzz.fuzzing import fuzz
from tests.fuzz.service import Filled, filled

EXAMPLES = int(os.environ.get("VOUCH_TEST_EXAMPLES", "1"))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    with filled(tmp_path_factory.mktemp("fuzz") / "home") as made:
        yield made


@pytest.mark.parametrize(("asker", "answered"), [("nobody", 401), ("reader", 403), ("admin", 200)])
def test_made_up_requests_break_nothing(service: Filled, asker: str, answered: int) -> None:
    found = fuzz(service.app, service.askers[asker], service.known, examples=EXAMPLES)
    assert not found.problems
    assert not [status for status in found.statuses if status >= 500]
    assert found.requests >= len(found.operations)
    assert found.statuses[answered] > 0


def test_every_operation_is_tried(service: Filled) -> None:
    described = {
        (method.upper(), path)
        for path, methods in service.app.openapi()["paths"].items()
        for method in methods
    }
    routes = {(e.method, e.path) for e in RouteTable(service.app).entries if e.method != "HEAD"}
    assert routes - described == {("GET", "/v1/openapi.json")}


def test_every_operation_names_its_problems(service: Filled) -> None:
    description = service.app.openapi()
    problem = {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}
    assert "ProblemDetails" in description["components"]["schemas"]
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            said = operation["responses"]
            assert said["422"]["content"]["application/problem+json"] == problem, (method, path)
            assert ("401" in said) == (path != "/v1/health"), (method, path)
            if "requestBody" in operation:
                assert {"400", "413"} <= set(said), (method, path)
