"""A third collection, also made afterwards: the outlines of forms in wide use, texts of our own."""

from tests.ingest.questionnaires.kit import Case, Form, case, drop_down, questions, statements

__all__ = ["CASES"]

CASES: dict[str, Case] = {}
_ODD = (
    "Will you comply with our information security policy?",
    "Number of customers in the education sector",
    "State the RTO and RPO of the service",
    "Data centre tier, if known",
    "Password length (minimum)",
    "SOC 2 Type II report available?",
    "Are staff background checked prior to employment? (Criminal, education, reference)",
    "In the last 3 years, have you had a security breach? If so, describe it.",
    "Encryption at rest: which algorithm and key length?",
    "Do you have a dedicated security team? N.B. shared teams count.",
    "With whom is data shared",
    "Has the DR plan been tested? When?",
    "Which of the following apply: ISO 27001, SOC 2, PCI DSS",
    "Can the customer export all data on exit?",
    "Provide a network diagram",
    "List all sub-processors, including country",
    "Support hours",
    "Is 24/7 monitoring in place?",
    "To what extent are logs retained?",
    "Have you ever failed an audit",
)


@case(
    CASES,
    "older cloud form: control text before the question, answers to tick under a merged header",
)
def _older_cloud_form(form: Form) -> None:
    sheet = form.sheet("CAIQ-like v3")
    form.section(sheet, 1, "Initiative Questionnaire v3", "A1:H1")
    form.head(
        sheet,
        2,
        "Control Domain",
        "Control ID",
        "Question ID",
        "Control Specification",
        "Consensus Assessment Questions",
        "Consensus Assessment Answers",
        "",
        "",
        "Notes",
    )
    sheet.merge_cells("F2:H2")
    for column, text in zip("FGH", ("Yes", "No", "Not Applicable"), strict=True):
        sheet[f"{column}3"] = text
    row = 4
    for control in range(1, 9):
        sheet[f"A{row}"] = f"Application Security\nControls {control}"
        sheet[f"B{row}"] = f"AIS-{control:02d}"
        sheet[f"D{row}"] = " ".join(statements(2, control))
        for part, text in enumerate(questions(2 + control % 3, control * 6), 1):
            sheet[f"C{row}"] = f"AIS-{control:02d}.{part}"
            form.ask(
                sheet,
                f"E{row}",
                text,
                ref=f"AIS-{control:02d}.{part}",
                marks=("Yes", "No", "Not Applicable", ""),
            )
            row += 1
    sheet[f"A{row + 1}"] = "© 2031 Somebody. You may download and print this form."


@case(
    CASES,
    "single long sheet: general rows, qualifiers, optional sections, merged answer cells, "
    "instructions between, bold titles as headers, analyst's columns, odd wordings",
)
def _long_sheet(form: Form) -> None:
    sheet = form.sheet("Full")
    form.section(sheet, 1, "Community Vendor Assessment - Full", "A1:F1")
    sheet["A2"] = "Date"
    sheet["A3"] = "HEADER: populated by the vendor. GNRL-01 through GNRL-08."
    sheet.merge_cells("A3:F3")
    form.head(sheet, 5, "General Information", "", "Vendor Answers")
    sheet.merge_cells("A5:B5")
    for row, text in enumerate(
        ("Vendor Name", "Product Name", "Web Link to Product Privacy Notice"), 6
    ):
        sheet[f"A{row}"] = f"GNRL-{row - 5:02d}"
        form.field(sheet, f"B{row}", text)
        sheet.merge_cells(f"C{row}:D{row}")
    form.section(sheet, 10, "Instructions", "A10:F10")
    sheet["A11"] = (
        "Step 1: Complete the Qualifiers section first. Step 2: Complete each section. "
        "Answer the questions in order from top to bottom; some are switched off."
    )
    sheet.merge_cells("A11:F11")
    row = 13
    for code, title, note in (
        (
            "QUAL",
            "Qualifiers",
            "Responses to these questions determine which others must be answered.",
        ),
        ("COMP", "Company Overview", ""),
        ("DOCU", "Documentation", ""),
        (
            "HIPA",
            "HIPAA - Optional based on QUALIFIER response.",
            "Complete only if you answered Yes to QUAL-01.",
        ),
    ):
        form.head(
            sheet,
            row,
            title,
            "",
            "Vendor Answers",
            "Additional Information",
            "Guidance",
            "Analyst Notes",
        )
        sheet.merge_cells(f"A{row}:B{row}")
        row += 1
        if note:
            sheet[f"A{row}"] = note
            sheet.merge_cells(f"A{row}:F{row}")
            row += 1
        texts = _ODD if code == "DOCU" else questions(8, row * 3)
        for number, text in enumerate(texts, 1):
            sheet[f"A{row}"] = f"{code}-{number:02d}"
            form.ask(sheet, f"B{row}", text)
            if number % 4:
                drop_down(sheet, f"C{row}", '"Yes,No"')
            else:
                sheet.merge_cells(f"C{row}:D{row}")
            row += 1
        row += 1


@case(
    CASES,
    "sections as sheets, question and answer rows between blank rows, no numbers, odd wordings",
)
def _sections_as_sheets(form: Form) -> None:
    for number, title in enumerate(
        ("Data protection", "Policies & standards", "Proactive security"), 1
    ):
        sheet = form.sheet(title)
        sheet["A1"] = title
        sheet["A2"] = "Please be as specific as you can."
        form.head(sheet, 3, "Question", "Answer", "Comments / links")
        row = 5
        for text in _ODD[number::2]:
            form.ask(sheet, f"A{row}", text)
            row += 2


@case(CASES, "odd wordings in a numbered list without any header or drop-down")
def _odd_bare(form: Form) -> None:
    sheet = form.sheet("Questions for vendor")
    form.rows(sheet, 1, _ODD, ids="{}.")


@case(
    CASES,
    "certification form: number, question, notes for applicants, answer type, answer; "
    "an example company filled in on a sheet of its own",
)
def _certification(form: Form) -> None:
    sheet = form.sheet("Question set")
    form.head(
        sheet,
        1,
        "Question No.",
        "Question",
        "Notes for applicants",
        "Answer type",
        "Your answer",
        "Assessor comment",
        "Assessor score",
    )
    row = 2
    for section in ("A1 Your organisation", "A2 Scope", "A4 Firewalls"):
        sheet[f"A{row}"] = section
        row += 1
        for number, text in enumerate(questions(5, row * 8), 1):
            sheet[f"A{row}"] = f"{section.split()[0]}.{number}"
            form.ask(sheet, f"B{row}", text, cells=(f"E{row}",))
            sheet[f"C{row}"], sheet[f"D{row}"] = "Tell us what applies to you.", "Notes"
            row += 1


@case(
    CASES, "controls of a standard with description, test procedure and vendor status; long cells"
)
def _standard(form: Form) -> None:
    sheet = form.sheet("Annex A")
    form.head(
        sheet,
        2,
        "Clause",
        "Title",
        "Control description",
        "Test procedure",
        "Status",
        "Justification for exclusion",
        "Evidence provided",
    )
    for number, text in enumerate(statements(20, 60), 1):
        row = number + 2
        sheet[f"A{row}"], sheet[f"B{row}"] = f"A.8.{number}", f"Topic {number}"
        form.ask(sheet, f"C{row}", text + " This holds for all sites of the organisation.")
        sheet[f"D{row}"] = "Inspect the records and interview the owner of the process."
    drop_down(sheet, "E3:E22", '"Implemented,Partially implemented,Planned,Not implemented,N/A"')


@case(
    CASES,
    "questions in rows of three: question, 'Response:' in the same column, blank; two boxes a row",
)
def _response_rows(form: Form) -> None:
    sheet = form.sheet("Questionnaire")
    row = 1
    for number, text in enumerate(_ODD[:10], 1):
        form.ask(sheet, f"B{row}", text)
        sheet[f"A{row}"] = number
        sheet[f"B{row + 1}"] = "Response:"
        row += 3


@case(
    CASES,
    "data protection annex: measures grouped, check box and free text, 'Other measures:' rows",
)
def _measures(form: Form) -> None:
    sheet = form.sheet("TOM")
    form.head(sheet, 1, "Maßnahme", "Umgesetzt (ja/nein)", "Erläuterung")
    row = 2
    for title in ("Zutrittskontrolle", "Zugangskontrolle"):
        form.section(sheet, row, title, f"A{row}:C{row}")
        for text in ("Alarmanlage", "Besucherbuch", "Chipkarten", "Videoüberwachung der Zugänge"):
            row += 1
            form.ask(sheet, f"A{row}", text)
        row += 1


@case(CASES, "answers in columns for each subsidiary, questions numbered with letters")
def _subsidiaries(form: Form) -> None:
    sheet = form.sheet("Group survey")
    form.head(sheet, 4, "Item", "Description of requirement", "Company A", "Company B", "Company C")
    row = 5
    for letter in "abcdefgh":
        sheet[f"A{row}"] = f"{letter})"
        form.ask(sheet, f"B{row}", statements(1, ord(letter))[0])
        row += 1
    drop_down(sheet, f"C5:E{row}", '"Yes,No"')


@case(
    CASES, "a survey's own sheets: pivot, raw data, charts; prior answers and change flags beside"
)
def _with_history(form: Form) -> None:
    sheet = form.sheet("2031 Assessment")
    form.head(
        sheet,
        1,
        "QID",
        "Question",
        "2030 Response",
        "2030 Comment",
        "2031 Response",
        "2031 Comment",
    )
    for number, text in enumerate(questions(10, 150), 1):
        row = number + 1
        sheet[f"A{row}"], sheet[f"C{row}"] = f"Q{number}", ("Yes", "No")[number % 2]
        sheet[f"D{row}"] = f"See report number {number} of that year."
        form.ask(sheet, f"B{row}", text, cells=(f"E{row}", f"F{row}"))
    pivot = form.sheet("Pivot")
    form.head(pivot, 3, "Row Labels", "Count of Question", "Sum of Score")
    for row in range(4, 9):
        pivot[f"A{row}"], pivot[f"B{row}"], pivot[f"C{row}"] = f"Domain {row}", row, row * 2
    raw = form.sheet("Assets")
    form.head(raw, 1, "Asset ID", "Asset", "Owner", "Location", "Comments")
    for row in range(2, 30):
        raw[f"A{row}"], raw[f"B{row}"], raw[f"C{row}"] = (
            f"AS-{row}",
            f"Server {row} of the shop",
            "IT",
        )
        raw[f"D{row}"] = "Berlin"
