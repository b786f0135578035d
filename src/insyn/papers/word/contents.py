"""The table of contents, filled in with links, so that every reader of Word files shows it."""

from docx.document import Document as WordFile
from docx.text.paragraph import Paragraph as WordParagraph

from insyn.papers.content import Heading
from insyn.papers.text import one_line
from insyn.papers.word.xml import add_field_character, element

DEEPEST = 2


def add_contents(word: WordFile, title: str, headings: list[Heading]) -> None:
    """Add the contents of the two upper levels, each line a link to its heading.

    The lines stand in a field marked as out of date: Word adds the page numbers, which nobody
    else can know, when the file is opened.
    """
    listed = [(index, item) for index, item in enumerate(headings) if item.level <= DEEPEST]
    if not listed:
        return
    word.add_paragraph(title, style="TOC Heading")
    paragraphs = [_add_entry(word, index, heading) for index, heading in listed]
    _open_field(paragraphs[0])
    add_field_character(paragraphs[-1], "end")


def mark_heading(paragraph: WordParagraph, index: int) -> None:
    """Put the bookmark around the heading that its line in the contents leads to."""
    start = element("w:bookmarkStart", id=str(index + 1), name=_bookmark(index))
    end = element("w:bookmarkEnd", id=str(index + 1))
    paragraph._p.get_or_add_pPr().addnext(start)
    paragraph._p.append(end)


def _bookmark(index: int) -> str:
    return f"_Toc{90_000_000 + index}"


def _add_entry(word: WordFile, index: int, heading: Heading) -> WordParagraph:
    paragraph = word.add_paragraph(style=f"TOC {heading.level}")
    run = paragraph.add_run(f"{heading.number}  {one_line(heading.text)}".strip())
    link = element("w:hyperlink", anchor=_bookmark(index), history="1")
    paragraph._p.append(link)
    link.append(run._r)
    return paragraph


def _open_field(paragraph: WordParagraph) -> None:
    begin = element("w:r")
    begin.append(element("w:fldChar", fldCharType="begin", dirty="true"))
    code = element("w:r")
    instruction = element("w:instrText")
    instruction.text = f'TOC \\o "1-{DEEPEST}" \\h \\z \\u'
    code.append(instruction)
    separate = element("w:r")
    separate.append(element("w:fldChar", fldCharType="separate"))
    place = paragraph._p.get_or_add_pPr()
    for part in (separate, code, begin):
        place.addnext(part)
