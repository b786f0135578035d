"""The places in a Word file that Insyn fills in: ”{{ diarienummer }}” and the like."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml.etree import _Element as Xml

from insyn.papers.text import tidy

CONTENT = "innehåll"
CONTENTS_LIST = "innehållsförteckning"
TITLE = "rubrik"
KNOWN: Mapping[str, str] = {
    CONTENT: "skrivelsens eller planens text, ensam på en egen rad",
    CONTENTS_LIST: "planens innehållsförteckning, ensam på en egen rad",
    TITLE: "ärendets eller planens rubrik",
    "underrubrik": "raden under rubriken",
    "handling": "handlingens namn, till exempel Tjänsteskrivelse",
    "datum": "handlingens datum",
    "diarienummer": "diarienumret",
    "nämnd": "nämndens namn",
    "förvaltning": "förvaltningens namn",
    "kommun": "kommunens namn",
    "mottagare": "den som skrivelsen är ställd till",
    "handläggare": "den som har handlagt ärendet",
}
"""What may stand between the brackets, and what becomes of it."""

ALONE = frozenset({CONTENT, CONTENTS_LIST})
"""Placeholders that are a paragraph of their own in the body."""

_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
_HALF = re.compile(r"\{\{|\}\}|\{%|%\}")
_PARAGRAPH, _TEXT = qn("w:p"), qn("w:t")
_LINE = re.compile(r"\n")


@dataclass(frozen=True, slots=True)
class Place:
    """A placeholder where it was found. ``in_body`` is not true in tables, boxes or headers."""

    name: str
    paragraph: Xml
    is_alone: bool
    in_body: bool


def places(word: WordFile) -> Iterator[Place]:
    """Return the placeholders of body, headers and footers in reading order."""
    for part in parts(word):
        for paragraph in part.iter(_PARAGRAPH):
            text = text_of(paragraph)
            for found in _PLACEHOLDER.finditer(text):
                yield Place(
                    found[1].strip().lower(),
                    paragraph,
                    is_alone=found[0] == text.strip(),
                    in_body=paragraph.getparent() is word.element.body,
                )


def halves(word: WordFile) -> Iterator[str]:
    """Return the paragraphs in which a bracket lacks its other half, or is of another kind."""
    for part in parts(word):
        for paragraph in part.iter(_PARAGRAPH):
            text = text_of(paragraph)
            if _HALF.search(_PLACEHOLDER.sub("", text)):
                yield text.strip()


def fill(word: WordFile, values: Mapping[str, str]) -> None:
    """Put the values in place of their placeholders, in the type of the first letter replaced.

    A placeholder without a value is left as it stands.
    """
    for part in parts(word):
        for paragraph in part.iter(_PARAGRAPH):
            if "{{" in text_of(paragraph):
                _fill_paragraph(paragraph, values)


def parts(word: WordFile) -> list[Xml]:
    """Return the body and every header and footer."""
    kinds = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
    framing = [rel.target_part for rel in word.part.rels.values() if rel.reltype in kinds]
    return [word.element.body, *(part.element for part in framing)]


def text_of(paragraph: Xml) -> str:
    """Return the text of the paragraph alone, not of a box that is anchored in it."""
    return "".join(piece.text or "" for piece in _pieces(paragraph))


def _pieces(paragraph: Xml) -> list[Xml]:
    return [
        piece
        for piece in paragraph.iter(_TEXT)
        if next(piece.iterancestors(_PARAGRAPH)) is paragraph
    ]


def _fill_paragraph(paragraph: Xml, values: Mapping[str, str]) -> None:
    """Word splits what was typed into pieces at will: a placeholder may begin in any of them."""
    pieces = _pieces(paragraph)
    text = "".join(piece.text or "" for piece in pieces)
    for found in reversed(list(_PLACEHOLDER.finditer(text))):
        value = values.get(found[1].strip().lower())
        if value is not None:
            _replace(pieces, found.start(), found.end(), _LINE.sub(", ", tidy(value)))


def _replace(pieces: list[Xml], start: int, end: int, value: str) -> None:
    at, is_written = 0, False
    for piece in pieces:
        old = piece.text or ""
        here = range(max(start - at, 0), min(end - at, len(old)))
        at += len(old)
        if not here:
            continue
        piece.text = old[: here.start] + ("" if is_written else value) + old[here.stop :]
        piece.set(qn("xml:space"), "preserve")
        is_written = True
