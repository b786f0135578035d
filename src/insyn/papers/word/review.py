"""The check that a Word file can be read by everyone."""

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile

import docx
from docx.document import Document as WordFile
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

_SHOWN = 50
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


def review(blob: bytes) -> list[str]:
    """Return what makes the file hard to read, in Swedish sentences; an empty list is approval.

    Looked at: title, language, heading levels, alternative texts and heading rows. Reading order
    and the quality of the texts need a person.
    """
    try:
        word = docx.Document(BytesIO(blob))
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError):
        return ["Filen är inte ett Word-dokument (.docx)."]
    return [
        *_title_faults(word),
        *_language_faults(word),
        *_heading_faults(word),
        *_picture_faults(word),
        *_table_faults(word),
    ]


def _title_faults(word: WordFile) -> Iterator[str]:
    if not word.core_properties.title.strip():
        yield "Dokumentet saknar titel. Ange den under Arkiv, Info, Egenskaper."


def _language_faults(word: WordFile) -> Iterator[str]:
    language = word.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    value = "" if language is None else (language.get(qn("w:val")) or "")
    if value != "sv-SE":
        yield "Dokumentets språk är inte svenska (sv-SE). Ange det under Granska, Språk."


def _heading_faults(word: WordFile) -> Iterator[str]:
    above = 0
    for paragraph in word.paragraphs:
        name = paragraph.style.name if paragraph.style is not None else None
        found = re.fullmatch(r"heading (\d)", (name or "").lower())
        if found is None:
            continue
        level = int(found[1])
        if level > above + 1:
            text = paragraph.text[:_SHOWN]
            yield f"Rubriken ”{text}” hoppar från nivå {above} till nivå {level}."
        above = level


def _picture_faults(word: WordFile) -> Iterator[str]:
    for picture in word.element.body.iter(_PICTURE):
        if not (picture.get("descr") or "").strip():
            yield f"Bilden ”{picture.get('name')}” saknar alternativtext."


def _table_faults(word: WordFile) -> Iterator[str]:
    for number, table in enumerate(word.tables, 1):
        heading = table._tbl.tr_lst[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}")
        if heading is None:
            yield f"Tabell {number} saknar rubrikrad. Markera den första raden som rubrikrad."
