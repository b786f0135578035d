"""The check of a Word file that somebody wants their papers written into."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import docx
from docx.document import Document as WordFile
from docx.oxml.ns import qn
from lxml import etree

from insyn.papers.word.borrowing import missing_styles
from insyn.papers.word.layouts import render_into
from insyn.papers.word.placeholders import ALONE, CONTENT, KNOWN, TITLE, Place, halves, places
from insyn.papers.word.review import review
from insyn.papers.word.sample import TRIAL

MOST_BYTES = 10 << 20
MOST_UNPACKED = 40 << 20
MOST_XML = 5 << 20
"""Bytes of one XML part. A part becomes some twenty times as large when it has been read."""

MOST_PARTS = 400
_CHUNK = 1 << 16
_SHOWN = 60
_PASSWORD = b"\xd0\xcf\x11\xe0"
_NOT_ZIP = (
    "Filen är inte ett Word-dokument (.docx). Spara mallen som Word-dokument och försök igen."
)
_HUGE = "Mallen är för stor när den packas upp. Minska bilderna i den och försök igen."
_ACTIVE = re.compile(r"vbaproject|activex|/embeddings/|/afchunk|\.(?:bin|exe|ole|dll|html?|rtf)$")
_FETCHES = re.compile(
    r"\b(?:DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|RD|MACROBUTTON)\b",
    re.IGNORECASE,
)
_NOT_WHAT_IT_CLAIMS = (
    *(BadZipFile, KeyError, ValueError, AttributeError, TypeError, IndexError),
    etree.XMLSyntaxError,
)
"""What python-docx says of a package that is whole as a zip file and is no Word document."""

_TEMPLATE = "/attachedTemplate"
"""The template that a file was once made from. It is let go when a paper is written."""

_WEB = ("http:", "https:", "mailto:")
_READ_XML = re.compile(r"\.(?:xml|rels)$")
_TRACKED = tuple(map(qn, ("w:ins", "w:del", "w:moveFrom", "w:moveTo")))
_EXPECTED = {
    TITLE: "Rubriken skrivs först i texten",
    "datum": "Datumet visas inte",
    "diarienummer": "Diarienumret visas inte",
}
_STYLE_NAMES = {
    "Normal": "Normal",
    "Heading 1": "Rubrik 1",
    "Heading 2": "Rubrik 2",
    "List Bullet": "Punktlista",
    "List Number": "Numrerad lista",
}


@dataclass(frozen=True, slots=True)
class LayoutCheck:
    """What the check said: sentences that refuse the file, and remarks on one that is taken."""

    refusals: tuple[str, ...]
    placeholders: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


class _Refused(Exception):
    """The file is refused before it has been read to its end; the argument is the sentence."""


def check_layout(blob: bytes) -> LayoutCheck:
    """Return what is wrong with the file, what it has places for, and what to think of.

    Every sentence is Swedish and meant for the one who uploads it. A file without refusals can
    be given to ``render_into``.
    """
    try:
        return _checked(blob)
    except _Refused as no:
        return LayoutCheck((str(no),))
    except _NOT_WHAT_IT_CLAIMS:
        return LayoutCheck((_NOT_ZIP,))


def _checked(blob: bytes) -> LayoutCheck:
    _check_package(blob)
    word = docx.Document(BytesIO(blob))
    faults = [*_structure_faults(word), *_placeholder_faults(word)]
    if faults:
        return LayoutCheck(tuple(dict.fromkeys(faults)))
    for paper in TRIAL:
        render_into(blob, paper, {})
    found = list(dict.fromkeys(place.name for place in places(word)))
    return LayoutCheck((), tuple(found), tuple(_remarks(word, blob, found)))


def _check_package(blob: bytes) -> None:
    if len(blob) > MOST_BYTES:
        raise _Refused("Mallen är större än 10 MB. Minska bilderna i den och försök igen.")
    if blob.startswith(_PASSWORD):
        raise _Refused(
            "Mallen är skyddad med lösenord eller sparad i ett äldre format. Ta bort skyddet och "
            "spara den som Word-dokument (.docx)."
        )
    try:
        with ZipFile(BytesIO(blob)) as package:
            _check_parts(package)
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as no:
        raise _Refused(_NOT_ZIP) from no


def _check_parts(package: ZipFile) -> None:
    names = package.namelist()
    if "word/document.xml" not in names or len(set(names)) != len(names):
        raise _Refused(_NOT_ZIP)
    if len(names) > MOST_PARTS:
        raise _Refused(_HUGE)
    left = MOST_UNPACKED
    for name in names:
        content = _unpacked(package, name, left)
        left -= len(content)
        _check_part(name.lower(), content)


def _unpacked(package: ZipFile, name: str, left: int) -> bytes:
    """Return the part, counting what really comes out: the sizes in a zip file may lie."""
    limit = min(left, MOST_XML) if _READ_XML.search(name.lower()) else left
    content = bytearray()
    with package.open(name) as part:
        while chunk := part.read(_CHUNK):
            content += chunk
            if len(content) > limit:
                raise _Refused(_HUGE)
    return bytes(content)


def _check_part(name: str, content: bytes) -> None:
    if ".." in name or name.startswith(("/", "\\")):
        raise _Refused(_NOT_ZIP)
    if _ACTIVE.search(name):
        raise _Refused(
            "Mallen innehåller makron eller inbäddade objekt. Ta bort dem och spara mallen som "
            "Word-dokument (.docx)."
        )
    if _READ_XML.search(name):
        root = etree.fromstring(content, _parser())
        if root.getroottree().docinfo.internalDTD is not None:
            raise _Refused(_NOT_ZIP)
        if name.endswith(".rels"):
            _check_relationships(root)


def _check_relationships(root: etree._Element) -> None:
    for relation in root.iter("{*}Relationship"):
        target = relation.get("Target", "").lower()
        kind = relation.get("Type", "")
        is_outside = relation.get("TargetMode", "").lower() == "external"
        is_link = kind.endswith("/hyperlink") and target.startswith(_WEB)
        if is_outside and not is_link and not kind.endswith(_TEMPLATE):
            raise _Refused(
                "Mallen hämtar något från en annan fil: en länkad bild, en annan mall eller ett "
                "objekt. Infoga bilden i mallen, eller ta bort kopplingen, och försök igen."
            )


def _structure_faults(word: WordFile) -> Iterator[str]:
    for part in _read_parts(word):
        codes = "".join(code.text or "" for code in part.iter(qn("w:instrText")))
        simple = " ".join(field.get(qn("w:instr"), "") for field in part.iter(qn("w:fldSimple")))
        if _FETCHES.search(f"{codes} {simple}"):
            yield (
                "Mallen innehåller ett fält som hämtar andra filer eller kör något, till exempel "
                "INCLUDEPICTURE. Ta bort fältet."
            )
        if next(part.iter(*_TRACKED), None) is not None:
            yield "Mallen har spårade ändringar. Godkänn eller avvisa dem och spara mallen igen."
        if next(part.iter(qn("w:commentReference")), None) is not None:
            yield "Mallen har kommentarer. Ta bort dem och spara mallen igen."


def _read_parts(word: WordFile) -> Iterator[etree._Element]:
    for part in word.part.package.iter_parts():
        root = getattr(part, "element", None)
        if root is not None:
            yield root
        elif str(part.partname).endswith(".xml"):
            yield etree.fromstring(part.blob, _parser())


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _placeholder_faults(word: WordFile) -> Iterator[str]:
    found = list(places(word))
    contents = [place for place in found if place.name == CONTENT]
    if not contents:
        yield ("Mallen saknar {{ innehåll }}. Skriv det ensamt på en egen rad där texten ska stå.")
    if len(contents) > 1:
        yield "Mallen har {{ innehåll }} på flera ställen. Låt det stå på ett."
    for place in found:
        yield from _place_faults(place)
    for text in halves(word):
        yield (
            f"En platshållare är inte hel: ”{text[:_SHOWN]}”. Skriv till exempel "
            "{{ diarienummer }} med två klamrar på var sida."
        )


def _place_faults(place: Place) -> Iterator[str]:
    if place.name not in KNOWN:
        near = get_close_matches(place.name, KNOWN, n=1)
        hint = f" Menade du {{{{ {near[0]} }}}}?" if near else ""
        yield (
            f"Insyn känner inte till {{{{ {place.name[:_SHOWN]} }}}}.{hint} De namn som går att "
            "använda står på sidan med Wordmallar."
        )
    elif place.name in ALONE and not (place.is_alone and place.in_body):
        yield (
            f"{{{{ {place.name} }}}} ska stå ensamt på en egen rad i brödtexten: inte i en tabell, "
            "en textruta, ett sidhuvud eller mitt i en mening."
        )


def _remarks(word: WordFile, blob: bytes, found: list[str]) -> Iterator[str]:
    for name, said in _EXPECTED.items():
        if name not in found:
            yield f"{said}: mallen saknar {{{{ {name} }}}}."
    for name in missing_styles(word):
        yield f"Formatmallen ”{_STYLE_NAMES[name]}” saknas. Insyns egen används i stället."
    yield from (fault for fault in review(blob) if "saknar titel" not in fault)
