from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import Destination

from insyn.papers import pdf
from insyn.papers.charts import Bar, bars
from insyn.papers.content import (
    Block,
    Bullets,
    Cell,
    Document,
    Facts,
    Figure,
    KeyFigure,
    KeyFigures,
    Notice,
    Paragraph,
    Quote,
    Section,
    Signature,
    Table,
    outline,
)
from insyn.papers.wording import Language
from tests.papers.samples import BARS, HOSTILE, LETTER, REPORT


def opened(document: Document) -> PdfReader:
    return PdfReader(BytesIO(pdf.render(document)))


def catalogue(reader: PdfReader) -> Any:
    return reader.root_object


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.fixture(scope="module")
def report() -> PdfReader:
    return opened(REPORT)


def letter_with(*blocks: Paragraph | Figure | Table) -> Document:
    return replace(LETTER, sections=(Section("", blocks),))


def test_the_file_is_tagged_and_in_swedish(report: PdfReader):
    root = catalogue(report)

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "sv-SE"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_the_file_says_that_it_is_accessible_and_archivable(report: PdfReader):
    metadata = catalogue(report)["/Metadata"].get_data().decode()

    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata


def test_title_author_and_date_are_the_documents(report: PdfReader):
    metadata = report.metadata

    assert metadata is not None
    assert metadata.title == "Samordnad uppföljning 2017 – Ramavtal insatser till barn och ungdomar"
    assert metadata.author == "Exempelstads kommun, socialnämnden"
    assert metadata.creation_date is not None
    assert metadata.creation_date.date() == REPORT.issued_on


def test_the_headings_are_bookmarks(report: PdfReader):
    titles = [item.title for item in report.outline if isinstance(item, Destination)]

    assert titles == [h.full_text for h in outline(REPORT) if h.level == 1]


def test_the_report_holds_cover_contents_and_page_numbers(report: PdfReader):
    pages = [" ".join(page.extract_text().split()) for page in report.pages]

    assert "Diarienummer" in pages[0]
    assert pages[1].count("Metod") == 1
    assert f"Sida 3 av {len(pages)}" in pages[2]


def test_a_letter_has_no_cover():
    reader = opened(LETTER)

    assert len(reader.pages) == 1
    assert "KKP bemanning AB" in text_of(reader)
    assert "Sida 1 av 1" in text_of(reader)


def test_an_english_document_is_in_english():
    reader = opened(replace(REPORT, language=Language.ENGLISH))

    assert catalogue(reader)["/Lang"] == "en-GB"
    assert "Contents" in text_of(reader)


def test_the_same_document_gives_the_same_bytes():
    assert pdf.render(LETTER) == pdf.render(LETTER)


def test_a_figure_without_alternative_text_is_refused():
    with pytest.raises(pdf.PdfRefused, match="tillgänglig PDF"):
        pdf.render(letter_with(Figure("Diagram", "", BARS)))


def test_a_figure_that_is_no_drawing_is_refused():
    with pytest.raises(pdf.PdfRefused):
        pdf.render(letter_with(Figure("Diagram", "Alt.", "<p>hej</p>")))
    with pytest.raises(pdf.PdfRefused):
        pdf.svg_to_png("inte svg")


def test_a_skipped_heading_level_cannot_be_written():
    section = Section("", (), (Section("", (), (Section("Djup"),)),))

    assert "Djup" in text_of(opened(replace(REPORT, sections=(section,))))


def test_the_gate_refuses_an_untagged_file():
    plain = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]"
        b"/Count 0>>endobj\ntrailer<</Root 1 0 R/Size 3>>\n%%EOF"
    )

    with pytest.raises(pdf.PdfRefused):
        pdf.require_compliant(plain)


def test_the_gate_refuses_what_is_not_a_pdf():
    with pytest.raises(pdf.PdfRefused, match="läsa som PDF"):
        pdf.require_compliant(b"hej")


WHOLE = b"1 0 obj\n<</Length 4>>\nstream\ndata\nendstream\nendobj\n"


@pytest.mark.parametrize("data", [b"data", b"data\r", b"data\n", b"", b"\nstream\n"])
def test_a_stream_may_end_in_any_byte(data: bytes):
    stream = b"1 0 obj\n<</Length %d>>\nstream\n%s\nendstream" % (len(data), data)

    assert pdf.has_true_lengths(stream * 2)


@pytest.mark.parametrize(
    "blob",
    [
        b"1 0 obj\n<</Length 3>>\nstream\ndata\nendstream",
        b"1 0 obj\n<</Length 5>>\nstream\ndata\nendstream",
        b"1 0 obj\n<</Length 2 0 R>>\nstream\ndata\nendstream",
        b"1 0 obj\n<<>>\nstream\ndata\nendstream",
    ],
)
def test_a_stream_of_another_length_than_it_says_is_not_excused(blob: bytes):
    assert not pdf.has_true_lengths(WHOLE + blob)


def test_the_gate_refuses_a_file_with_a_false_length():
    blob = pdf.render(LETTER)
    at = blob.index(b"/Length ") + len(b"/Length ")
    digit = b"1" if blob[at : at + 1] != b"1" else b"2"

    with pytest.raises(pdf.PdfRefused):
        pdf.require_compliant(blob[:at] + digit + blob[at + 1 :])


def test_a_character_without_glyph_is_shown_as_a_box():
    assert "□ slut" in text_of(opened(letter_with(Paragraph("漢 slut"))))


def test_an_emoji_in_a_chart_does_not_stop_the_report():
    svg = bars("😀", "漢字", [Bar("Ekby 😀", (1,))])

    assert opened(letter_with(Figure("F 😀", "Alt 😀", svg))).pages


def test_text_is_never_read_as_code():
    text = text_of(opened(letter_with(Paragraph('#panic("x") $x$ *fet* <a> @b'))))

    assert '#panic("x") $x$ *fet* <a> @b' in text


def test_hostile_texts_pass_the_gate_in_every_block():
    texts = tuple(text or "-" for text in HOSTILE)
    blocks: tuple[Block, ...] = (
        *(Paragraph(text, lead=True) for text in texts),
        Bullets(texts, ordered=True),
        Table("<&>", texts[:3], (texts[3:6], (Cell(texts[6], "k"), *texts[7:9]))),
        Facts(tuple((text, text) for text in texts)),
        KeyFigures(tuple(KeyFigure("k", text, text) for text in texts)),
        *(Notice(text) for text in texts),
        *(Quote(text, text) for text in texts),
        Signature(texts),
    )
    sections = tuple(Section(text, blocks[:2]) for text in texts)
    document = replace(REPORT, title=HOSTILE[0], case_number=HOSTILE[6], organisation=HOSTILE[1])

    assert opened(replace(document, sections=(*sections, Section("Alla", blocks)))).pages


def test_no_word_leaves_the_page():
    reader = opened(letter_with(Paragraph("x" * 300)))

    assert max(len(line) for line in reader.pages[0].extract_text().splitlines()) < 120


def test_every_thread_can_write():
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(pdf.render, [LETTER, LETTER])

    assert first == second


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(), max_size=100))
def test_any_text_becomes_an_accessible_pdf(text: str):
    section = Section(text or "-", (Paragraph(text), Table(text, (text,), ((text,),))))

    assert pdf.render(replace(LETTER, title=text or "-", sections=(section,))).startswith(b"%PDF")


@pytest.mark.parametrize("lines", range(28, 44, 3))
def test_a_signature_never_stands_alone_on_its_page(lines: int):
    before = tuple(Paragraph(f"Stycke {number}.") for number in range(1, lines))
    last = Bullets(("Bilaga 1.", "Det sista före underskriften."))
    sections = (
        Section("", (*before, last)),
        Section("", (Signature(("Direktör",)), Signature(("Avdelningschef",)))),
    )
    page = opened(replace(LETTER, sections=sections)).pages[-1].extract_text()

    assert "Det sista före underskriften." in page
    assert page.index("Direktör") < page.index("Avdelningschef")
