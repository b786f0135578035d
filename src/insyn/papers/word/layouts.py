"""A document written into somebody's own Word file: their page, head, foot and styles."""

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO

import docx
from docx.document import Document as WordFile
from docx.oxml.ns import qn
from lxml.etree import _Element as Xml

from insyn.papers.content import Document, Kind, outline
from insyn.papers.text import one_line
from insyn.papers.word.blocks import add_facts
from insyn.papers.word.borrowing import StyleIds, drop_template, lend_styles
from insyn.papers.word.contents import add_contents
from insyn.papers.word.placeholders import (
    ALONE,
    CONTENT,
    CONTENTS_LIST,
    KNOWN,
    TITLE,
    fill,
    places,
)
from insyn.papers.word.rendering import add_content, set_properties
from insyn.papers.word.styles import TEXT_WIDTH
from insyn.papers.word.xml import set_style
from insyn.papers.wording import wording

_STYLED = (qn("w:pStyle"), qn("w:tblStyle"))
_MEASURES = (qn("w:tcW"), qn("w:gridCol"))
_EXTENTS = (
    "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent",
    "{http://schemas.openxmlformats.org/drawingml/2006/main}ext",
)
_MARKS = (qn("w:bookmarkStart"), qn("w:bookmarkEnd"))
_WIDTH, _VALUE, _MARK = qn("w:w"), qn("w:val"), qn("w:id")


def render_into(layout: bytes, document: Document, values: Mapping[str, str]) -> bytes:
    """Return the document in the layout, which ``check_layout`` has accepted.

    ``values`` fill the placeholders in body, head and foot by their names; a known one that
    has no value becomes empty. The content takes the place of ”{{ innehåll }}”, with the title
    first when the layout has no place for it.
    """
    words = wording(document.language)
    word = docx.Document(BytesIO(layout))
    ids = lend_styles(word, locale=words.locale)
    drop_template(word)
    found = list(places(word))
    # Filled in before the content comes: brackets in a text are the writer's own.
    fill(word, _filling(document, values))
    for place in found:
        if place.name == CONTENTS_LIST:
            _put_contents(word, document, ids, at=place.paragraph)
    marker = next(place.paragraph for place in found if place.name == CONTENT)
    with_title = all(place.name != TITLE for place in found)
    _put_content(word, document, ids, at=marker, with_title=with_title)
    set_properties(word, document, words)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _filling(document: Document, values: Mapping[str, str]) -> dict[str, str]:
    """Return what each placeholder becomes, but those that the content takes the place of."""
    said = dict.fromkeys(KNOWN, "") | dict(values) | {TITLE: document.title}
    return {name: value for name, value in said.items() if name not in ALONE}


def _put_contents(word: WordFile, document: Document, ids: StyleIds, *, at: Xml) -> None:
    """Fill in the list of contents, without numbers: whether there are any, the layout says."""
    before = list(word.element.body)
    if document.kind == Kind.REPORT:
        headings = [replace(heading, number="") for heading in outline(document)]
        add_contents(word, wording(document.language).contents, headings)
    _move(word, before, at, ids)


def _put_content(
    word: WordFile, document: Document, ids: StyleIds, *, at: Xml, with_title: bool
) -> None:
    before = list(word.element.body)
    if with_title:
        title = word.add_paragraph(one_line(document.title))
        set_style(title._p, "Insyn Brevrubrik" if document.kind == Kind.LETTER else "Title")
    if document.kind == Kind.REPORT:
        add_facts(word, document.reference)
    add_content(word, document, wording(document.language), starts_page=False)
    _move(word, before, at, ids)


def _move(word: WordFile, before: list[Xml], marker: Xml, ids: StyleIds) -> None:
    """Put what was added last in the body where the marker stands, and take the marker away."""
    old = {id(part) for part in before}
    section = word.sections[-1]
    sides = (section.page_width, section.left_margin, section.right_margin)
    width, left, right = (side or 0 for side in sides)
    for part in [part for part in word.element.body if id(part) not in old]:
        _dress(part, ids, scale=(width - left - right) / TEXT_WIDTH)
        marker.addprevious(part)
    word.element.body.remove(marker)


def _dress(part: Xml, ids: StyleIds, *, scale: float) -> None:
    """Let the part use the styles of the layout, and fit between its margins."""
    for style in _each(part, _STYLED):
        said = style.get(_VALUE, "")
        style.set(_VALUE, ids.get(said, said))
    for measure in _each(part, _MEASURES):
        _scale(measure, _WIDTH, scale)
    for extent in _each(part, _EXTENTS):
        _scale(extent, "cx", min(scale, 1))
        _scale(extent, "cy", min(scale, 1))
    for mark in _each(part, _MARKS):
        # Far from the marks that the layout has of its own.
        mark.set(_MARK, str(int(mark.get(_MARK, 0)) + 1_000_000))


def _each(part: Xml, tags: tuple[str, ...]) -> list[Xml]:
    return list(part.iter(*tags))


def _scale(measured: Xml, name: str, scale: float) -> None:
    measured.set(name, str(int(int(measured.get(name, 0)) * scale)))
