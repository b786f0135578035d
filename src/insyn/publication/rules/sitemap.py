"""What search engines are told: which pages are for everybody, in which languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree as Xml

_MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, kw_only=True)
class ToldPage:
    """An open page, and the day on which it last changed if that is known."""

    address: str
    changed_on: date | None = None

    @property
    def languages(self) -> tuple[tuple[str, str], ...]:
        return ("sv", self.address), ("en", f"{self.address}?lang=en")


def sitemap(pages: Sequence[ToldPage]) -> bytes:
    """Return the map of the open pages, each in Swedish and in English."""
    Xml.register_namespace("", _MAP)
    Xml.register_namespace("xhtml", _XHTML)
    root = Xml.Element(f"{{{_MAP}}}urlset")
    for page in pages:
        for _, address in page.languages:
            one = Xml.SubElement(root, f"{{{_MAP}}}url")
            Xml.SubElement(one, f"{{{_MAP}}}loc").text = address
            if page.changed_on:
                Xml.SubElement(one, f"{{{_MAP}}}lastmod").text = page.changed_on.isoformat()
            for language, other in page.languages:
                Xml.SubElement(
                    one, f"{{{_XHTML}}}link", rel="alternate", hreflang=language, href=other
                )
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def robots(open_paths: Sequence[str], *, sitemap_address: str) -> str:
    """Return what search engines may read: the open pages, and nothing else."""
    lines = ["User-agent: *", *(f"Allow: {path}" for path in open_paths), "Disallow: /"]
    return "\n".join([*lines, "", f"Sitemap: {sitemap_address}", ""])
