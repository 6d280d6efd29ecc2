"""Builds the workbook of an invented customer: 120 rows about Thistlewharf, as customers send them.

``python samples/questionnaires/build.py [FILE]``; needs openpyxl. The questions are our own, and
the customer (Marram & Holt Pharma) does not exist.
"""

import datetime
import sys
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

TARGET = Path(__file__).with_name("marram-holt-supplier-assurance.xlsx")
DAY = datetime.datetime(2026, 11, 2, 9, 0)

COMPANY = [
    "Legal name of company",
    "Registered address",
    "Company website",
    "Name of person completing this form",
    "E-mail address",
    "Phone number",
    "Date completed",
    "Signature",
]

GOVERNANCE = {
    "1 Governance": [
        ("Do you have an information security policy approved by management?", ""),
        ("How often is the information security policy reviewed?", ""),
        ("Is there a named person responsible for information security?", ""),
        ("Do you hold a current ISO/IEC 27001 certificate?", "Attach the certificate."),
        ("If no, when do you expect to be certified?", ""),
        ("Do you have a SOC 2 Type II report?", ""),
        ("If yes, please describe its scope and period.", ""),
        ("Does the SOC 2 report cover every product and region we would use, Coldledger in the "
         "United States included?", ""),
        ("Do you keep a risk register?", ""),
        ("How often are risks assessed?", ""),
        ("Do you carry cyber insurance?", "State insurer and limit."),
        ("Do you have an internal audit programme for information security?", ""),
        ("Are exceptions to security policies documented and approved?", ""),
    ],
    "2 People": [
        ("Are background checks carried out on staff before they start?", "Where the law allows."),
        ("Do all employees sign a confidentiality agreement?", ""),
        ("Do staff receive security awareness training when they join?", ""),
        ("Frequency of refresher training?", ""),
        ("Do you run simulated phishing exercises?", ""),
        ("Is there a disciplinary process for breaches of security policy?", ""),
        ("Is access of leavers removed within 24 hours of their last working day?", ""),
        ("Do contractors receive the same training as employees?", ""),
        ("Is there a way for staff to report misconduct anonymously?", ""),
    ],
    "3 Suppliers": [
        ("Do you assess suppliers before they process customer data?", ""),
        ("How often are critical suppliers reassessed?", ""),
        ("Do you publish a list of subprocessors?", ""),
        ("How many subprocessors do you use?", ""),
        ("Are customers told before a new subprocessor is engaged?", ""),
    ],
}  # fmt: skip

CONTROLS = {
    "Access control": [
        "Multi-factor authentication is enforced for all employees.",
        "Multi-factor authentication is enforced for remote access to production.",
        "Text-message codes are not accepted as a second factor.",
        "Passwords have at least 14 characters.",
        "User access rights are reviewed at least every quarter.",
        "Access is granted on the principle of least privilege.",
        "Privileged access is granted for a limited time only.",
        "Every user has a unique account; shared accounts are not used.",
        "Single sign-on is used for business applications.",
        "Customers can sign in with SAML single sign-on.",
    ],
    "Encryption": [
        "Customer data is encrypted at rest with AES-256.",
        "Customer data is encrypted in transit with TLS 1.2 or later.",
        "Backups are encrypted.",
        "Encryption keys are rotated at least once a year.",
        "Customers can supply and manage their own encryption keys.",
        "Laptop disks are encrypted.",
    ],
    "Devices": [
        "Laptops lock automatically after 10 minutes.",
        "Mobile device management covers all laptops, contractors' laptops included.",
        "Anti-malware or endpoint detection runs on all laptops.",
        "Removable media is blocked.",
        "Data loss prevention is in place on all endpoints.",
    ],
    "Development": [
        "Code is reviewed by a second person before it is released.",
        "Production data is not used in test environments.",
        "Static code analysis runs on every change.",
        "Dependencies are scanned for known vulnerabilities.",
        "Development, test and production environments are separated.",
        "Changes to production are approved and recorded.",
        "A web application firewall protects all products.",
    ],
}

OPERATIONS = {
    "A. Vulnerability management": [
        ("Does a third party test Berth for penetration every year?", ""),
        ("When was the last penetration test of Coldledger?", ""),
        ("Has the mobile app been penetration tested?", ""),
        ("Are critical vulnerabilities in production fixed within 7 days?", ""),
        ("Do you run authenticated vulnerability scans?", ""),
        ("Do you run a paid bug bounty programme?", ""),
        ("Do you have a way for outsiders to report vulnerabilities?", ""),
    ],
    "B. Logging and monitoring": [
        ("Are security events logged centrally?", ""),
        ("How long are security logs kept?", ""),
        ("Do you operate a security operations centre around the clock?", ""),
        ("Are logs protected against alteration?", ""),
        ("Are administrators' actions logged?", ""),
    ],
    "C. Incidents": [
        ("Do you have a documented incident response plan?", ""),
        ("Is the plan tested?", "State how often."),
        ("Will you notify us of a breach of our data within 48 hours?", ""),
        ("Have you ever failed to notify a customer of a breach in time?", ""),
        ("Do you keep a record of incidents?", ""),
    ],
    "D. Backup and continuity": [
        ("Are backups taken at least daily?", ""),
        ("How long are backups kept?", ""),
        ("Are restores tested?", ""),
        ("Please describe how restores are tested.", ""),
        ("Are backups stored in a second region?", ""),
        ("Do you have a business continuity plan?", ""),
        ("What is the recovery time objective (RTO) for Berth?", ""),
        ("What is the recovery point objective (RPO) for Coldledger?", ""),
        ("Has a disaster recovery exercise been held in the US regions in the last 12 months?", ""),
        ("Do you operate without any single point of failure?", ""),
    ],
    "E. Physical security": [
        ("Are visitors to your offices registered and escorted?", ""),
        ("Do you operate your own data centres?", ""),
        ("Are hard copies destroyed securely?", ""),
    ],
}

PRIVACY = {
    "Personal data": [
        "Do you act as a processor for our personal data?",
        "Do you offer a data processing addendum?",
        "Have you appointed a Data Protection Officer?",
        "Where is our data stored? Can we choose the region, and is there support from outside it?",
        "Do you sell personal data?",
        "Is personal data deleted at the end of the contract?",
        "How do you help customers with requests of data subjects?",
        "Do you carry out data protection impact assessments?",
        "Do you transfer personal data outside the EEA?",
        "Do you sign business associate agreements (HIPAA)?",
    ],
    "Products": [
        "Is Coldledger available on premises?",
        "Do you hold FedRAMP authorisation?",
        "Is data of different customers logically separated?",
        "Do you use customer data to train AI models?",
        "What availability do you commit to for Berth?",
        "Will you accept unlimited liability for data breaches?",
        "How much does the premium support plan cost?",
        "Does Coldledger keep records that show every alteration?",
        "Can customers export their data at the end of the contract?",
        "Do you offer role-based access control in the product?",
    ],
}

MATURITY = [
    "Network segmentation between production and corporate networks",
    "Asset inventory",
    "A data classification scheme is in use.",
    "Secure disposal of equipment",
    "Changes to production are reviewed before they are released.",
    "Suppliers are assessed before they receive customer data.",
    "Security governance of AI tools",
]
LEGEND = "0 = not in place, 1 = planned, 3 = partially in place, 5 = fully in place"

_BOLD = Font(bold=True)
_HEAD = PatternFill("solid", fgColor="DDE6EE")
_WRAP = Alignment(wrap_text=True, vertical="top")


def _header(sheet: Worksheet, row: int, titles: list[str], widths: list[int]) -> None:
    for column, (title, width) in enumerate(zip(titles, widths), 1):
        cell = sheet.cell(row, column, title)
        cell.font, cell.fill, cell.alignment = _BOLD, _HEAD, _WRAP
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = f"A{row + 1}"


def _drop_down(sheet: Worksheet, formula: str, places: str) -> None:
    rule = DataValidation("list", formula1=formula, allow_blank=True, showErrorMessage=True)
    sheet.add_data_validation(rule)
    rule.add(places)


def _introduction(book: Workbook) -> None:
    sheet = book.active
    sheet.title = "Read me"
    for row, line in enumerate((
        "Marram & Holt Pharma: supplier assurance questionnaire",
        "Please complete every tab. Choose an answer from the list and explain it in the comment.",
        "Do not change the order of rows. Questions to: assurance@marram-holt.example",
    ), 2):  # fmt: skip
        sheet.cell(row, 2, line).font = Font(bold=row == 2)
    sheet.column_dimensions["B"].width = 90


def _lists(book: Workbook) -> None:
    sheet = book.create_sheet("Lists")
    for row, text in enumerate(
        ("Implemented", "Partially implemented", "Not implemented", "Not applicable"), 1
    ):
        sheet.cell(row, 1, text)
    sheet.sheet_state = "hidden"
    book.defined_names["ControlStatus"] = DefinedName("ControlStatus", attr_text="Lists!$A$1:$A$4")


def _company(book: Workbook) -> None:
    sheet = book.create_sheet("Company")
    _header(sheet, 2, ["No.", "Information requested", "Answer"], [6, 50, 60])
    for row, label in enumerate(COMPANY, 3):
        sheet.cell(row, 1, f"0.{row - 2}")
        sheet.cell(row, 2, label)


def _governance(book: Workbook) -> None:
    sheet = book.create_sheet("Governance")
    titles = ["Ref", "Question", "Guidance", "Response", "Comments", "Evidence reference"]
    _header(sheet, 3, titles, [8, 60, 24, 14, 60, 40])
    sheet["A1"] = "Governance, people and suppliers"
    row = 4
    for title, questions in GOVERNANCE.items():
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=6)
        sheet.cell(row, 1, title).font = _BOLD
        first = row + 1
        for number, (text, guidance) in enumerate(questions, 1):
            row += 1
            sheet.cell(row, 1, f"{title.split()[0]}.{number}")
            sheet.cell(row, 2, text).alignment = _WRAP
            sheet.cell(row, 3, guidance or None)
        _drop_down(sheet, '"Yes,No,Partially,N/A"', f"D{first}:D{row}")
        row += 1


def _controls(book: Workbook) -> None:
    sheet = book.create_sheet("Controls")
    _header(
        sheet,
        1,
        ["Control ID", "Domain", "Control statement", "Status", "Remarks"],
        [12, 18, 70, 22, 60],
    )
    row = 1
    for domain, statements in CONTROLS.items():
        for number, text in enumerate(statements, 1):
            row += 1
            sheet.cell(row, 1, f"{domain[:3].upper()}-{number:02}")
            sheet.cell(row, 2, domain)
            sheet.cell(row, 3, text).alignment = _WRAP
    _drop_down(sheet, "ControlStatus", f"D2:D{row}")


def _operations(book: Workbook) -> None:
    sheet = book.create_sheet("Operations")
    row = 1
    for title, questions in OPERATIONS.items():
        sheet.cell(row, 1, title).font = _BOLD
        row += 1
        _header(sheet, row, ["#", "Question", "Yes / No / Partial", "Details"], [6, 70, 18, 70])
        for number, (text, guidance) in enumerate(questions, 1):
            row += 1
            sheet.cell(row, 1, f"{title[0]}{number}")
            sheet.cell(row, 2, f"{text} {guidance}".strip()).alignment = _WRAP
            _drop_down(sheet, '"Yes,No,Partial"', f"C{row}")
        row += 2
    sheet.freeze_panes = None


def _privacy(book: Workbook) -> None:
    sheet = book.create_sheet("Privacy and products")
    _header(sheet, 2, ["Section", "Question", "Supplier response"], [20, 70, 90])
    row = 2
    for section, questions in PRIVACY.items():
        for number, text in enumerate(questions):
            row += 1
            sheet.cell(row, 1, section if number == 0 else None)
            sheet.cell(row, 2, text).alignment = _WRAP


def _maturity(book: Workbook) -> None:
    sheet = book.create_sheet("Maturity")
    _header(sheet, 2, ["ID", "Practice", "Guidance", "Rating", "Explanation"], [8, 60, 40, 12, 60])
    for row, text in enumerate(MATURITY, 3):
        sheet.cell(row, 1, f"M-{row - 2}")
        sheet.cell(row, 2, text)
        sheet.cell(row, 3, LEGEND)
    _drop_down(sheet, '"0,1,3,5"', f"D3:D{len(MATURITY) + 2}")


def build(target: Path = TARGET) -> int:
    """Write the workbook; returns how many rows ask something."""
    book = Workbook()
    book.properties.creator = "Marram & Holt Pharma (fiction)"
    book.properties.created = book.properties.modified = DAY
    for part in (
        _introduction,
        _company,
        _governance,
        _controls,
        _operations,
        _privacy,
        _maturity,
        _lists,
    ):
        part(book)
    book.save(target)
    asked = sum(
        len(q) for part in (GOVERNANCE, CONTROLS, OPERATIONS, PRIVACY) for q in part.values()
    )
    return asked + len(COMPANY) + len(MATURITY)


if __name__ == "__main__":
    print(build(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET))
