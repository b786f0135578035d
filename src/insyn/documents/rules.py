"""What may be stored, and under which conditions. Pure."""

import re
from collections.abc import Mapping

from insyn.kernel.access import Secrecy
from insyn.kernel.choices import Choice
from insyn.kernel.errors import RuleViolation
from insyn.kernel.sentences import sentence

MAX_BYTES = 20 << 20
"""The largest file taken in: 20 MB."""
NAME_LENGTH = 200


class Direction(Choice):
    """Which way a document went."""

    INCOMING = "incoming", "Inkommen"
    OUTGOING = "outgoing", "Utgående"
    INTERNAL = "internal", "Upprättad"
    WORKING = "working", "Arbetsmaterial"


FILE_TYPES: Mapping[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (b"PK\x03\x04",),
    ),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "txt": ("text/plain; charset=utf-8", ()),
}
"""Extension → content type and the bytes the file must begin with."""

ARCHIVE_TYPE = "application/zip"
"""What the system packs by itself. Nobody can hand one in."""

_EXTRACT = re.compile(r"registerutdrag|belastningsregist|misstankeregist", re.IGNORECASE)


def extension_of(file_name: str) -> str:
    """Return the extension in lower case without its dot, or an empty string."""
    stem, dot, extension = file_name.rpartition(".")
    return extension.lower() if dot and stem else ""


def tidy_name(file_name: str) -> str:
    """Return the name to keep and show: no folders, nothing unprintable, at most 200 characters.

    The end is what is kept of a long name, so that the extension stays.
    """
    last = re.split(r"[/\\]", file_name)[-1]
    shown = "".join(char for char in last if char.isprintable()).strip()
    return shown[-NAME_LENGTH:] or "fil"


def check_upload(*, file_name: str, title: str, size: int, beginning: bytes) -> str:
    """Return the content type of a file that may be stored.

    Raises:
        RuleViolation: too large, empty, of a kind not taken in, not what its name says, or an
            extract from the criminal records (lag 2007:171, 2010:479: shown, never kept).
    """
    if _EXTRACT.search(file_name) or _EXTRACT.search(title):
        raise RuleViolation(
            sentence(
                "Registerutdrag får inte sparas här. Anteckna i stället att utdraget har visats, "
                "vilket datum och för vem."
            )
        )
    if not size:
        raise RuleViolation(sentence("Filen ”%(file_name)s” är tom.", file_name=file_name))
    if size > MAX_BYTES:
        raise RuleViolation(
            sentence(
                "Filen ”%(file_name)s” är större än 20 MB. Dela upp den eller minska den.",
                file_name=file_name,
            )
        )
    content_type, signatures = FILE_TYPES.get(extension_of(file_name), ("", ()))
    if not content_type:
        allowed = ", ".join(sorted(FILE_TYPES))
        raise RuleViolation(
            sentence(
                "Filtypen för ”%(file_name)s” tas inte emot. Välj någon av: %(allowed)s.",
                file_name=file_name,
                allowed=allowed,
            )
        )
    if signatures and not beginning.startswith(signatures):
        raise RuleViolation(
            sentence(
                "Filen ”%(file_name)s” är inte det som filändelsen säger. Spara om den och "
                "försök igen.",
                file_name=file_name,
            )
        )
    return content_type


def check_retention(secrecy: Secrecy, *, has_retention_date: bool) -> None:
    """Demand a retention date (gallringsdatum) of a document about an individual.

    Raises:
        RuleViolation: it has none. Source: SoL (2025:400) 16 kap. 1 §.
    """
    if secrecy == Secrecy.CLIENT_DOCUMENT and not has_retention_date:
        raise RuleViolation(sentence("En handling om en enskild måste ha ett datum för gallring."))
