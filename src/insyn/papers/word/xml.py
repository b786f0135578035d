"""The few pieces of Word's XML that python-docx has no words for."""

from typing import cast

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.oxml.text.parfmt import CT_PPr
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

# Word refuses paragraph properties that stand in another order than its schema's.
_AFTER_SHADE = (
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:jc",
    "w:outlineLvl",
    "w:rPr",
)


def element(tag: str, **attributes: str) -> BaseOxmlElement:
    """Return a new element; attributes are of Word's main namespace: ``val`` is ``w:val``."""
    made = cast(BaseOxmlElement, OxmlElement(tag))
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def set_style(paragraph: CT_P, name: str) -> None:
    """Give the paragraph a style; the id of each style we use is its name without spaces.

    Looking the id up, as python-docx does, costs a millisecond for every paragraph and cell.
    """
    paragraph.style = name.replace(" ", "")


def add_border(properties: CT_PPr, side: str, *, size: int, space: int, colour: str) -> None:
    """Draw an edge along a side of the paragraph; the size is in eighths of a point."""
    edges = element("w:pBdr")
    edges.append(element(f"w:{side}", val="single", sz=str(size), space=str(space), color=colour))
    properties.insert_element_before(edges, "w:shd", *_AFTER_SHADE)


def add_shade(properties: CT_PPr, colour: str) -> None:
    """Fill the paragraph's background."""
    shade = element("w:shd", val="clear", color="auto", fill=colour)
    properties.insert_element_before(shade, *_AFTER_SHADE)


def set_numbering(properties: CT_PPr, number: int, *, level: int = 0) -> None:
    """Make the paragraph, or the style, an item of that numbered list; 0 is none at all."""
    for old in properties.findall(qn("w:numPr")):
        properties.remove(old)
    made = element("w:numPr")
    made.append(element("w:ilvl", val=str(level)))
    made.append(element("w:numId", val=str(number)))
    properties.insert_element_before(made, "w:pBdr", "w:shd", *_AFTER_SHADE)


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """Add a field that Word computes, such as PAGE; ``shown`` stands until it has."""
    add_field_character(paragraph, "begin")
    code = element("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    paragraph.add_run()._r.append(code)
    add_field_character(paragraph, "separate")
    paragraph.add_run(shown)
    add_field_character(paragraph, "end")


def add_field_character(paragraph: Paragraph, kind: str) -> None:
    """Add the mark that begins, parts or ends a field."""
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType=kind))
