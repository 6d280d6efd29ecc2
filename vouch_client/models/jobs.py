"""Long work."""

from typing import Any

from vouch_client.models.base import Page, Shape


class Job(Shape):
    """A piece of long work; ``done`` of ``total`` steps, ``total`` 0 while it is not known."""

    id: str
    kind: str
    state: str
    done: int = 0
    total: int = 0
    note: str = ""
    result: dict[str, Any] | None = None
    problem: str | None = None
    cancelling: bool = False
    actor: str = ""
    created_at: str = ""
    started_at: str | None = None
    finished_at: str | None = None

    @property
    def over(self) -> bool:
        """Whether it will not change any more by itself."""
        return bool(self.finished_at)


class JobPage(Page):
    """A page of the jobs, the latest first."""

    jobs: list[Job]
