"""Coverage, crosswalks, disagreements, what is due, and what nobody could answer."""

from pydantic import Field

from vouch_client.models.answers import Citation, ConflictValue
from vouch_client.models.base import Page, Shape
from vouch_client.models.jobs import Job


class Framework(Shape):
    """A framework; ``origin``: catalogue, crosswalk, documents, or name where nothing but its name
    is known."""

    id: str
    name: str
    issuer: str = ""
    version: str = ""
    controls: int = 0
    families: int = 0
    origin: str = ""


class FrameworkPage(Page):
    """A page of the frameworks, those with controls first."""

    frameworks: list[Framework]


class ControlLine(Shape):
    """A control of a framework; its text is empty where only its number is known."""

    id: str
    title: str = ""
    text: str = ""
    family: str = ""


class ControlPage(Page):
    """A page of a framework's controls, in its own order."""

    framework: Framework
    controls: list[ControlLine]


class End(Shape):
    """One end of a crosswalk's row."""

    framework: str
    control: str


class Via(Shape):
    """A row of a crosswalk that evidence was found by."""

    from_: End = Field(alias="from")
    to: End
    relation: str
    source: str = ""


class Evidence(Shape):
    """A quote for a control: how it was found, and what it says of the practice."""

    found_by: str
    says: str
    confidence: float = 0.0
    citation: Citation
    via: tuple[Via, ...] = ()
    note: str = ""


class Control(Shape):
    """A control with its state and evidence; ``nearest`` comes near and shows nothing."""

    id: str
    title: str = ""
    family: str = ""
    state: str
    note: str = ""
    nearest: Citation | None = None
    evidence: tuple[Evidence, ...] = ()


class Family(Shape):
    """How the controls of a group stand: ``counts`` by state."""

    id: str
    title: str = ""
    counts: dict[str, int] = Field(default_factory=dict)


class CoverageReport(Shape):
    """A framework's coverage; ``controls`` is a page of those asked for, ``total`` of them."""

    framework: str
    name: str
    origin: str = Field("", alias="from")
    on: str = ""
    documents: int = 0
    counts: dict[str, int] = Field(default_factory=dict)
    families: tuple[Family, ...] = ()
    total: int = 0
    limit: int = 0
    offset: int = 0
    controls: tuple[Control, ...] = ()


class Coverage(Shape):
    """The last report; while it is not ``current``, ``job`` makes it anew."""

    current: bool
    made_at: str | None = None
    job: Job | None = None
    report: CoverageReport | None = None


class CrosswalkStep(Shape):
    """One row of a crosswalk, of those that an indirect way is made of."""

    from_framework: str
    from_: str = Field(alias="from")
    to_framework: str
    to: str
    relation: str
    source: str = ""


class CrosswalkRow(Shape):
    """Two controls. A way over a third framework is not ``direct`` and has no relation."""

    from_: str = Field(alias="from")
    to_framework: str
    to: str
    relation: str | None = None
    source: str | None = None
    direct: bool = True
    steps: tuple[CrosswalkStep, ...] = ()


class CrosswalkPage(Page):
    """A page of a crosswalk."""

    from_: Framework = Field(alias="from")
    to: Framework | None = None
    rows: list[CrosswalkRow]


class MatrixFamily(Shape):
    """A group of controls, and how many of them are mapped."""

    id: str
    title: str = ""
    controls: int = 0
    mapped: int = 0


class MatrixCell(Shape):
    """How many pairs of controls of two groups are mapped to each other."""

    from_: str = Field(alias="from")
    to: str
    pairs: int


class Matrix(Shape):
    """Two frameworks by their groups of controls; only cells with pairs are named."""

    from_: Framework = Field(alias="from")
    to: Framework
    from_families: tuple[MatrixFamily, ...] = ()
    to_families: tuple[MatrixFamily, ...] = ()
    cells: tuple[MatrixCell, ...] = ()
    pairs: int = 0


class Disagreement(Shape):
    """Documents that give different values for the same thing; ``why`` explains it if anything."""

    topic: str
    kind: str = ""
    confidence: float = 0.0
    why: str | None = None
    detail: str = ""
    values: tuple[ConflictValue, ...] = ()


class ConflictPage(Page):
    """A page of the last report on conflicts; while not ``current``, ``job`` makes it anew."""

    current: bool = True
    made_at: str | None = None
    job: Job | None = None
    on: str | None = None
    documents: int = 0
    statements: int = 0
    explained: int = 0
    conflicts: list[Disagreement]


class Due(Shape):
    """A document or an approved answer that somebody has to look at."""

    kind: str
    id: str
    title: str
    owner: str = ""
    audience: str = ""
    due: str | None = None
    overdue: bool = False
    reasons: tuple[str, ...] = ()


class DuePage(Page):
    """A page of what is due: what is overdue first, then by date."""

    counts: dict[str, int] = Field(default_factory=dict)
    overdue: int = 0
    due: list[Due]


class Unanswered(Shape):
    """A question that was left blank each time, however it was put; ``record`` is the last."""

    question: str
    understood: str = ""
    count: int = 1
    askers: int = 1
    reason: str = ""
    reasons: dict[str, int] = Field(default_factory=dict)
    audiences: tuple[str, ...] = ()
    first_at: str = ""
    last_at: str = ""
    record: str = ""
    ask: str = ""


class UnansweredPage(Page):
    """A page of what nobody could answer; ``reasons`` counts it all by reason."""

    reasons: dict[str, int] = Field(default_factory=dict)
    questions: list[Unanswered]
