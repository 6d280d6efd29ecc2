"""Random documents, audiences and askers: what is above the asker changes no byte."""

import os
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kb.knowledge_base import open_knowledge_base
from kb.values import Audience
from tests.kb.storing import settings as kb_settings
from tests.noninterference.compare import ASKERS, Case, unnamed_routes

CASES = int(os.environ.get("VOUCH_TEST_CASES", "3"))


@settings(
    max_examples=CASES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(st.integers(0, 2**32), st.sampled_from(ASKERS))
def test_what_is_above_the_asker_changes_no_byte(seed: int, asker: Audience) -> None:
    with TemporaryDirectory() as folder:
        case = Case(Random(seed), asker)
        assert not case.run(Path(folder)), f"seed {seed}"
        assert case.statuses[200] > 50, "too little is answered to show anything"


def test_every_route_has_its_requests(tmp_path: Path) -> None:
    with open_knowledge_base(kb_settings(tmp_path / "home")) as base:
        absent, stale = unnamed_routes(base)
    assert not absent, (
        f"add what is to be asked of {sorted(absent)} to tests/noninterference/requests.py, so "
        "that it is shown to say nothing of what its caller may not see"
    )
    assert not stale, f"tests/noninterference/requests.py names {sorted(stale)}, which is gone"
