"""What Prometheus reads: counts and times of requests, answers by status, and what the store holds.

Each app has a registry of its own, so that two in one process do not count for each other.
"""

import platform
from collections.abc import Iterator
from importlib.metadata import version

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api.service.core import Core
from kb.derived import lag
from kb.errors import VouchError
from kb.records.jobs import JobState
from kb.records.passages import count_live
from kb.records.service_schema import jobs
from kb.values import Status

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The figures of one service."""

    def __init__(self, core: Core) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        self._requests = Counter(
            "vouch_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "vouch_request_seconds",
            "Time a request took.",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._answers = Counter(
            "vouch_answers", "Answers given over HTTP.", ("status",), registry=self._registry
        )
        for status in Status:
            self._answers.labels(status.value)
        self.working = Gauge(
            "vouch_requests_in_progress", "Requests being worked on.", registry=self._registry
        )
        self._registry.register(_Held(core))

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request has ended."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def answered(self, status: Status) -> None:
        """A question was answered."""
        self._answers.labels(status.value).inc()

    def text(self) -> bytes:
        """All of them, as Prometheus reads them (text format 0.0.4)."""
        return generate_latest(self._registry)


class _Held(Collector):
    """What is read from the store when somebody asks."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def describe(self) -> Iterator[Metric]:
        """Nothing, so that registering reads no store."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The gauges; those that cannot be read now are left out, and ``vouch_store_up`` is 0."""
        about = GaugeMetricFamily("vouch_build_info", "Version.", labels=("version", "python"))
        about.add_metric((version("vouch-kb"), platform.python_version()), 1)
        yield about
        ready = self._core.state == "ready"
        yield GaugeMetricFamily("vouch_ready", "1 once model and indexes are warm.", value=ready)
        try:
            found = list(self._stored())
        except VouchError:
            found = []
        yield GaugeMetricFamily("vouch_store_up", "1 when the records answer.", value=bool(found))
        yield from found

    def _stored(self) -> Iterator[Metric]:
        base = self._core.base
        with base.records.read() as connection:
            passages = count_live(connection)
            query = sa.select(jobs.c.state, sa.func.count()).group_by(jobs.c.state)
            counted = {str(state): int(number) for state, number in connection.execute(query)}
        yield GaugeMetricFamily("vouch_passages", "Passages that can be found.", value=passages)
        held = GaugeMetricFamily("vouch_jobs", "Jobs in the records.", labels=("state",))
        for state in JobState:
            held.add_metric((state.value,), counted.get(state.value, 0))
        yield held
        if self._core.indexes_ready:
            behind = lag(base.lexical, base.records, base.model)
            yield GaugeMetricFamily(
                "vouch_index_lag",
                "Documents the word index is behind; -1 when it has to be built anew.",
                value=-1 if behind is None else behind,
            )
