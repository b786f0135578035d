"""A mail as a simple web page: its own words, nothing fetched from anywhere. Pure."""

import re
from html import escape

_ADDRESS = re.compile(r"https?://[^\s<>\"']+")


def html_of(text: str, *, language: str) -> str:
    """Return the text with its paragraphs and links, for programs that show mail as pages."""
    paragraphs = (f"<p>{_linked(part)}</p>" for part in text.split("\n\n") if part.strip())
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n'
        '<head><meta charset="utf-8"><title>Insyn</title></head>\n'
        f"<body>\n{chr(10).join(paragraphs)}\n</body>\n</html>\n"
    )


def _linked(part: str) -> str:
    pieces, end = [], 0
    for found in _ADDRESS.finditer(part):
        address = escape(found.group())
        pieces += [escape(part[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    pieces.append(escape(part[end:]))
    return "".join(pieces).replace("\n", "<br>\n")
