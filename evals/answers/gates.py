"""Figures that may not get worse: ``evals/gates.yaml``.

A gate is a floor under what the present code reaches, or a ceiling. It is no goal: those stand
with the measures. ``dev`` and ``test`` hold for the halves of a set, ``sample`` for the part of the
dev half that the tests run.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from evals.answers.summary import Figure
from evals.answers.values import EvalError

FILE = Path(__file__).parents[1] / "gates.yaml"


class Gate(BaseModel):
    """What a figure must keep to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> "Gate":
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a gate has either at_least or at_most")
        return self

    def broken_by(self, value: float) -> bool:
        """Whether ``value`` does not keep to it."""
        if self.at_least is not None:
            return value < self.at_least
        return self.at_most is not None and value > self.at_most


@dataclass(frozen=True, slots=True)
class Broken:
    """A gate that was not kept; ``value`` is None where the figure was not measured."""

    name: str
    gate: Gate
    value: float | None

    def __str__(self) -> str:
        low = self.gate.at_least is not None
        bound = f"at least {self.gate.at_least:g}" if low else f"at most {self.gate.at_most:g}"
        found = "not measured" if self.value is None else f"{self.value:.3f}"
        return f"{self.name} is {found}, must be {bound}"


def load_gates(suite: str, part: str, file: Path = FILE) -> dict[str, Gate]:
    """The gates of a part of a suite by the name of the figure; none where there are none.

    Raises ``EvalError`` for a file that is not what it should be.
    """
    try:
        found: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
        gates = ((found or {}).get(suite) or {}).get(part) or {}
        return {name: Gate.model_validate(gate) for name, gate in gates.items()}
    except OSError as error:
        raise EvalError(f"{file} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, AttributeError, ValidationError) as error:
        raise EvalError(f"{file}: {error}") from error


def broken(gates: dict[str, Gate], figures: Sequence[Figure]) -> list[Broken]:
    """The gates that the figures do not keep."""
    values = {figure.measure.name: figure.interval.value for figure in figures}
    return [
        Broken(name, gate, values.get(name))
        for name, gate in gates.items()
        if name not in values or gate.broken_by(values[name])
    ]
