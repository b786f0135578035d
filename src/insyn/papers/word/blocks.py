"""How each kind of block is written into a Word file."""

from collections.abc import Sequence
from io import BytesIO
from typing import assert_never

from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from insyn.papers.columns import numeric_columns, shares
from insyn.papers.content import (
    Bullets,
    Data,
    Facts,
    Figure,
    KeyFigures,
    Notice,
    PageBreak,
    Paragraph,
    Placed,
    Prose,
    Quote,
    Signature,
    Table,
    caption_of,
    columns_of,
    text_of,
)
from insyn.papers.pdf import svg_to_png
from insyn.papers.text import one_line, tidy
from insyn.papers.word.styles import MUTED, TABLE_STYLE, TEXT_WIDTH, restart_numbering
from insyn.papers.word.xml import add_border, element, set_numbering, set_style
from insyn.papers.wording import Wording

_LONGEST_LABEL = 28
"""Characters that surely fit the column of labels."""


def add_text(word: WordFile, text: str, style: str = "Normal") -> WordParagraph:
    """Add a paragraph of tidied text; its line breaks become Word's."""
    paragraph = word.add_paragraph(tidy(text))
    set_style(paragraph._p, style)
    return paragraph


def add_block(word: WordFile, placed: Placed, words: Wording) -> None:
    """Add the block last in the file."""
    if isinstance(placed.block, Prose):
        _add_prose(word, placed.block)
    else:
        _add_data(word, placed.block, caption_of(placed), words)


def _add_prose(word: WordFile, block: Prose) -> None:
    match block:
        case Paragraph():
            text = add_text(word, block.text, "Insyn Ingress" if block.lead else "Normal")
            text.paragraph_format.keep_with_next = block.text.endswith(":") or None
        case Bullets():
            _add_list(word, block)
        case Notice():
            add_text(word, block.text, "Insyn Ruta")
        case Quote():
            add_text(word, block.heading, "Insyn Citatrubrik")
            add_text(word, block.text, "Insyn Citat")
        case Signature():
            _add_signature(word, block)
        case PageBreak():
            # What comes next begins the page; an empty paragraph would leave a gap at its top.
            return
        case _:
            assert_never(block)


def _add_data(word: WordFile, block: Data, caption: str, words: Wording) -> None:
    match block:
        case Table():
            _add_table(word, block, caption)
        case Facts():
            add_facts(word, block.pairs)
        case KeyFigures():
            rows = tuple((item.label, item.value) for item in block.items)
            table = Table("", (words.key_figure, words.value), rows, widths=(3, 1))
            _add_table(word, table, "")
        case Figure():
            _add_figure(word, block, caption)
        case _:
            assert_never(block)


def add_facts(word: WordFile, pairs: tuple[tuple[str, str], ...]) -> None:
    """Add labels with their values, in two columns by a hanging indent."""
    for label, value in pairs:
        paragraph = add_text(word, "", "Insyn Fakta")
        # A label wider than its column has the value on the next line, where the indent is.
        gap = "\t" if len(label) <= _LONGEST_LABEL else "\n"
        paragraph.add_run(tidy(label)).font.color.rgb = RGBColor.from_string(MUTED)
        paragraph.add_run(gap + tidy(value))
    if pairs:
        paragraph.paragraph_format.space_after = Pt(12)


def _add_list(word: WordFile, block: Bullets) -> None:
    style = "List Number" if block.ordered else "List Bullet"
    paragraphs = [add_text(word, item, style) for item in block.items]
    if block.ordered and paragraphs:
        number = restart_numbering(word)
        for paragraph in paragraphs:
            set_numbering(paragraph._p.get_or_add_pPr(), number)


def _add_signature(word: WordFile, block: Signature) -> None:
    if word.paragraphs:
        word.paragraphs[-1].paragraph_format.keep_with_next = True
    room = word.add_paragraph(style="Insyn Underskrift")
    room.paragraph_format.space_before = Cm(1.6)
    room.paragraph_format.right_indent = Length(TEXT_WIDTH - Cm(7))
    add_border(room._p.get_or_add_pPr(), "bottom", size=6, space=1, colour=MUTED)
    for place, line in enumerate(block.lines):
        paragraph = add_text(word, line, "Insyn Underskrift")
        paragraph.paragraph_format.keep_with_next = place + 1 < len(block.lines)
    room.paragraph_format.keep_with_next = True


def _add_figure(word: WordFile, block: Figure, caption: str) -> None:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    picture = paragraph.add_run().add_picture(BytesIO(svg_to_png(block.svg)), width=TEXT_WIDTH)
    properties = picture._inline.docPr
    properties.set("descr", one_line(block.alt))
    properties.set("title", one_line(block.caption))
    below = add_text(word, caption, "Caption")
    below.paragraph_format.keep_with_next = False
    below.paragraph_format.space_before = Length(0)


def _add_table(word: WordFile, block: Table, caption: str) -> None:
    if caption:
        add_text(word, caption, "Caption")
    table = word.add_table(rows=1 + len(block.rows), cols=len(block.header), style=TABLE_STYLE)
    _set_widths(table, shares(block))
    _set_look(table, block)
    numeric = numeric_columns(block)
    texts = [block.header, *(tuple(map(text_of, row)) for row in block.rows)]
    for row, cells in zip(table._tbl.tr_lst, texts, strict=True):
        for cell, text, is_number in zip(row.tc_lst, cells, numeric, strict=True):
            paragraph = WordParagraph(cell.p_lst[0], table)
            set_style(paragraph._p, "Insyn Cell")
            paragraph.add_run(tidy(text))
            if is_number:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        row.get_or_add_trPr().append(element("w:cantSplit"))
    for row, merged in zip(table._tbl.tr_lst[1:], block.rows, strict=True):
        _merge(row, [columns_of(cell) for cell in merged])
    _repeat_heading(table)
    # Word joins tables that touch, and a file may not end with one.
    add_text(word, "", "Insyn Cell")


def _set_widths(table: WordTable, widths: list[float]) -> None:
    table.autofit = False
    lengths = [Length(int(TEXT_WIDTH * share)) for share in widths]
    for column, length in zip(table._tbl.tblGrid.gridCol_lst, lengths, strict=True):
        column.w = length
    for row in table._tbl.tr_lst:
        for cell, length in zip(row.tc_lst, lengths, strict=True):
            cell.width = length


def _set_look(table: WordTable, block: Table) -> None:
    """Say which row and column are headings, for the style and for a screen reader."""
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)
    first_column = "1" if block.row_headers else "0"
    look = element("w:tblLook", firstRow="1", lastRow="0", firstColumn=first_column, lastColumn="0")
    look.set(qn("w:noHBand"), "1")
    look.set(qn("w:noVBand"), "1")
    properties.append(look)
    if block.caption:
        properties.append(element("w:tblCaption", val=one_line(block.caption)))


def _merge(row: CT_Row, columns: Sequence[int]) -> None:
    """Let each cell that covers several places have them, with their width."""
    cells = row.tc_lst
    for place, count in enumerate(columns):
        covered = cells[place + 1 : place + count]
        if not covered:
            continue
        cells[place].grid_span = count
        cells[place].width = Length(sum(cell.width or 0 for cell in cells[place : place + count]))
        for cell in covered:
            row.remove(cell)


def _repeat_heading(table: WordTable) -> None:
    table._tbl.tr_lst[0].get_or_add_trPr().append(element("w:tblHeader"))
