"""Every operation of the description, with made-up requests that keep to it and that do not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
#: "Not now" is no fault of the service: it says so before the model and indexes are warm, say.
_NOT_NOW = 503


#: Ids that exist, by the name of the parameter in the path that takes them.
Known = Mapping[str, Sequence[str]]


@dataclass
class Outcome:
    """What came of the requests: how many, how they were answered, and what was wrong."""

    requests: int = 0
    operations: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    problems: dict[str, str] = field(default_factory=dict)

    def add(self, other: "Outcome") -> None:
        """Count ``other`` too."""
        self.requests += other.requests
        self.operations |= other.operations
        self.statuses += other.statuses
        self.problems |= other.problems


def fuzz(app: FastAPI, key: str, known: Known, *, examples: int, start: int = 0) -> Outcome:
    """``examples`` requests of each operation that keep to the description and as many that do
    not, by the holder of ``key`` (empty: by nobody).

    Every other request that keeps to it names something that is there: ``known`` has ids for the
    names of parameters.
    """
    schema = schemathesis.openapi.from_dict(_without_keys(app.openapi()))
    schema.app = app
    headers = {"X-API-Key": key} if key else {}
    outcome = Outcome()
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        label = f"{operation.method.upper()} {operation.path}"
        outcome.operations.add(label)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                strategy = operation.as_strategy(generation_mode=mode)
            except schemathesis.errors.InvalidSchema as error:
                outcome.problems[f"{label}: {error}"] = "the description"
                continue
            given_ids = known if mode is GenerationMode.POSITIVE else {}
            _send(strategy, headers, given_ids, label, outcome, examples, start)
    return outcome


def _send(
    strategy: st.SearchStrategy[Any],
    headers: dict[str, str],
    known: Known,
    label: str,
    outcome: Outcome,
    examples: int,
    start: int,
) -> None:
    @seed(start)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def send(case: Any) -> None:
        if outcome.requests % 2 == 0:
            for name in case.path_parameters or {}:
                if held := known.get(name):
                    case.path_parameters[name] = held[outcome.requests // 2 % len(held)]
        response = case.call(headers=headers)
        outcome.requests += 1
        outcome.statuses[response.status_code] += 1
        try:
            case.validate_response(response, checks=_CHECKS)
        except FailureGroup as error:
            told = f"{label}: {response.status_code} {type(error).__name__}: {_first(error)}"
            outcome.problems.setdefault(told, f"{case.as_curl_command()}\n{error}"[:3000])

    from hypothesis.errors import Unsatisfiable

    try:
        send()
    except Unsatisfiable:
        return  # nothing can be said that does not keep to it


def _without_keys(description: dict[str, Any]) -> dict[str, Any]:
    """The description without what it says of keys: else made-up keys are sent in their place."""
    made = deepcopy(description)
    made["components"].pop("securitySchemes", None)
    for methods in made["paths"].values():
        for operation in methods.values():
            operation.pop("security", None)
    return made


def _first(error: Any) -> str:
    said = getattr(error, "exceptions", None) or [error]
    return "; ".join(str(one).splitlines()[0] for one in said)[:200]
