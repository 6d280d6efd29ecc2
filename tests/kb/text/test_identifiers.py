"""Identifiers in every common spelling, what is none, ancestors and ranges."""

import pytest

from kb.text.identifiers import ancestors, expand_range, find_identifiers, within
from tests.cost import bounded


def canonical(text: str) -> list[str]:
    return [found.canonical for found in find_identifiers(text)]


@pytest.mark.parametrize(
    ("written", "expected", "kind"),
    [
        ("CC6.1", "CC6.1", "tsc"),
        ("CC 6.1", "CC6.1", "tsc"),
        ("cc6.1", "CC6.1", "tsc"),
        ("CC6", "CC6", "tsc"),
        ("A1.2", "A1.2", "tsc"),
        ("PI1.4", "PI1.4", "tsc"),
        ("P4.2", "P4.2", "tsc"),
        ("A.5.15", "A.5.15", "iso_annex"),
        ("A 5.15", "A.5.15", "iso_annex"),
        ("A5.15", "A.5.15", "iso_annex"),
        ("a.5.15", "A.5.15", "iso_annex"),
        ("Annex A 5.15", "A.5.15", "iso_annex"),
        ("Annex A.5.15", "A.5.15", "iso_annex"),
        ("A.12.6.1", "A.12.6.1", "iso_annex"),
        ("A.8", "A.8", "iso_annex"),
        ("164.308(a)(5)(ii)(B)", "164.308(a)(5)(ii)(B)", "cfr"),
        ("164.308(a)(5)(ii)(b)", "164.308(a)(5)(ii)(B)", "cfr"),
        ("§164.308(a)(5)", "164.308(a)(5)", "cfr"),
        ("§ 164.308 (a) (5)", "164.308(a)(5)", "cfr"),
        ("45 CFR 164.308", "164.308", "cfr"),
        ("45 C.F.R. § 164.312(a)(1)", "164.312(a)(1)", "cfr"),
        ("16 CFR 314.4(c)", "314.4(c)", "cfr"),
        ("Art. 32", "Art.32", "article"),
        ("Article 32(1)(b)", "Art.32(1)(b)", "article"),
        ("GDPR Art 32", "Art.32", "article"),
        ("Article 32.1.b", "Art.32(1)(b)", "article"),
        ("Recital 83", "Recital83", "article"),
        ("AC-2", "AC-2", "nist"),
        ("AC‑2", "AC-2", "nist"),
        ("AC-02", "AC-2", "nist"),
        ("AC-2(1)", "AC-2(1)", "nist"),
        ("AC-2 (1)", "AC-2(1)", "nist"),
        ("ac-2.1", "AC-2(1)", "nist"),
        ("AC-2a", "AC-2(a)", "nist"),
        ("PR.AA-01", "PR.AA-01", "csf"),
        ("pr.aa-01", "PR.AA-01", "csf"),
        ("PR.AC-1", "PR.AC-1", "csf"),
        ("PR.AA", "PR.AA", "csf"),
        ("Req. 8.3.6", "Req.8.3.6", "pci"),
        ("Requirement 8.3", "Req.8.3", "pci"),
        ("PCI DSS 8.3.6", "Req.8.3.6", "pci"),
        ("PCI DSS 4.0.1", "PCIDSS4.0.1", "standard"),
        ("PCI DSS v4.0", "PCIDSS4.0", "standard"),
        ("SSAE 18", "SSAE18", "standard"),
        ("SSAE-18", "SSAE18", "standard"),
        ("SSAE No. 18", "SSAE18", "standard"),
        ("ISAE 3402", "ISAE3402", "standard"),
        ("AT-C section 205", "AT-C205", "standard"),
        ("ISO/IEC 27001:2022", "ISO27001:2022", "standard"),
        ("ISO 27001", "ISO27001", "standard"),
        ("ISO27001-2013", "ISO27001:2013", "standard"),
        ("27001:2013", "ISO27001:2013", "standard"),
        ("NIST SP 800-53 Rev. 5", "SP800-53r5", "standard"),
        ("800-171r2", "SP800-171r2", "standard"),
        ("FIPS 140-2", "FIPS140-2", "standard"),
        ("NIST CSF 2.0", "CSF2.0", "standard"),
        ("CIS Control 5.3", "CIS5.3", "cis"),
        ("SOC 2", "SOC2", "report"),
        ("SOC2", "SOC2", "report"),
        ("SOC-2", "SOC2", "report"),
        ("Type II", "TypeII", "report_type"),
        ("Type 2", "TypeII", "report_type"),
        ("type 1", "TypeI", "report_type"),
        ("CVE-2021-44228", "CVE-2021-44228", "cve"),
        ("TLS 1.2", "TLS1.2", "version"),
        ("ISP-04", "ISP-04", "document"),
        ("SEC-POL-012", "SEC-POL-012", "document"),
        ("18.8.2", "18.8.2", "section"),
        ("4.2", "4.2", "section"),
        ("Section 4.2(a)", "4.2(a)", "section"),
        ("Clause 7", "7", "section"),
        ("10.2.1.1", "10.2.1.1", "section"),
    ],
)
def test_one_spelling_stands_for_all(written: str, expected: str, kind: str) -> None:
    for text in (written, f"see {written}, and more", f"({written})", f"per {written}."):
        found = [(i.canonical, i.kind) for i in find_identifiers(text)]
        assert (expected, kind) in found, text
        assert len(found) == 1, found


@pytest.mark.parametrize(
    "text",
    [
        "on 12.05.2024 it",
        "2024.05.12",
        "2024-05-12",
        "host 10.0.0.1",
        "10.1.2.3/24",
        "192.168.1.1",
        "8.8.8.8",
        "$4.20",
        "EUR 4.20",
        "1,234.50",
        "3.14 million",
        "99.9%",
        "99.95 percent",
        "A 5 minute break",
        "A 5.5 hour outage",
        "version 4.2",
        "CVSS 9.8",
        "1-800-555-1234",
        "SHA-256 and AES-256",
        "COVID-19",
        "UTF-8",
        "the type I use",
        "Requirement 5 days before",
        "id.am the",
        "Q4-2023",
        "MAY-12",
        "abcAC-2x",
        "",
        "nothing here",
    ],
)
def test_what_is_no_identifier(text: str) -> None:
    assert canonical(text) == []


def test_an_article_and_a_number_are_no_annex_control() -> None:
    assert [i.kind for i in find_identifiers("a 5.15 increase")] == ["section"]


def test_a_standard_and_its_requirement_are_two() -> None:
    assert canonical("PCI DSS v4.0 Requirement 12") == ["PCIDSS4.0", "Req.12"]
    assert canonical("SOC 2 Type 2") == ["SOC2", "TypeII"]


def test_type_one_in_lower_case_counts_behind_a_report() -> None:
    assert canonical("soc 2 type i report") == ["SOC2", "TypeI"]


def test_positions_and_order() -> None:
    text = "ISO 27001 A.5.15, CC 6.1 and §164.312(a)"
    found = find_identifiers(text)
    assert [text[i.start : i.end] for i in found] == [
        "ISO 27001",
        "A.5.15",
        "CC 6.1",
        "§164.312(a)",
    ]


def test_canonical_spelling_is_one_token_and_stable() -> None:
    for text in ("Art. 32 (1)", "Type II", "ISO/IEC 27001 : 2022", "CC 6.1", "AC-2 (1)"):
        (found,) = find_identifiers(text)
        assert not any(c.isspace() for c in found.canonical)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("164.308(a)(5)", ("164.308(a)", "164.308")),
        ("CC6.1", ("CC6",)),
        ("AC-2(1)", ("AC-2",)),
        ("A.5.15", ("A.5",)),
        ("A.12.6.1", ("A.12.6", "A.12")),
        ("PR.AA-01", ("PR.AA", "PR")),
        ("Req.8.3.6", ("Req.8.3", "Req.8")),
        ("Art.32(1)(b)", ("Art.32(1)", "Art.32")),
        ("ISO27001:2022", ("ISO27001",)),
        ("SP800-53r5", ("SP800-53",)),
        ("18.8.2", ("18.8", "18")),
        ("4.2(a)", ("4.2", "4")),
        ("SOC2", ()),
        ("ISP-04", ()),
        ("CVE-2021-44228", ()),
        ("164.308", ()),
        ("A.5", ()),
    ],
)
def test_ancestors(name: str, expected: tuple[str, ...]) -> None:
    assert ancestors(name) == expected


@pytest.mark.parametrize("dash", ["-", "–", "—", "‑", " – ", " to ", " through ", "..."])
def test_a_range_by_any_dash_or_word(dash: str) -> None:
    assert expand_range(f"A.5.19{dash}A.5.23") == [f"A.5.{n}" for n in range(19, 24)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A.5.19-23", [f"A.5.{n}" for n in range(19, 24)]),
        ("A.5.19–5.21", ["A.5.19", "A.5.20", "A.5.21"]),
        ("CC6.1 to CC6.3", ["CC6.1", "CC6.2", "CC6.3"]),
        ("CC6–CC8", ["CC6", "CC7", "CC8"]),
        ("Clauses 4 through 6", ["4", "5", "6"]),
        ("AC-2(1)-(3)", ["AC-2(1)", "AC-2(2)", "AC-2(3)"]),
        ("PR.AA-01 – PR.AA-03", ["PR.AA-01", "PR.AA-02", "PR.AA-03"]),
        ("164.308(a)(1)(i)-(iii)", [f"164.308(a)(1)({r})" for r in ("i", "ii", "iii")]),
        ("Art. 28(3)(a)–(c)", ["Art.28(3)(a)", "Art.28(3)(b)", "Art.28(3)(c)"]),
        ("Articles 15 to 17", ["Art.15", "Art.16", "Art.17"]),
        ("A.5.1–A.8.34", ["A.5.1", "A.8.34"]),
        ("CC1.1-CC1.2 and AC-1 to AC-2", ["CC1.1", "CC1.2", "AC-1", "AC-2"]),
        ("A.5.19 and A.5.23", []),
        ("AC-2 - 14 days", []),
        ("A.5.23–A.5.19", []),
        ("no range", []),
    ],
)
def test_expand_range(text: str, expected: list[str]) -> None:
    assert expand_range(text) == expected


@pytest.mark.parametrize(
    ("identifier", "range_text", "inside"),
    [
        ("A.5.20", "A.5.19–A.5.23", True),
        ("Annex A 5.20", "A.5.19–A.5.23", True),
        ("A.5.19", "A.5.19–A.5.23", True),
        ("A.5.24", "A.5.19–A.5.23", False),
        ("A.6.1", "A.5.1—A.8.34", True),
        ("4.2", "Clauses 4 through 10", True),
        ("10.2", "Clauses 4 through 10", True),
        ("11.1", "Clauses 4 through 10", False),
        ("A.5.1", "Clauses 4 through 10", False),
        ("AC-2(1)", "AC-2", True),
        ("AC-2", "AC-2(1)", False),
        ("164.308(a)(5)(ii)", "164.308(a)(1)-(8)", True),
        ("CC7.1", "CC6.1 to CC6.8", False),
        ("CC7.1", "CC6.1 to CC6.8, CC7.1", True),
    ],
)
def test_within(identifier: str, range_text: str, inside: bool) -> None:
    assert within(identifier, range_text) is inside


@pytest.mark.parametrize(
    "piece",
    ["(", "1.", "1", "A ", "A-", "A.5.", "ISO/IEC ", "§", "164.308(a)", " ", "CC 6", "AC-2("],
)
def test_time_is_linear_in_the_length(piece: str) -> None:
    with bounded():
        find_identifiers(piece * 250_000)
