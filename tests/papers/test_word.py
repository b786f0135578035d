from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docx.document import Document as WordFile
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph
from hypothesis import given, settings
from hypothesis import strategies as st

from insyn.papers import word
from insyn.papers.content import (
    Bullets,
    Document,
    KeyFigure,
    KeyFigures,
    PageBreak,
    Paragraph,
    Section,
    outline,
)
from insyn.papers.pdf import svg_to_png
from insyn.papers.text import tidy
from insyn.papers.wording import Language
from tests.papers.samples import BARS, BODY, FOLLOW_UPS, HOSTILE, LETTER, REPORT


def opened(document: Document) -> WordFile:
    return docx.Document(BytesIO(word.render(document)))


def styled(file: WordFile, start: str) -> list[str]:
    return [p.text for p in file.paragraphs if p.style and (p.style.name or "").startswith(start)]


def list_of(paragraph: WordParagraph) -> str:
    number = paragraph._p.find(f".//{qn('w:numId')}")
    return "" if number is None else number.get(qn("w:val")) or ""


@pytest.fixture(scope="module")
def report() -> WordFile:
    return opened(REPORT)


@pytest.fixture(scope="module")
def letter() -> WordFile:
    return opened(LETTER)


def test_the_headings_are_real_and_in_order(report: WordFile):
    assert styled(report, "Heading") == [heading.text for heading in outline(REPORT)]


def test_word_numbers_the_headings_itself(report: WordFile):
    levels = report.styles["Heading 2"].element.find(f".//{qn('w:numPr')}/{qn('w:ilvl')}")

    assert levels is not None
    assert levels.get(qn("w:val")) == "1"


def test_an_appendix_steps_out_of_the_count(report: WordFile):
    appendix = next(
        p
        for p in report.paragraphs
        if p.text == "Bilaga 1. Frågemall" and p.style and p.style.name == "Heading 1"
    )

    assert list_of(appendix) == "0"


def test_the_heading_of_the_contents_is_not_numbered(report: WordFile):
    base = report.styles["TOC Heading"].base_style

    assert base is not None
    assert base.name == "Normal"


def test_the_contents_lead_to_the_headings(report: WordFile):
    body = report.element.body
    names = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    links = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]

    assert styled(report, "TOC ")[:3] == ["Innehåll", "1  Sammanfattning", "2  Metod"]
    assert len(links) == sum(heading.level <= 2 for heading in outline(REPORT))
    assert set(links) <= names


def test_word_is_told_to_fill_in_the_page_numbers(report: WordFile):
    field = next(report.element.body.iter(qn("w:fldChar")))

    assert field.get(qn("w:dirty")) == "true"


def test_every_table_repeats_its_heading_row(report: WordFile):
    assert len(report.tables) == 3
    for table in report.tables:
        assert table._tbl.tr_lst[0].find(f".//{qn('w:tblHeader')}") is not None


def test_the_table_holds_the_rows(report: WordFile):
    rows = [[cell.text for cell in row.cells] for row in report.tables[1].rows]

    assert rows[0] == list(FOLLOW_UPS.header)
    assert rows[4] == ["Sigtuna", "5", "2", "Personalförändringar under våren och hösten"]


def test_the_first_column_names_the_rows(report: WordFile):
    look = report.tables[1]._tbl.tblPr.find(qn("w:tblLook"))

    assert look is not None
    assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")


def test_every_picture_says_what_it_shows(report: WordFile):
    shown = [shape._inline.docPr.get("descr") for shape in report.inline_shapes]

    assert shown == [
        "Staplar: fem, fem, fem och två.",
        "Linjer: från 81 till 86 och från 80 till 85.",
    ]


def test_captions_are_captions(report: WordFile):
    assert styled(report, "Caption") == [
        "Tabell 1. Uppföljningar per kommun",
        "Figur 1. Uppföljningar per kommun",
        "Figur 2. Andel nöjda",
        "Tabell 2. Granskade utförare",
    ]


def test_the_file_is_in_swedish_and_has_a_title(report: WordFile):
    properties = report.core_properties
    languages = {part.get(qn("w:val")) for part in report.styles.element.iter(qn("w:lang"))}

    assert languages == {"sv-SE"}
    assert (properties.language, properties.title) == ("sv-SE", REPORT.title)
    assert properties.created is not None
    assert properties.created.date() == REPORT.issued_on


def test_an_english_document_is_in_english():
    file = opened(replace(REPORT, language=Language.ENGLISH))

    assert file.core_properties.language == "en-GB"
    assert styled(file, "TOC Heading") == ["Contents"]


def test_the_pages_are_a4_with_running_head_and_foot(report: WordFile):
    section = report.sections[0]
    foot = section.footer._element

    assert section.page_width is not None
    assert round(section.page_width.cm, 1) == 21.0
    assert section.header.paragraphs[0].text.endswith("Samordnad uppföljning 2017\tSon 2016/408")
    assert [code.text for code in foot.iter(qn("w:instrText"))] == [" PAGE ", " NUMPAGES "]
    assert section.footer.paragraphs[0].text.split() == ["Sida", "1", "av", "1"]


def test_ordered_lists_each_begin_at_one():
    lists = Section("Listor", (Bullets(("a", "b"), ordered=True), Bullets(("c",), ordered=True)))
    items = [
        p
        for p in opened(replace(LETTER, sections=(lists,))).paragraphs
        if p.style and p.style.name == "List Number"
    ]
    first, second, third = (list_of(p) for p in items)

    assert first == second != third


def test_a_letter_names_sender_recipient_and_case(letter: WordFile):
    texts = [paragraph.text for paragraph in letter.paragraphs]

    assert texts[0] == "Exempelstads kommun\tDatum: 15 juni 2017"
    assert texts[1] == "Socialnämnden\tDiarienummer: Son 2016/408"
    assert "KKP bemanning AB" in texts
    assert "Svara senast\t30 juni 2017" in texts
    assert styled(letter, "Insyn Brevrubrik") == ["Begäran om åtgärdsplan"]


def test_a_letter_has_neither_cover_nor_contents(letter: WordFile):
    assert not styled(letter, "TOC")
    assert not styled(letter, "Title")


def test_a_page_break_falls_on_what_comes_next():
    figures = KeyFigures((KeyFigure("k", "Antal", "1"),))
    blocks = (Paragraph("A"), PageBreak(), Paragraph("B"), PageBreak(), figures)
    file = opened(replace(LETTER, sections=(Section("", blocks),)))
    breaks = [p.text for p in file.paragraphs if p.paragraph_format.page_break_before]

    assert breaks == ["B", ""]


@pytest.mark.parametrize("document", [REPORT, LETTER])
def test_the_file_passes_its_own_review(document: Document):
    assert word.review(word.render(document)) == []


def test_the_review_finds_what_is_wrong():
    file = docx.Document()
    file.core_properties.title = ""
    file.add_heading("Djup rubrik", level=2)
    file.add_table(rows=1, cols=1)
    file.add_picture(BytesIO(svg_to_png(BARS)))
    file.inline_shapes[0]._inline.docPr.set("descr", " ")
    out = BytesIO()
    file.save(out)

    faults = word.review(out.getvalue())

    assert [fault.split()[0] for fault in faults] == [
        "Dokumentet",
        "Dokumentets",
        "Rubriken",
        "Bilden",
        "Tabell",
    ]


def test_the_review_refuses_another_kind_of_file():
    assert word.review(b"PK not a zip") == ["Filen är inte ett Word-dokument (.docx)."]


def test_hostile_texts_stay_text():
    file = opened(replace(LETTER, sections=(Section("", tuple(map(Paragraph, HOSTILE))),)))
    texts = [paragraph.text for paragraph in file.paragraphs]

    assert texts[-len(HOSTILE) :] == [tidy(text) for text in HOSTILE]


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(), max_size=200))
def test_any_text_comes_back_as_it_was_tidied(text: str):
    section = Section(text or "-", (Paragraph(text), Bullets((text,))))
    file = opened(replace(LETTER, title=text, case_number=text, sections=(section,)))

    assert [p.text for p in file.paragraphs[-2:]] == [tidy(text)] * 2


@pytest.mark.parametrize("document", [REPORT, LETTER])
def test_every_style_in_use_is_in_the_file(document: Document):
    file = opened(document)
    known = {style.style_id for style in file.styles}
    used = {style.get(qn("w:val")) for style in file.element.body.iter(qn("w:pStyle"))}

    assert used - known == set()


def test_the_body_text_is_whole(report: WordFile):
    assert [p.text for p in report.paragraphs].count(BODY) == 5
