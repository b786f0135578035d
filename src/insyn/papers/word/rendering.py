"""From the tree to the finished Word file: properties, frame, cover or letterhead, content."""

from datetime import datetime, time
from io import BytesIO
from itertools import zip_longest

from docx.document import Document as WordFile
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import _Footer, _Header
from docx.shared import Cm, Length
from docx.text.paragraph import Paragraph as WordParagraph

from insyn.papers.content import Document, Heading, Kind, PageBreak, Placed, flow, outline
from insyn.papers.text import one_line, tidy
from insyn.papers.word.blocks import add_block, add_facts, add_text
from insyn.papers.word.contents import add_contents, mark_heading
from insyn.papers.word.styles import RULE, empty_file
from insyn.papers.word.xml import add_border, add_field, set_numbering
from insyn.papers.wording import Wording, wording

_LONGEST_PROPERTY = 255
"""Characters; the limit of Word's file properties."""

_DEEPEST_STYLE = 9
_LETTER_COLUMN: Length = Cm(9.6)


def render(document: Document) -> bytes:
    """Return the document as a .docx file that can be edited.

    Control characters and half surrogates are left out of the text.
    """
    words = wording(document.language)
    is_report = document.kind == Kind.REPORT
    word = empty_file(locale=words.locale, is_report=is_report)
    set_properties(word, document, words)
    _add_frame(word, document, words)
    if is_report:
        _add_cover(word, document, words)
    else:
        _add_letterhead(word, document, words)
    add_content(word, document, words, starts_page=is_report)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def set_properties(word: WordFile, document: Document, words: Wording) -> None:
    """Give the file its title and the like; who last saved a layout is not told further."""
    issued = datetime.combine(document.issued_on, time())
    properties = word.core_properties
    properties.title = one_line(document.title)[:_LONGEST_PROPERTY]
    properties.subject = one_line(document.subtitle)[:_LONGEST_PROPERTY]
    properties.author = one_line(document.organisation)[:_LONGEST_PROPERTY]
    properties.keywords = one_line(document.case_number)[:_LONGEST_PROPERTY]
    properties.last_modified_by = ""
    properties.comments = ""
    properties.language = words.locale
    properties.created = properties.modified = issued


def _add_frame(word: WordFile, document: Document, words: Wording) -> None:
    """Add the running header and footer; the first page has its own head."""
    section = word.sections[0]
    section.different_first_page_header_footer = True
    texts = (document.organisation, document.title, document.case_number)
    head = section.header.paragraphs[0]
    head.text = " · ".join(one_line(text) for text in texts[:2]) + "\t" + one_line(texts[2])
    add_border(head._p.get_or_add_pPr(), "bottom", size=4, space=4, colour=RULE)
    _add_page_number(section.footer, words)
    if document.kind == Kind.LETTER:
        _add_page_number(section.first_page_footer, words)


def _add_page_number(place: _Header | _Footer, words: Wording) -> None:
    paragraph = place.paragraphs[0]
    paragraph.style = "Footer"
    paragraph.add_run(f"\t{words.page} ")
    add_field(paragraph, "PAGE", "1")
    paragraph.add_run(f" {words.of} ")
    add_field(paragraph, "NUMPAGES", "1")


def _dated(document: Document, words: Wording) -> tuple[tuple[str, str], ...]:
    dated = ((words.issued_on, words.long_date(document.issued_on)),)
    return (*dated, (words.case_number, document.case_number)) if document.case_number else dated


def _add_cover(word: WordFile, document: Document, words: Wording) -> None:
    add_text(word, document.organisation, "Insyn Avsändare")
    add_text(word, document.title, "Title")
    if document.subtitle:
        add_text(word, document.subtitle, "Subtitle")
    first = len(word.paragraphs)
    add_facts(word, (*_dated(document, words), *document.reference))
    word.paragraphs[first].paragraph_format.space_before = Cm(4)
    add_contents(word, words.contents, outline(document))


def _add_letterhead(word: WordFile, document: Document, words: Wording) -> None:
    left = (document.organisation, *document.sender)
    right = [f"{label}: {value}" for label, value in _dated(document, words)]
    for place, (here, there) in enumerate(zip_longest(left, right, fillvalue="")):
        paragraph = word.add_paragraph(style="Insyn Adress")
        paragraph.paragraph_format.tab_stops.add_tab_stop(_LETTER_COLUMN)
        paragraph.add_run(one_line(here)).bold = place == 0
        paragraph.add_run(f"\t{one_line(there)}" if there else "")
    for place, line in enumerate(document.recipient):
        paragraph = add_text(word, line, "Insyn Adress")
        paragraph.paragraph_format.left_indent = _LETTER_COLUMN
        paragraph.paragraph_format.space_before = Cm(0 if place else 0.9)
    add_text(word, document.title, "Insyn Brevrubrik")
    if document.subtitle:
        add_text(word, document.subtitle, "Subtitle")
    add_facts(word, document.reference)


def add_content(word: WordFile, document: Document, words: Wording, *, starts_page: bool) -> None:
    """Add headings and blocks last in the file; the first of them may begin a page."""
    is_report = document.kind == Kind.REPORT
    count = 0
    for item in flow(document):
        if isinstance(item, Placed) and isinstance(item.block, PageBreak):
            starts_page = True
            continue
        last = word.element.body.sectPr.getprevious()
        if isinstance(item, Heading):
            _add_heading(word, item, count, is_report=is_report)
            count += 1
        else:
            add_block(word, item, words)
        if starts_page:
            _start_page(word, last.getnext())
        starts_page = False


def _start_page(word: WordFile, first: BaseOxmlElement) -> None:
    """Let the page begin at what was just added; before a table stands an empty paragraph."""
    if isinstance(first, CT_P):
        paragraph = WordParagraph(first, word)
        paragraph.paragraph_format.space_before = Length(0)
    else:
        paragraph = word.add_paragraph(style="Insyn Cell")
        first.addprevious(paragraph._p)
    paragraph.paragraph_format.page_break_before = True


def _add_heading(word: WordFile, heading: Heading, index: int, *, is_report: bool) -> None:
    level = min(heading.level, _DEEPEST_STYLE)
    paragraph = word.add_heading(one_line(tidy(heading.text)), level=level)
    if is_report:
        mark_heading(paragraph, index)
        if not heading.number:
            # The style numbers its headings; this one steps out of the count.
            set_numbering(paragraph._p.get_or_add_pPr(), 0)
            paragraph.paragraph_format.left_indent = Length(0)
            paragraph.paragraph_format.first_line_indent = Length(0)
