"""A document as PDF: accessible (PDF/UA-1) and archivable (PDF/A-2a) at once, or not at all."""

import json
import re
import threading
import unicodedata
from functools import cache
from pathlib import Path
from typing import assert_never

import page
import typst
from fontTools.ttLib import TTFont

from insyn.kernel.errors import RuleViolation
from insyn.papers.columns import is_short, numeric_columns, shares
from insyn.papers.content import (
    Bullets,
    Data,
    Document,
    Facts,
    Figure,
    Heading,
    KeyFigures,
    Kind,
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
    flow,
    text_of,
)
from insyn.papers.text import one_line, tidy
from insyn.papers.wording import Wording, wording

_HERE = Path(__file__).parent
_FONTS = _HERE / "fonts"
_PROFILES = ("2a", "ua1")
_LENGTH_RULE = "PDFA2A-STREAM-LENGTH-001"
_STREAM = re.compile(rb"\bstream\r?\n")
_LENGTH = re.compile(rb"/Length (\d+)\b(?! \d+ R)")
_MISSING = "□"
_LONGEST_WORD = 30
"""Characters. A longer word may break anywhere after this many, instead of leaving the page."""

_PNG_DENSITY = 220
"""Dots per inch; sharp in print."""

_SVG_PAGE = b"""#set page(width: auto, height: auto, margin: 0pt)
#set text(font: "Inter", fallback: false)
#image(bytes(sys.inputs.svg), format: "svg")
"""

_thread = threading.local()


class PdfRefused(RuleViolation):
    """The document cannot become an accessible PDF. The message says why."""


def render(document: Document) -> bytes:
    """Return the document as PDF/UA-1 and PDF/A-2a.

    A character that the fonts lack is shown as □: the standards allow no missing glyph.

    Raises:
        PdfRefused: a figure lacks its alternative text, a heading level is skipped, or the
            finished file fails the check against the two standards.
    """
    inputs = {"document": json.dumps(_printable(_as_data(document)), ensure_ascii=False)}
    try:
        blob = _compiler().compile(format="pdf", pdf_standards=["a-2a", "ua-1"], sys_inputs=inputs)
    except typst.TypstError as error:
        raise PdfRefused(f"Dokumentet kan inte bli en tillgänglig PDF: {error.message}") from error
    return require_compliant(_only_bytes(blob))


def require_compliant(blob: bytes) -> bytes:
    """Return the PDF unchanged when it meets PDF/A-2a and PDF/UA-1.

    Raises:
        PdfRefused: it fails a rule of either standard; the rules are named.
    """
    for profile in _PROFILES:
        try:
            report = page.validate_pdf_bytes(blob, profile=profile)
        except page.PageError as error:
            raise PdfRefused(f"Filen går inte att läsa som PDF: {error}") from error
        rules = {fault.rule_id for fault in report.failures if not _is_false_alarm(blob, fault)}
        if rules:
            raise PdfRefused(
                f"PDF-filen uppfyller inte {profile.upper()}: {', '.join(sorted(rules))}"
            )
    return blob


def _is_false_alarm(blob: bytes, fault: page.ValidationFailure) -> bool:
    """Return whether the checker has miscounted a stream in a file where every length is true.

    It takes a last data byte of 13 together with the line feed after it for one line break,
    which strikes about one letter in fifty. The lengths are then measured here instead.
    """
    return fault.rule_id == _LENGTH_RULE and has_true_lengths(blob)


def has_true_lengths(blob: bytes) -> bool:
    """Return whether each stream ends exactly where its /Length says.

    Reads from one stream's end to the next one's beginning, so that nothing inside a stream is
    taken for the beginning of another.
    """
    position = 0
    while opening := _STREAM.search(blob, position):
        said = _LENGTH.search(blob, blob.rfind(b" obj", position, opening.start()), opening.start())
        if said is None:
            return False
        end = opening.end() + int(said[1])
        if not blob.startswith((b"\nendstream", b"\r\nendstream"), end):
            return False
        position = end + len(b"\r\nendstream")
    return True


def svg_to_png(svg: str) -> bytes:
    """Return the chart as a PNG picture, sharp in print.

    Raises:
        PdfRefused: it is not an SVG.
    """
    try:
        blob = typst.compile(
            _SVG_PAGE,
            format="png",
            ppi=_PNG_DENSITY,
            sys_inputs={"svg": _with_glyphs(svg)},
            font_paths=_fonts(),
        )
    except typst.TypstError as error:
        raise PdfRefused(f"Diagrammet går inte att rita: {error.message}") from error
    return _only_bytes(blob)


def _only_bytes(blob: bytes | list[bytes] | None) -> bytes:
    if not isinstance(blob, bytes):
        raise TypeError("one file was expected")
    return blob


def _compiler() -> typst.Compiler:
    """Return this thread's compiler: it is not shared, and it reads the fonts only once."""
    compiler: typst.Compiler | None = getattr(_thread, "compiler", None)
    if compiler is None:
        compiler = typst.Compiler(_HERE / "report.typ", root=_HERE, font_paths=_fonts())
        _thread.compiler = compiler
    return compiler


@cache
def _fonts() -> typst.Fonts:
    """Return our own fonts and no others: the same paper on every machine."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS]
    )


@cache
def _glyphs() -> frozenset[str]:
    """Return the characters that every one of our fonts can show."""
    return frozenset.intersection(*map(_glyphs_of, sorted(_FONTS.glob("*.otf"))))


def _glyphs_of(path: Path) -> frozenset[str]:
    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def _with_glyphs(text: str) -> str:
    return "".join(_shown(character) for character in tidy(text))


def _shown(character: str) -> str:
    if character in "\n\u00ad\u200b" or character in _glyphs():
        return character
    # Joiners and variation selectors only change how a neighbour looks.
    is_silent = unicodedata.category(character) in {"Cf", "Mn", "Me"}
    return "" if is_silent else _MISSING


def _breakable(text: str) -> str:
    """Return the text with places to break inside words that no line can hold."""
    if all(len(word) <= _LONGEST_WORD for word in text.split()):
        return text
    return " ".join(
        "\u200b".join(
            word[at : at + _LONGEST_WORD] for at in range(0, max(len(word), 1), _LONGEST_WORD)
        )
        for word in text.split(" ")
    )


def _printable(value: object) -> object:
    match value:
        case str():
            return _breakable(_with_glyphs(value))
        case dict():
            return {
                key: _with_glyphs(item) if key == "svg" else _printable(item)
                for key, item in value.items()
            }
        case list() | tuple():
            return [_printable(item) for item in value]
        case _:
            return value


def _as_data(document: Document) -> dict[str, object]:
    words = wording(document.language)
    is_letter = document.kind == Kind.LETTER
    facts = _dated(document, words)
    titles = [title for title in (document.title, document.subtitle) if title]
    items = [_item(item) for item in flow(document)]
    return {
        "kind": str(document.kind),
        "lang": str(document.language),
        "region": words.locale[-2:].lower(),
        "words": {"contents": words.contents, "page": words.page, "of": words.of},
        "title": _never_blank(document.title),
        "full_title": " – ".join(map(_never_blank, titles or [""])),
        "short_title": one_line(document.title),
        "subtitle": document.subtitle,
        "organisation": one_line(document.organisation),
        "case_number": document.case_number,
        "keywords": [document.case_number] if document.case_number else [],
        "issued_on": document.issued_on.timetuple()[:3],
        "sender": document.sender,
        "recipient": document.recipient,
        "letter_facts": facts if is_letter else [],
        "reference": document.reference if is_letter else [*facts, *document.reference],
        "has_headings": any(item["type"] == "heading" for item in items),
        "items": items,
    }


def _never_blank(text: str) -> str:
    """Return the text on one line, or a dash: PDF/UA allows no empty title or heading."""
    return one_line(text) if _with_glyphs(text).strip() else "–"


def _dated(document: Document, words: Wording) -> list[tuple[str, str]]:
    facts = [(words.issued_on, words.long_date(document.issued_on))]
    if document.case_number:
        facts.append((words.case_number, document.case_number))
    return facts


def _item(item: Heading | Placed) -> dict[str, object]:
    if isinstance(item, Heading):
        text = _never_blank(item.text)
        return {"type": "heading", "level": item.level, "number": item.number, "text": text}
    if isinstance(item.block, Prose):
        return _prose_item(item.block)
    return {"caption": caption_of(item), **_data_item(item.block)}


def _prose_item(block: Prose) -> dict[str, object]:
    match block:
        case Paragraph():
            item = {"type": "paragraph", "text": block.text, "lead": block.lead}
        case Bullets():
            item = {"type": "bullets", "items": block.items, "ordered": block.ordered}
        case Notice():
            item = {"type": "notice", "text": block.text}
        case Quote():
            item = {"type": "quote", "heading": block.heading, "text": block.text}
        case Signature():
            item = {"type": "signature", "lines": block.lines}
        case PageBreak():
            item = {"type": "page_break"}
        case _:
            assert_never(block)
    return item


def _data_item(block: Data) -> dict[str, object]:
    match block:
        case Table():
            return {
                "type": "table",
                "header": block.header,
                "rows": [
                    [{"text": text_of(cell), "columns": columns_of(cell)} for cell in row]
                    for row in block.rows
                ],
                "row_headers": block.row_headers,
                "shares": shares(block),
                "numeric": numeric_columns(block),
                "is_short": is_short(block),
            }
        case Facts():
            return {"type": "facts", "pairs": block.pairs}
        case KeyFigures():
            figures = [{"label": item.label, "value": item.value} for item in block.items]
            return {"type": "key_figures", "figures": figures}
        case Figure():
            return {"type": "figure", "svg": block.svg, "alt": block.alt}
        case _:
            assert_never(block)
