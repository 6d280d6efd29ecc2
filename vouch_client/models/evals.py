"""How good the answers were when they were measured last."""

from pydantic import Field

from vouch_client.models.base import Shape


class Goal(Shape):
    """What a figure should reach."""

    value: float
    at_most: bool = False


class Figure(Shape):
    """A measured figure with its 95 % interval."""

    name: str
    label: str
    meaning: str = ""
    headline: bool = False
    unit: str = "share"
    value: float
    low: float
    high: float
    hits: float = 0.0
    of: float = 0.0
    goal: Goal | None = None
    met: bool | None = None


class Interval(Shape):
    """A value and its 95 % interval."""

    value: float
    low: float
    high: float


class Group(Shape):
    """Correct answers of one kind of question."""

    name: str
    interval: Interval
    cases: int


class CurveStep(Shape):
    """Answers at least this sure: the share they are of all, and how many of them are right."""

    confidence: float
    coverage: float
    accuracy: float


class EvalRun(Shape):
    """The last run of a suite."""

    suite: str
    split: str = ""
    at: str
    cases: int = 0
    limit: int | None = None
    llm: str | None = None
    model: str = ""
    figures: tuple[Figure, ...] = ()
    groups: tuple[Group, ...] = ()
    confusion: dict[str, dict[str, int]] = Field(default_factory=dict)
    curve: tuple[CurveStep, ...] = ()
