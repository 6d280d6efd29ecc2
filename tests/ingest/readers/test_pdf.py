from datetime import date
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import ListFlowable, PageBreak, Table

from ingest.chunking import chunk
from ingest.limits import Limits
from ingest.readers import pdf, pdf_pages
from kb.errors import LimitError, UnreadableError
from kb.values import BlockKind, Document
from tests.ingest.badpdfs import BAD_PDFS
from tests.ingest.readers.pdfs import (
    GRID,
    body,
    build,
    cell,
    draw,
    heading,
    picture,
    prose,
    without_character_map,
)

LIMITS = Limits()
LONG = (
    "Every change to the register is reviewed by a second person before it takes effect, and the "
    "review is kept with the change for as long as the register itself is kept. "
)


def read(path: Path, limits: Limits = LIMITS) -> Document:
    (document,) = pdf.read(path, limits)
    return document


def texts(document: Document, kind: BlockKind) -> list[str]:
    return [block.text for block in document.blocks if block.kind is kind]


def test_headings_paragraphs_and_pages(tmp_path: Path) -> None:
    story = [
        heading("Backup Policy", 1),
        heading("1. Purpose", 2),
        body(LONG * 3),
        heading("1.1 Retention of copies", 3),
        body(LONG),
        PageBreak(),
        heading("2. Duties", 2),
        body("Short words."),
    ]
    document = read(build(tmp_path / "a.pdf", story))
    assert [(b.text, b.level, b.page) for b in document.blocks if b.kind is BlockKind.HEADING] == [
        ("Backup Policy", 1, 1),
        ("1. Purpose", 2, 1),
        ("1.1 Retention of copies", 3, 1),
        ("2. Duties", 2, 2),
    ]
    assert texts(document, BlockKind.PARAGRAPH) == [
        (LONG * 3).strip(),
        LONG.strip(),
        "Short words.",
    ]
    assert document.title == "Backup Policy"


def test_numbered_headings_of_one_style_nest_by_their_numbers(tmp_path: Path) -> None:
    story = [
        heading("3 Access", 2),
        body(LONG),
        heading("3.1 Joining", 2),
        body(LONG),
        heading("3.1.2 Contractors", 2),
        body(LONG),
        heading("4 Leaving", 2),
        body(LONG),
    ]
    document = read(build(tmp_path / "a.pdf", story))
    assert [b.level for b in document.blocks if b.kind is BlockKind.HEADING] == [1, 2, 3, 1]


def test_lists_lose_bullets_keep_ordinals_and_nest(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        prose(canvas, ["The desk keeps these rules in force at every one of its sites."], 72, 770)
        for at, (x, text) in enumerate(
            [
                (90, "• laptops are locked"),
                (110, "– also at lunch"),
                (90, "• badges are worn"),
                (90, "(a) visitors sign in"),
                (90, "(b) visitors sign out"),
            ]
        ):
            mark, _, rest = text.partition(" ")
            canvas.drawString(x, 740 - 14 * at, mark)
            canvas.drawString(x + 18, 740 - 14 * at, rest)

    document = read(draw(tmp_path / "a.pdf", page))
    assert [(b.text, b.level) for b in document.blocks if b.kind is BlockKind.LIST_ITEM] == [
        ("laptops are locked", 1),
        ("also at lunch", 2),
        ("badges are worn", 1),
        ("(a) visitors sign in", 1),
        ("(b) visitors sign out", 1),
    ]


def test_a_wrapped_list_item_is_one_block(tmp_path: Path) -> None:
    items = ListFlowable([body(LONG), body("Second.")], bulletType="bullet", start="●")
    document = read(build(tmp_path / "a.pdf", [body("These hold:"), items]))
    assert texts(document, BlockKind.LIST_ITEM) == [LONG.strip(), "Second."]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = [
        f"left {word} is part of the first column" for word in "one two three four five".split()
    ]
    right = [
        f"right {word} is part of the other side" for word in "one two three four five".split()
    ]

    def page(canvas: Canvas) -> None:
        prose(
            canvas,
            ["A line above both columns that reaches from one margin to the other."],
            72,
            780,
            14,
        )
        for at in range(5):  # drawn row by row, as some programs do
            prose(canvas, [left[at]], 72, 740 - 12 * at)
            prose(canvas, [right[at]], 310, 740 - 12 * at)

    text = read(draw(tmp_path / "a.pdf", page)).text
    places = [
        text.index(f"{side} {word}") for side in ("left", "right") for word in ("one", "five")
    ]
    assert places == sorted(places)
    assert text.index("A line above") < places[0]


def test_running_headers_footers_and_page_numbers_are_dropped_and_listed(tmp_path: Path) -> None:
    def edges(canvas: Canvas, template: object) -> None:
        canvas.drawString(72, 800, "Larkfield Ltd - Internal")
        canvas.drawString(72, 30, f"Page {canvas.getPageNumber()} of 3")

    story = [x for n in range(3) for x in (heading(f"Part {'ABC'[n]}"), body(LONG), PageBreak())]
    document = read(build(tmp_path / "a.pdf", story[:-1], edges))
    assert "Internal" not in document.text
    assert "Page 1" not in document.text
    reasons = {dropped.reason: dropped.text for dropped in document.dropped}
    assert reasons["running header"] == "Larkfield Ltd - Internal"
    assert reasons["page number"] == "Page 1 of 3\nPage 2 of 3\nPage 3 of 3"
    assert texts(document, BlockKind.HEADING) == ["Part A", "Part B", "Part C"]


def test_numbered_sections_that_open_every_page_are_no_running_header(tmp_path: Path) -> None:
    story = [
        part
        for number, word in ((3, "Lamps"), (8, "Doors"), (21, "Roofs"))
        for part in (heading(f"Article {number}"), body(f"{word} first. {LONG}"), PageBreak())
    ]
    document = read(build(tmp_path / "a.pdf", story[:-1], topMargin=30))
    assert texts(document, BlockKind.HEADING) == ["Article 3", "Article 8", "Article 21"]


def test_a_paragraph_over_a_page_break_is_one(tmp_path: Path) -> None:
    first = (
        "The custodian records each transfer of a key in the ledger of the vault and\nsends a copy"
    )
    lines = first.split("\n")
    lines[1] = lines[1] + " of that record to the archive in the town where the vault is and"

    def one(canvas: Canvas) -> None:
        prose(canvas, lines, 72, 100)

    def two(canvas: Canvas) -> None:
        prose(canvas, ["then waits for an answer."], 72, 770)

    document = read(draw(tmp_path / "a.pdf", one, two))
    assert len(document.blocks) == 1
    assert document.blocks[0].page == 1
    assert document.text.endswith("where the vault is and then waits for an answer.")


def test_hyphens_at_line_ends(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines = [
            "Any third party that works here is told of the rules by its own organi-",
            "sation, and the cross-border rules apply to each of them. A vendor is a third-",
            "party firm with a contract, and its transfers abroad count as cross-",
            "border transfers under the same rules as those of our own staff do.",
        ]
        prose(canvas, lines, 72, 700)

    text = read(draw(tmp_path / "a.pdf", page)).text
    assert "its own organisation, and" in text
    assert "a third-party firm" in text
    assert "as cross-border transfers" in text


def test_words_drawn_twice_count_once(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        x = 72.0
        canvas.setFont("Helvetica", 12)
        for letter in "Enforced everywhere":
            canvas.drawString(x, 700, letter)
            canvas.drawString(x + 0.3, 700, letter)
            x += canvas.stringWidth(letter, "Helvetica", 12)

    assert read(draw(tmp_path / "a.pdf", page)).text == "Enforced everywhere"


def test_document_control_table_and_properties_give_facts(tmp_path: Path) -> None:
    control = [["Owner", "Head of Vaults"], ["Version", "4.1"], ["Next review", "2027-03-01"]]
    story = [heading("Key Custody Standard"), Table(control, style=GRID), body(LONG)]
    document = read(build(tmp_path / "a.pdf", story, author="A. Writer"))
    assert document.facts.owner == "Head of Vaults"
    assert document.facts.version == "4.1"
    assert document.facts.review_by == date(2027, 3, 1)
    assert ("Author", "A. Writer") in document.facts.other
    assert "Owner\tHead of Vaults" in texts(document, BlockKind.TABLE_ROW)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("Vault Handbook", "Vault Handbook"),
        ("Microsoft Word - vault_v3.doc", "Keys and Vaults"),
        ("untitled", "Keys and Vaults"),
    ],
)
def test_title_from_properties_only_if_a_person_wrote_it(
    tmp_path: Path, own: str, expected: str
) -> None:
    path = build(tmp_path / "a.pdf", [heading("Keys and Vaults"), body(LONG)], title=own)
    assert read(path).title == expected


def test_title_from_the_file_name_at_last(tmp_path: Path) -> None:
    assert read(build(tmp_path / "vault_rules.pdf", [body(LONG)])).title == "vault rules"


def test_contents_are_dropped_and_listed(tmp_path: Path) -> None:
    entries = [
        body(f"{name} " + "." * 60 + f" {page}") for name, page in (("Scope", 2), ("Roles", 3))
    ]
    story = [heading("Contents"), *entries, PageBreak(), heading("Scope"), body(LONG)]
    document = read(build(tmp_path / "a.pdf", story))
    assert texts(document, BlockKind.HEADING) == ["Scope"]
    assert [dropped.reason for dropped in document.dropped] == ["table of contents"]
    assert "Roles" in document.dropped[0].text


def test_a_watermark_is_dropped_and_listed(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        prose(canvas, [LONG[:90]], 72, 700)
        canvas.saveState()
        canvas.translate(200, 300)
        canvas.rotate(45)
        canvas.drawString(0, 0, "DRAFT COPY")
        canvas.restoreState()

    document = read(draw(tmp_path / "a.pdf", page, page))
    assert "DRAFT" not in document.text
    assert [(d.text, d.reason) for d in document.dropped][-1] == (
        "DRAFT COPY",
        "watermark or slanted label",
    )


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_reads_like_any_other(tmp_path: Path, turn: int) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        width, height = A4
        canvas.saveState()
        if turn == 90:
            canvas.translate(width, 0)
        elif turn == 180:
            canvas.translate(width, height)
        else:
            canvas.translate(0, height)
        canvas.rotate(turn)
        prose(canvas, ["First line of a turned page.", "Second line of it."], 72, 400)
        canvas.restoreState()

    text = read(draw(tmp_path / "a.pdf", page)).text
    assert text == "First line of a turned page. Second line of it."


def test_a_font_without_a_character_map_is_still_read(tmp_path: Path) -> None:
    path = without_character_map(tmp_path / "a.pdf", "The vault (north) is locked")
    assert read(path).text == "The vault (north) is locked"


def test_filled_form_fields_are_read_where_they_stand(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        prose(canvas, ["Company name"], 72, 700)
        canvas.acroForm.textfield(
            name="company", value="Larkfield Ltd", x=200, y=695, width=200, height=16, fontSize=9
        )
        prose(canvas, ["Below the form."], 72, 600)

    text = read(draw(tmp_path / "a.pdf", page)).text
    assert text.split("\n\n") == ["Company name Larkfield Ltd", "Below the form."]


def test_encrypted_with_a_password(tmp_path: Path) -> None:
    path = draw(
        tmp_path / "a.pdf", lambda c: prose(c, ["x"], 72, 700), encrypt=StandardEncryption("s3cret")
    )
    with pytest.raises(UnreadableError, match="password"):
        read(path)


def test_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing of use")
    with pytest.raises(UnreadableError, match="damaged"):
        read(path)


def test_a_catalogue_without_pages_is_damaged_and_not_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    encrypted = draw(
        tmp_path / "b.pdf", lambda c: prose(c, ["x"], 72, 700), encrypt=StandardEncryption("s3cret")
    )
    path.write_bytes(BAD_PDFS["no-pages.pdf"]())

    for bad, message in ((encrypted, "password"), (path, "damaged")):  # pdfium keeps old errors
        with pytest.raises(UnreadableError, match=message):
            read(bad)


def test_scanned_pages_are_named(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        prose(canvas, ["Words."], 72, 700)

    document = read(draw(tmp_path / "a.pdf", page, picture, page, picture, picture))
    assert document.warnings == (
        "page 2 has no text (scanned image?)",
        "pages 4 to 5 have no text (scanned images?)",
    )


def test_a_scan_as_a_whole_is_refused_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="OCR"):
        read(draw(tmp_path / "a.pdf", picture))


def test_limits(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", *[lambda c: prose(c, ["Some words."], 72, 700)] * 3)
    with pytest.raises(LimitError, match="3 pages"):
        read(path, Limits(pages=2))
    with pytest.raises(LimitError, match="page 2"):
        read(path, Limits(characters=15))


def test_a_page_full_of_drawings_costs_little_and_says_so(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        prose(canvas, ["The words of the drawing."], 72, 820)
        for at in range(30_000):
            canvas.line(at % 500, at % 700, at % 500 + 5, at % 700)

    document = read(draw(tmp_path / "a.pdf", page))
    assert document.text == "The words of the drawing."
    assert "page 1 has more than 20000 drawing objects" in document.warnings[0]


def test_a_page_that_cannot_be_laid_out_keeps_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = draw(tmp_path / "a.pdf", *[lambda c: prose(c, ["Some words."], 72, 700)] * 2)
    calls: list[int] = []

    def fail(*args: object) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise ValueError

    monkeypatch.setattr(pdf_pages, "page_rulings", fail_on_second(fail))
    document = read(path)
    assert document.text.count("Some words.") == 2
    assert document.warnings == ("page 2 of 2 could not be laid out; its plain text was kept",)


def fail_on_second(fail):  # type: ignore[no-untyped-def]
    from ingest.readers.pdf_rulings import page_rulings

    def rulings(*args: object) -> object:
        fail()
        return page_rulings(*args)

    return rulings


def test_no_word_is_lost(tmp_path: Path) -> None:
    story = [
        heading("Register"),
        body(LONG * 2),
        Table(
            [["Item", "Place"], ["Lantern", cell("Upper shelf " * 9)]],
            style=GRID,
            colWidths=[90, 150],
        ),
        body(LONG),
    ]
    document = read(build(tmp_path / "a.pdf", story))
    everything = document.text + "".join(dropped.text for dropped in document.dropped)
    assert sorted(everything.split()) == sorted(
        ["Register", *(LONG * 3).split(), "Item", "Place", "Lantern", *["Upper", "shelf"] * 9]
    )


def test_the_number_of_a_clause_is_a_heading_above_its_name(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        prose(canvas, ["The law of Denmark governs these clauses and all their annexes."], 72, 700)
        prose(canvas, ["Clause 18"], 72, 660)
        canvas.setFont("Helvetica-Bold", 10)
        canvas.drawString(72, 630, "Choice of forum")
        canvas.setFont("Helvetica", 10)
        prose(canvas, ["Courts of Denmark decide any dispute that arises from them."], 72, 600)

    document = read(draw(tmp_path / "a.pdf", page))

    shape = [(block.kind.value, block.level, block.text) for block in document.blocks]
    assert shape[1:3] == [("heading", 1, "Clause 18"), ("heading", 1, "Choice of forum")]
    assert chunk(document, 150)[-1].heading == ("Clause 18", "Choice of forum")


def test_a_large_line_that_is_an_address_is_no_heading(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 16)
        canvas.drawString(72, 700, "See https://northlight.example/subprocessors.")
        canvas.setFont("Helvetica", 10)
        prose(canvas, ["The list above names every company that we hand data to."] * 3, 72, 640)

    document = read(draw(tmp_path / "a.pdf", page))

    assert document.blocks[0].kind is BlockKind.PARAGRAPH
