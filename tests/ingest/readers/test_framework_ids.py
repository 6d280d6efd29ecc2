"""Ids under which catalogues and crosswalks of different makers meet."""

import pytest

from ingest.readers.framework_ids import control_id, framework_id


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("urn:maker:risk:framework:nist-csf-2.0", "nist-csf-2.0"),
        ("urn:maker:risk:framework:iso27001-2022", "iso27001-2022"),
        ("NIST CSF v2.0", "nist-csf-2.0"),
        ("NIST Cybersecurity Framework 1.1", "nist-csf-1.1"),
        ("ISO/IEC 27001:2022 - Information security", "iso27001-2022"),
        ("iso-27001-2013", "iso27001-2013"),
        ("ISO 27001", "iso27001"),
        ("NIST Special Publication 800-53 Revision 5.1.1: Controls", "nist-sp-800-53-rev5"),
        ("NIST_SP-800-53_rev5_catalog", "nist-sp-800-53-rev5"),
        ("ACME - A Control Made Everywhere - v1.2", "acme-v1.2"),
        ("House rules (2025)", "house-rules-2025"),
        ("…", "framework"),
    ],
)
def test_framework_id(name: str, expected: str) -> None:
    assert framework_id(name) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("ac-2.1", "AC-2(1)"),
        ("ac-2(1)", "AC-2(1)"),
        ("gv.oc-01", "GV.OC-01"),
        ("gv.oc", "GV.OC"),
        ("gv", "GV"),
        ("a.5.1", "A.5.1"),
        ("4.1", "4.1"),
        ("cc6.1", "CC6.1"),
        ("164.308(a)(1)", "164.308(a)(1)"),
        ("article-32", "Article 32"),
        ("node12", "node12"),
        ("req_4.1-x", "req_4.1-x"),
    ],
)
def test_control_id(raw: str, expected: str) -> None:
    assert control_id(raw) == expected
