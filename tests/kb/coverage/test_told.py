"""Frameworks whose controls only documents tell of."""

from pathlib import Path

import pytest

from ingest.intake import Options
from ingest.load import Loader
from kb.coverage.standards import Standards
from kb.knowledge_base import open_knowledge_base
from kb.settings import Settings
from kb.text.identifiers import find_identifiers, signs_of
from kb.values import Audience, Collection

TABLE = """# Crosswalk

| Criteria | Subject | Annex A |
| --- | --- | --- |
| CC3 | Risk assessment | A.5.7 |
| CC6.1 | Logical access security | A.5.15 |
| CC6.2 | Registering users | A.5.16 |
| CC8.1 | Change management | A.8.32 |

## Articles

Art. 30 asks for records. Art. 32(1) asks for security. Art. 33 asks for notice.
"""


def test_a_series_without_known_criteria_is_a_family_of_its_own(tmp_path: Path) -> None:
    paper = tmp_path / "crosswalk.md"
    paper.write_text(TABLE, encoding="utf-8")
    settings = Settings(home=tmp_path / "home", embedder="hashing")
    with open_knowledge_base(settings) as base, base.writing("test"):
        Loader(base, Options(Collection.REFERENCE, Audience.PUBLIC)).load([paper])
        found = Standards.read(base.records, Audience.PUBLIC)
    soc2 = found.find("soc2")
    families = {one.id: one.family for one in soc2.requirements}
    assert families == {"CC3": "CC3", "CC6.1": "CC6", "CC6.2": "CC6", "CC8.1": "CC8"}
    assert dict(soc2.families)["CC3"] == "Risk assessment"
    gdpr = {one.id: one.family for one in found.find("gdpr").requirements}
    assert gdpr == {"Art.30": "Art", "Art.32(1)": "Art.32", "Art.33": "Art"}


@pytest.mark.parametrize(
    "text",
    [
        "see CC6.1", "(A.5.15)", "Annex A 5.15", "AC-2 (1)", "PR.AA-01", "pr.aa", "Art. 32(1)(b)",
        "164.308(a)(5)", "Requirement 8.3.6", "PCI DSS 8.3", "CIS Control 5", "Recital 26", "PI1.2",
        "nothing of it", "version 5.15 of 2024", "TLS 1.3 and SOC 2", "ISO/IEC 27001:2022",
    ],
)  # fmt: skip
def test_a_text_with_a_control_has_its_signs(text: str) -> None:
    kinds = frozenset(("tsc", "iso_annex", "csf", "nist", "cfr", "pci", "cis", "article"))
    held = any(found.kind in kinds for found in find_identifiers(text))
    assert signs_of(kinds).search(text) or not held
    assert not signs_of(kinds).search("nothing of it")
