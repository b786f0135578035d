"""A document as HTML: inside a page of the system, or as a file that stands alone."""

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import assert_never

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from lxml import etree

from insyn.papers.columns import numeric_columns
from insyn.papers.content import (
    Bullets,
    Cell,
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
    key_of,
    outline,
    text_of,
)
from insyn.papers.text import one_line, tidy
from insyn.papers.wording import Wording, wording

LinkFor = Callable[[str], str]

_LOWEST_HEADING = 6
_CONTENTS_DEPTH = 2
_STYLES = Path(__file__).with_name("document.css")
_SVG = "{http://www.w3.org/2000/svg}"
_SVG_TAGS = frozenset(
    f"{_SVG}{name}"
    for name in (
        "circle",
        "defs",
        "desc",
        "g",
        "line",
        "path",
        "pattern",
        "polyline",
        "rect",
        "svg",
        "text",
        "title",
        "tspan",
    )
)


def render(
    document: Document, *, link_for: LinkFor | None = None, heading_level: int = 2
) -> SafeString:
    """Return the document as an article for a page whose own headings end above that level.

    With ``link_for``, every figure that has a key becomes a link to where it comes from.

    Raises:
        ValueError: a figure holds something else than a drawing.
    """
    words = wording(document.language)
    return format_html(
        '<article class="u-doc u-doc-{}" lang="{}">\n{}{}</article>\n',
        str(document.kind),
        str(document.language),
        _head(document, words, heading_level),
        _body(document, link_for, heading_level),
    )


def standalone(document: Document) -> str:
    """Return the document as a whole HTML file, with its style inside and nothing outside."""
    words = wording(document.language)
    has_contents = document.kind == Kind.REPORT and bool(outline(document))
    return format_html(
        '<!doctype html>\n<html lang="{}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n"
        '<article class="u-doc u-doc-{}">\n{}{}{}</article>\n</main>\n</body>\n</html>\n',
        str(document.language),
        one_line(document.title),
        _styles(),
        str(document.kind),
        _head(document, words, 1),
        _contents(document, words) if has_contents else "",
        _body(document, None, 1),
    )


@cache
def _styles() -> SafeString:
    return mark_safe(_STYLES.read_text(encoding="utf-8"))  # noqa: S308 - our own file


def _head(document: Document, words: Wording, level: int) -> SafeString:
    facts = [(words.issued_on, words.long_date(document.issued_on))]
    if document.case_number:
        facts.append((words.case_number, document.case_number))
    sender = format_html('<p class="u-doc-sender">{}</p>\n', _lines(document.sender))
    recipient = format_html('<p class="u-doc-recipient">{}</p>\n', _lines(document.recipient))
    subtitle = format_html('<p class="u-doc-subtitle">{}</p>\n', _text(document.subtitle))
    return format_html(
        '<header class="u-doc-head">\n<p class="u-doc-organisation">{}</p>\n{}{}'
        '<h{} class="u-doc-title">{}</h{}>\n{}{}</header>\n',
        _text(document.organisation),
        sender if document.sender else "",
        recipient if document.recipient else "",
        level,
        _text(document.title),
        level,
        subtitle if document.subtitle else "",
        _facts((*facts, *document.reference)),
    )


def _contents(document: Document, words: Wording) -> SafeString:
    entries = [
        (item.level, _anchor(index), one_line(item.full_text))
        for index, item in enumerate(outline(document))
        if item.level <= _CONTENTS_DEPTH
    ]
    return format_html(
        '<nav class="u-doc-contents" aria-labelledby="u-doc-contents">\n'
        '<h2 id="u-doc-contents">{}</h2>\n<ul>\n{}</ul>\n</nav>\n',
        words.contents,
        format_html_join("", '<li class="u-doc-level-{}"><a href="#{}">{}</a></li>\n', entries),
    )


def _anchor(index: int) -> str:
    return f"u-doc-{index + 1}"


def _body(document: Document, link_for: LinkFor | None, level: int) -> SafeString:
    parts: list[SafeString] = []
    count = 0
    for item in flow(document):
        if isinstance(item, Heading):
            parts.append(_heading(item, level, _anchor(count)))
            count += 1
        elif isinstance(item.block, Prose):
            parts.append(_prose(item.block))
        else:
            parts.append(_data(item.block, item, link_for))
    return _joined(parts)


def _heading(heading: Heading, level: int, anchor: str) -> SafeString:
    shown = min(heading.level + level, _LOWEST_HEADING)
    number = format_html('<span class="u-doc-number-of">{}</span> ', heading.number)
    return format_html(
        '<h{} id="{}">{}{}</h{}>\n',
        shown,
        anchor,
        number if heading.number else "",
        one_line(heading.text),
        shown,
    )


def _prose(block: Prose) -> SafeString:
    match block:
        case Paragraph():
            pattern = '<p class="u-doc-lead">{}</p>\n' if block.lead else "<p>{}</p>\n"
            part = format_html(pattern, _text(block.text))
        case Bullets():
            pattern = "<ol>\n{}</ol>\n" if block.ordered else "<ul>\n{}</ul>\n"
            items = ((_text(item),) for item in block.items)
            part = format_html(pattern, format_html_join("", "<li>{}</li>\n", items))
        case Notice():
            part = format_html(
                '<div class="u-doc-notice" role="note"><p>{}</p></div>\n', _text(block.text)
            )
        case Quote():
            part = format_html(
                '<figure class="u-doc-quote">\n<figcaption>{}</figcaption>\n'
                "<blockquote><p>{}</p></blockquote>\n</figure>\n",
                _text(block.heading),
                _text(block.text),
            )
        case Signature():
            part = format_html('<p class="u-doc-signature">{}</p>\n', _lines(block.lines))
        case PageBreak():
            part = mark_safe('<div class="u-doc-break"></div>\n')
        case _:
            assert_never(block)
    return part


def _data(block: Data, placed: Placed, link_for: LinkFor | None) -> SafeString:
    match block:
        case Table():
            return _table(block, caption_of(placed), link_for)
        case Facts():
            return _facts(block.pairs)
        case KeyFigures():
            items = (
                (_text(item.label), _traced(item.value, item.key, link_for)) for item in block.items
            )
            pattern = "<div><dt>{}</dt><dd>{}</dd></div>\n"
            return format_html(
                '<dl class="u-doc-figures">\n{}</dl>\n', format_html_join("", pattern, items)
            )
        case Figure():
            return format_html(
                '<figure class="u-doc-chart">\n<div role="img" aria-label="{}">{}</div>\n'
                "<figcaption>{}</figcaption>\n</figure>\n",
                one_line(block.alt),
                drawing(block.svg),
                _text(caption_of(placed)),
            )
        case _:
            assert_never(block)


def _facts(pairs: Iterable[tuple[str, str]]) -> SafeString:
    texts = ((_text(label), _text(value)) for label, value in pairs)
    return format_html(
        '<dl class="u-doc-facts">\n{}</dl>\n',
        format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>\n", texts),
    )


def _table(block: Table, caption: str, link_for: LinkFor | None) -> SafeString:
    numeric = numeric_columns(block)
    header = (
        (_number_class(is_number), _text(title))
        for is_number, title in zip(numeric, block.header, strict=True)
    )
    rows = ((_row(block, row, numeric, link_for),) for row in block.rows)
    return format_html(
        '<div class="u-doc-scroll" role="region" tabindex="0" aria-label="{}">\n<table>\n'
        "<caption>{}</caption>\n<thead>\n<tr>{}</tr>\n</thead>\n<tbody>\n{}</tbody>\n"
        "</table>\n</div>\n",
        one_line(caption),
        _text(caption),
        format_html_join("", '<th scope="col"{}>{}</th>', header),
        format_html_join("", "<tr>{}</tr>\n", rows),
    )


def _row(
    block: Table, row: tuple[str | Cell, ...], numeric: list[bool], link_for: LinkFor | None
) -> SafeString:
    cells = [_traced(text_of(cell), key_of(cell), link_for) for cell in row]
    spans = [columns_of(cell) for cell in row]
    parts = [
        format_html("<td{}{}>{}</td>", _number_class(is_number), _covering(columns), cell)
        for is_number, columns, cell in zip(numeric, spans, cells, strict=True)
        if columns
    ]
    if block.row_headers:
        parts[0] = format_html('<th scope="row"{}>{}</th>', _covering(spans[0]), cells[0])
    return _joined(parts)


def _covering(columns: int) -> SafeString:
    return format_html(' colspan="{}"', columns) if columns > 1 else SafeString()


def _number_class(is_number: bool) -> SafeString:  # noqa: FBT001 - the only thing it says
    return mark_safe(' class="u-doc-number"') if is_number else SafeString()


def _traced(text: str, key: str, link_for: LinkFor | None) -> SafeString:
    if not key or link_for is None:
        return _text(text)
    return format_html('<a class="u-doc-trace" href="{}">{}</a>', link_for(key), _text(text))


def _text(text: str) -> SafeString:
    """Return the escaped text with its line breaks."""
    return _lines(tidy(text).split("\n"))


def _lines(texts: Iterable[str]) -> SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((tidy(text),) for text in texts))


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


@cache
def drawing(svg: str) -> SafeString:
    """Return the drawing once it is shown to hold shapes and text only: nothing that can act.

    Raises:
        ValueError: it is not an SVG, or holds scripts, links, styles or foreign elements.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_pis=True)
    try:
        root = etree.fromstring(svg.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        raise ValueError("the figure is not an SVG") from error
    for part in root.iter():
        is_known = part.tag in _SVG_TAGS
        if not is_known or not all(map(_is_harmless, part.attrib.items())):
            raise ValueError(f"the figure may not hold {part.tag!r}")
    return mark_safe(etree.tostring(root, encoding="unicode"))  # noqa: S308 - checked above


def _is_harmless(attribute: tuple[str, str]) -> bool:
    name, value = (str(part) for part in attribute)
    is_local = "url(" not in value or value.startswith("url(#")
    return is_local and not name.startswith(("on", "{")) and name not in {"style", "href", "src"}
