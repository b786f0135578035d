import zipfile
from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm
from hypothesis import given, settings
from hypothesis import strategies as st

from insyn.papers import word
from insyn.papers.content import Document, Kind, outline
from insyn.papers.word import check_layout, render_into, sample_layout
from insyn.papers.word.placeholders import text_of
from tests.papers import hostile_layouts as hostile
from tests.papers.samples import HOSTILE, LETTER, REPORT

VALUES = {"datum": "28 februari 2024", "diarienummer": "SN-2024-00112", "nämnd": "Socialnämnden"}


def written(layout: bytes, document: Document = LETTER, values=VALUES):
    return docx.Document(BytesIO(render_into(layout, document, values)))


def texts(file) -> list[str]:
    return [paragraph.text for paragraph in file.paragraphs]


def headings(file) -> list[str]:
    return [p.text for p in file.paragraphs if (p.style.name or "").startswith("Heading")]


@pytest.mark.parametrize("is_report", [False, True])
def test_the_sample_passes_its_own_check(is_report):
    checked = check_layout(sample_layout(is_report=is_report))

    assert checked.refusals == ()
    assert checked.remarks == ()


@pytest.mark.parametrize("document", [LETTER, REPORT], ids=["letter", "report"])
def test_the_headings_are_real_and_in_order(document):
    file = written(sample_layout(is_report=document.kind == Kind.REPORT), document)

    assert headings(file) == [heading.text for heading in outline(document)]


@pytest.mark.parametrize("document", [LETTER, REPORT], ids=["letter", "report"])
def test_what_comes_out_can_be_read_by_everyone(document):
    layout = sample_layout(is_report=document.kind == Kind.REPORT)

    assert word.review(render_into(layout, document, VALUES)) == []


def test_no_placeholder_is_left_in_body_head_or_foot():
    file = written(sample_layout(is_report=True), REPORT)
    section = file.sections[0]
    framing = [p.text for part in (section.header, section.footer) for p in part.paragraphs]

    assert not [text for text in [*texts(file), *framing] if "{{" in text and "7*7" not in text]
    assert "Socialnämnden\tSN-2024-00112" in framing


def test_the_content_stands_where_the_marker_stood():
    file = written(hostile.layout_of("Före", "{{ innehåll }}", "Efter"))

    assert texts(file)[0] == "Före"
    assert texts(file)[-1] == "Efter"


def test_a_layout_without_place_for_the_title_gets_it_first():
    file = written(hostile.layout_of("Före", "{{ innehåll }}"))

    assert texts(file)[1] == LETTER.title


def test_a_placeholder_that_word_has_split_is_filled():
    file = docx.Document()
    paragraph = file.add_paragraph()
    for piece in ("Dnr {", "{ diarie", "nummer }", "}, datum"):
        paragraph.add_run(piece)
    file.add_paragraph("{{ innehåll }}")

    assert texts(written(hostile.saved(file)))[0] == "Dnr SN-2024-00112, datum"


def test_placeholders_in_tables_are_filled():
    file = docx.Document()
    file.add_table(1, 1).cell(0, 0).text = "{{ datum }}"
    file.add_paragraph("{{ innehåll }}")

    assert written(hostile.saved(file)).tables[0].cell(0, 0).text == "28 februari 2024"


def test_the_styles_of_the_layout_win():
    file = docx.Document()
    style = file.styles["Heading 1"]
    style.element.set(qn("w:styleId"), "Rubrik1")
    file.add_paragraph("{{ innehåll }}")
    made = written(hostile.saved(file))

    used = {p._p.style for p in made.paragraphs if p.style.name == "Heading 1"}
    assert used == {"Rubrik1"}


def test_a_layout_without_styles_and_lists_gets_ours():
    file = docx.Document()
    for style in list(file.styles):
        if style.type in (WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.TABLE) and style.name != "Normal":
            style.element.getparent().remove(style.element)
    numbering = next(r for r in file.part.rels.values() if r.reltype.endswith("/numbering"))
    file.part.drop_rel(numbering.rId)
    file.part.rels.pop(numbering.rId, None)
    file.add_paragraph("{{ innehåll }}")
    made = written(hostile.saved(file))

    assert headings(made) == [heading.text for heading in outline(LETTER)]
    assert made.styles["List Number"].element.find(f".//{qn('w:numId')}") is not None


def test_tables_fit_between_narrow_margins():
    file = docx.Document()
    section = file.sections[0]
    section.page_width, section.left_margin, section.right_margin = Cm(15), Cm(3), Cm(4)
    file.add_paragraph("{{ innehåll }}")
    made = written(hostile.saved(file), replace(REPORT, kind=Kind.LETTER))

    for table in made.tables:
        widths = [int(c.get(qn("w:w"))) for c in table._tbl.tblGrid.iter(qn("w:gridCol"))]
        assert sum(widths) <= Cm(8).twips + len(widths)


def test_brackets_that_somebody_has_typed_in_a_text_stay():
    file = written(sample_layout(is_report=False), replace(LETTER, title="Om {{ datum }}"))

    assert "Om {{ datum }}" in texts(file)


@given(st.sampled_from(HOSTILE), st.sampled_from(HOSTILE))
@settings(max_examples=15, deadline=None)
def test_no_text_breaks_the_file(title, value):
    document = replace(LETTER, title=title or "x")
    file = written(sample_layout(is_report=False), document, {"diarienummer": value})

    assert headings(file) == [heading.text for heading in outline(LETTER)]


def test_the_last_writer_of_the_layout_is_not_told_further():
    file = docx.Document(BytesIO(sample_layout(is_report=False)))
    file.core_properties.last_modified_by = "Anna"
    made = written(hostile.saved(file))

    assert made.core_properties.last_modified_by == ""


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        (b"", "inte ett Word-dokument"),
        (b"hej", "inte ett Word-dokument"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "lösenord"),
        (b"x" * ((10 << 20) + 1), "större än 10 MB"),
        (hostile.with_macros(), "makron eller inbäddade objekt"),
        (hostile.with_object(), "makron eller inbäddade objekt"),
        (hostile.with_linked_picture(), "hämtar något från en annan fil"),
        (hostile.with_field("INCLUDEPICTURE x.png"), "fält som hämtar andra filer"),
        (hostile.with_field("DDEAUTO cmd"), "fält som hämtar andra filer"),
        (hostile.with_entities(), "inte ett Word-dokument"),
        (hostile.with_bomb(), "för stor när den packas upp"),
        (hostile.with_huge_xml(), "för stor när den packas upp"),
        (hostile.with_tracked_change(), "spårade ändringar"),
        (hostile.with_escaping_path(), "inte ett Word-dokument"),
    ],
    ids=[
        "empty", "text", "password", "large", "macros", "object", "linked", "include", "dde",
        "entities", "bomb", "huge", "tracked", "path",
    ],
)  # fmt: skip
def test_a_hostile_layout_is_refused_in_words(layout, said):
    (sentence,) = check_layout(layout).refusals

    assert said in sentence


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["Bara text"], "saknar {{ innehåll }}"),
        (["{{ innehåll }}", "{{ innehåll }}"], "på flera ställen"),
        (["Text: {{ innehåll }}"], "ensamt på en egen rad"),
        (["{{ innehåll }}", "{{ dairienummer }}"], "Menade du {{ diarienummer }}?"),
        (["{{ innehåll }}", "{{ x.y }}"], "känner inte till {{ x.y }}"),
        (["{{ innehåll }}", "{{ datum }"], "inte hel"),
        (["{{ innehåll }}", "{% for x in y %}"], "inte hel"),
    ],
)
def test_placeholders_that_would_go_wrong_are_refused(lines, said):
    assert any(said in sentence for sentence in check_layout(hostile.layout_of(*lines)).refusals)


def test_the_marker_may_not_stand_in_a_table():
    file = docx.Document()
    file.add_table(1, 1).cell(0, 0).text = "{{ innehåll }}"

    assert "inte i en tabell" in check_layout(hostile.saved(file)).refusals[0]


def test_what_the_layout_does_not_show_is_remarked():
    remarks = check_layout(hostile.layout_of("{{ innehåll }}", "{{ datum }}")).remarks

    assert "Diarienumret visas inte: mallen saknar {{ diarienummer }}." in remarks
    assert not any("datum" in remark for remark in remarks)


def test_links_to_the_web_are_no_danger():
    rels = "word/_rels/document.xml.rels"
    link = (
        '<Relationship Id="rId98" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/hyperlink" Target="https://exempel.se/" TargetMode="External"/>'
        "</Relationships>"
    )
    layout = hostile.changed(replaced=[(rels, b"</Relationships>", link.encode())])

    assert check_layout(layout).refusals == ()


@given(st.binary(max_size=300), st.integers(0, 20_000))
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_never_breaks_the_check(noise, at):
    layout = bytearray(sample_layout(is_report=False))
    layout[at : at + len(noise)] = noise

    assert isinstance(check_layout(bytes(layout)).refusals, tuple)


def test_the_written_file_is_a_whole_package():
    blob = render_into(sample_layout(is_report=True), REPORT, VALUES)

    assert zipfile.ZipFile(BytesIO(blob)).testzip() is None


def test_a_box_in_a_paragraph_is_text_of_its_own():
    file = docx.Document()
    outer = file.add_paragraph("utanför")._p
    inner = file.add_paragraph("inuti")._p
    outer.append(inner)

    assert text_of(outer) == "utanför"


def test_a_link_written_in_disguise_is_still_found():
    rels = "word/_rels/document.xml.rels"
    link = (
        f'<Relationship Id="rId97" Type="{hostile.OUTSIDE}" Target="https://exempel.se/x.png" '
        'TargetMode="&#69;xternal"/></Relationships>'
    )
    layout = hostile.changed(replaced=[(rels, b"</Relationships>", link.encode())])

    assert "hämtar något" in check_layout(layout).refusals[0]


def test_a_part_in_another_encoding_may_have_no_entities():
    bomb = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>'
    layout = hostile.changed(added=[("customXml/item9.xml", bomb.encode("utf-16"))])

    assert check_layout(layout).refusals


def test_a_style_of_another_kind_in_our_name_is_refused_at_once():
    styles = "word/styles.xml"
    before = b'w:type="paragraph" w:customStyle="1" w:styleId="InsynRuta"'
    layout = hostile.changed(
        replaced=[(styles, before, before.replace(b"paragraph", b"character"))]
    )

    checked = check_layout(layout)

    assert checked.refusals or render_into(layout, LETTER, VALUES)


def test_the_template_on_somebodys_disk_is_let_go():
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="file:///H:/Mallar/Normal.dotm" '
        'TargetMode="External"/></Relationships>'
    )
    link = (
        b'<w:attachedTemplate xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships" r:id="rId1"/><w:zoom'
    )
    layout = hostile.changed(
        added=[("word/_rels/settings.xml.rels", rels)],
        replaced=[("word/settings.xml", b"<w:zoom", link)],
    )
    made = zipfile.ZipFile(BytesIO(render_into(layout, LETTER, VALUES)))

    assert check_layout(layout).refusals == ()
    assert not any(b"H:/Mallar" in made.read(name) for name in made.namelist())
    assert b"attachedTemplate" not in made.read("word/settings.xml")


def test_a_paragraph_of_nothing_but_spaces_takes_no_time():
    layout = hostile.layout_of("{{" + " " * 200_000, "{{ innehåll }}")

    assert "inte hel" in check_layout(layout).refusals[0]
