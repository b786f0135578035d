"""How a Word file of ours looks: page, styles, numbering and settings, before any content."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO

import docx
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from insyn.papers.word.xml import add_border, add_shade, set_numbering

FONT = "Calibri"
ACCENT = "1A4F8B"
INK = "202D39"
MUTED = "555E68"
RULE = "C9CED3"
TINT = "E8EEF5"
AMBER = "E0A33A"
AMBER_TINT = "FDF6E9"
GREY_TINT = "F3F4F4"

TEXT_WIDTH: Length = Cm(16)
"""A4 less two margins of 2.5 cm."""

FACT_WIDTH: Length = Cm(5.4)
TABLE_STYLE = "Insyn Tabell"
DEEPEST_NUMBER = 4
_LETTER_SPACING = f"{qn('w:rPr')}/{qn('w:spacing')}"
_ABSTRACT = qn("w:abstractNum")
_ABSTRACT_ID = qn("w:abstractNumId")


@dataclass(frozen=True, slots=True)
class Look:
    """The look of a paragraph style; sizes and distances in points."""

    size: float
    before: float = 0
    after: float = 0
    line: float = 1.15
    is_bold: bool = False
    is_italic: bool = False
    colour: str = INK
    keeps_next: bool = False


_LOOKS = {
    "Normal": Look(11, after=8),
    "Title": Look(30, before=150, after=8, line=1.0, is_bold=True, colour=ACCENT),
    "Subtitle": Look(15, after=10),
    "Heading 1": Look(18, 26, 8, 1.0, is_bold=True, colour=ACCENT, keeps_next=True),
    "Heading 2": Look(14, 20, 6, 1.0, is_bold=True, colour=ACCENT, keeps_next=True),
    "Heading 3": Look(12, 16, 4, 1.0, is_bold=True, keeps_next=True),
    "Heading 4": Look(11, 12, 4, 1.0, is_bold=True, colour=MUTED, keeps_next=True),
    "TOC Heading": Look(18, after=10, line=1.0, is_bold=True, colour=ACCENT, keeps_next=True),
    "TOC 1": Look(11, 6, 2, is_bold=True),
    "TOC 2": Look(11, after=2),
    "Caption": Look(10, 12, 5, 1.0, is_bold=True, keeps_next=True),
    "List Bullet": Look(11, after=3),
    "List Number": Look(11, after=3),
    "Header": Look(9, line=1.0, colour=MUTED),
    "Footer": Look(9, line=1.0, colour=MUTED),
    "Insyn Avsändare": Look(13, after=6, line=1.0, is_bold=True, colour=ACCENT),
    "Insyn Adress": Look(10, after=0, line=1.05),
    "Insyn Brevrubrik": Look(16, 24, 10, 1.0, is_bold=True, keeps_next=True),
    "Insyn Ingress": Look(12.5, after=10),
    "Insyn Fakta": Look(11, after=3),
    "Insyn Ruta": Look(11, 10, 12),
    "Insyn Citatrubrik": Look(10, 10, 2, is_bold=True, keeps_next=True),
    "Insyn Citat": Look(11, 0, 12, is_italic=True),
    "Insyn Underskrift": Look(11, 0, 0),
    "Insyn Cell": Look(9.5, 2, 2, 1.0),
}

LOOK_NAMES = tuple(_LOOKS)
"""The paragraph styles that our files use, in Word's own names where it has one."""

_LETTER_LOOKS = {
    "Heading 1": Look(13, 16, 4, 1.0, is_bold=True, colour=ACCENT, keeps_next=True),
    "Heading 2": Look(11, 12, 4, 1.0, is_bold=True, colour=ACCENT, keeps_next=True),
}


def empty_file(*, locale: str, is_report: bool) -> WordFile:
    """Return a file without content that has its page, styles, settings and language.

    A report also has its heading numbers.
    """
    return docx.Document(BytesIO(_prepared(locale, is_report)))


@cache
def _prepared(locale: str, is_report: bool) -> bytes:  # noqa: FBT001  the key of the cache
    """Return the empty file as bytes. Its styles take longer than a letter's own text."""
    word = docx.Document()
    _set_page(word)
    _set_language(word, locale)
    for name, look in (_LOOKS if is_report else _LOOKS | _LETTER_LOOKS).items():
        _apply(_style(word, name), look)
    _set_frames(word)
    _add_table_style(word)
    _set_settings(word)
    if is_report:
        _number_headings(word)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def restart_numbering(word: WordFile) -> int:
    """Return the id of a new numbered list, which begins at 1."""
    numbering = word.part.numbering_part.element
    base = word.styles["List Number"].element.find(f".//{qn('w:numId')}").get(qn("w:val"))
    abstract = numbering.num_having_numId(int(base)).abstractNumId.val
    made = numbering.add_num(abstract)
    made.add_lvlOverride(0).add_startOverride(1)
    return int(made.numId)


def _set_page(word: WordFile) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.5)
    section.header_distance = section.footer_distance = Cm(1.25)


def _set_language(word: WordFile, locale: str) -> None:
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), locale)
    for fonts in word.styles.element.iter(qn("w:rFonts")):
        # A theme font would win over the font that a style names.
        fonts.attrib.clear()
        for place in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{place}"), FONT)


def _style(word: WordFile, name: str) -> ParagraphStyle:
    if name in word.styles:
        style = word.styles[name]
    else:
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = word.styles["Normal"]
        style.quick_style = True
    assert isinstance(style, ParagraphStyle)
    return style


def _apply(style: ParagraphStyle, look: Look) -> None:
    for old in [*style.element.iter(qn("w:pBdr")), *style.element.findall(_LETTER_SPACING)]:
        old.getparent().remove(old)
    style.font.name = FONT
    style.font.size = Pt(look.size)
    # Never a plain "no": it would win over the bold of a heading row.
    style.font.bold = look.is_bold or None
    style.font.italic = look.is_italic or None
    style.font.color.rgb = RGBColor.from_string(look.colour)
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after = Pt(look.before), Pt(look.after)
    spacing.line_spacing = look.line
    spacing.keep_with_next = look.keeps_next
    spacing.widow_control = True


def _set_frames(word: WordFile) -> None:
    """Give boxes their shade and edge, and the fact lists and contents their indents."""
    _frame(word, "Insyn Ruta", AMBER_TINT, AMBER)
    _frame(word, "Insyn Citatrubrik", GREY_TINT, MUTED)
    _frame(word, "Insyn Citat", GREY_TINT, MUTED)
    facts = _style(word, "Insyn Fakta").paragraph_format
    facts.left_indent, facts.first_line_indent = FACT_WIDTH, Length(-FACT_WIDTH)
    facts.tab_stops.add_tab_stop(FACT_WIDTH)
    _style(word, "TOC 2").paragraph_format.left_indent = Cm(0.8)
    contents = _style(word, "TOC Heading")
    # Based on a heading it would be numbered, and listed in itself.
    contents.base_style = word.styles["Normal"]
    contents.paragraph_format.page_break_before = True
    for name in ("Header", "Footer"):
        stops = _style(word, name).paragraph_format.tab_stops
        # The template's own stops are made for letter paper.
        stops.clear_all()
        stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)


def _frame(word: WordFile, name: str, fill: str, edge: str) -> None:
    style = _style(word, name)
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = Cm(0.3)
    properties = style.element.get_or_add_pPr()
    add_border(properties, "left", size=24, space=8, colour=edge)
    add_shade(properties, fill)


def _add_table_style(word: WordFile) -> None:
    word.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="InsynTabell">'
            f'<w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
            "<w:tblPr><w:tblBorders>"
            f'<w:bottom w:val="single" w:sz="4" w:color="{RULE}"/>'
            f'<w:insideH w:val="single" w:sz="4" w:color="{RULE}"/></w:tblBorders>'
            '<w:tblCellMar><w:left w:w="100" w:type="dxa"/><w:right w:w="100" w:type="dxa"/>'
            "</w:tblCellMar></w:tblPr>"
            '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
            f'<w:bottom w:val="single" w:sz="8" w:color="{ACCENT}"/></w:tcBorders>'
            f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/></w:tcPr></w:tblStylePr>'
            '<w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>'
        )
    )


def _set_settings(word: WordFile) -> None:
    settings = word.settings.element
    for name, value in (("w:decimalSymbol", ","), ("w:listSeparator", ";")):
        settings.find(qn(name)).set(qn("w:val"), value)
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    settings.find(qn("w:themeFontLang")).set(qn("w:val"), "sv-SE")
    for layout in list(settings.iter(qn("w:useFELayout"))):
        layout.getparent().remove(layout)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            # 15 is the format of today; a lower one opens as "Compatibility mode".
            setting.set(qn("w:val"), "15")


def _number_headings(word: WordFile) -> None:
    """Number the heading styles 1, 1.1, 1.1.1, so that Word renumbers when a section moves."""
    numbering = word.part.numbering_part.element
    identity = max(int(a.get(_ABSTRACT_ID)) for a in numbering.iter(_ABSTRACT)) + 1
    levels = "".join(_heading_level(level) for level in range(DEEPEST_NUMBER))
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{identity}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    numbering.num_lst[0].addprevious(abstract)
    number = numbering.add_num(identity).numId
    for level in range(DEEPEST_NUMBER):
        properties = _style(word, f"Heading {level + 1}").element.get_or_add_pPr()
        set_numbering(properties, number, level=level)


def _heading_level(level: int) -> str:
    text = ".".join(f"%{place + 1}" for place in range(level + 1))
    indent = 454 + 198 * level
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:pStyle w:val="Heading{level + 1}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{indent}" w:hanging="{indent}"/></w:pPr></w:lvl>'
    )
