"""Addresses that are never stored: those of sheltered housing (skyddat boende). Pure.

A sheltered home that can be found protects nobody. Source: offentlighets- och sekretesslagen
(2009:400) 26 kap. 1 §.
"""

import re
import unicodedata
from collections.abc import Mapping

SHELTERED = "skyddat-boende"
"""The code of the service area whose addresses are secret."""

SENTENCES: Mapping[str, str] = {
    "address": (
        "Texten ser ut att innehålla en adress. Verksamheten är ett skyddat boende, och adressen "
        "lagras aldrig i Insyn. Ta bort gata och nummer, postnummer och box."
    ),
}
"""Why a text is refused. The address itself is never repeated: a sentence may be kept."""

_STREET = (
    r"(?:gat(?:a|an)|väg(?:en)?|gränd(?:en)?|torg(?:et)?|stig(?:en)?|allé(?:n)?|\balle(?:n)?"
    r"|back(?:e|en)|kaj(?:en)?|esplanad(?:en)?|slingan)"
)
_NO_SQUARES = (
    *("ings", "vård", "tids", "åtgärds", "verksamhets", "genomförande", "arbets", "studie"),
    *("omsorgs", "affärs", "kris", "säkerhets", "beredskaps", "års", "vecko", "skol", "kost"),
    *("mat", "städ", "aktivitets", "rehab", "kommunikations", "kvalitets", "kontroll", "åter"),
    *("mål", "stöd", "barn", "individ", "schema", "nöd", "risk", "evakuerings"),
    *("botten", "entré", "källar", "mark", "halv", "mellan", "hel", "lägenhets", "samverkans"),
)
"""What comes before ”plan” in words that are papers or floors, and no places."""
_NUMBER = r"(?:\s+(?:nr|nummer)\b\.?)?\s*\d{1,4}(?:\s?[a-zåäö]\b)?(?![\d:])"

_PATTERNS = (
    re.compile(rf"\b[\w:.'’-]*{_STREET}{_NUMBER}", re.IGNORECASE),
    re.compile(
        r"\b[A-ZÅÄÖ][\w'’-]+"
        + "".join(rf"(?i:(?<!{word}))" for word in _NO_SQUARES)
        + r"(?i:plan)\s*\d{1,3}(?![\d:–-])"
    ),
    re.compile(r"\b[A-ZÅÄÖ][\w'’-]+\s+[A-ZÅÄÖ][\w'’-]+s\s+plan\s+\d{1,3}(?![\d:–-])"),
    re.compile(r"\bpost(?:nummer|nr|adress)\W{0,3}\d{3}\s?\d{2}\b", re.IGNORECASE),
    re.compile(r"(?<![\d.:/])(?<!\d[\s-])\b(?:SE?-?\s?)?[1-9]\d{2}\s\d{2}\s+(?!kr)[^\W\d_]{2,}"),
    re.compile(r"(?<![\d.:/-])(?<!\d\s)\b(?:SE?-?\s?)?[1-9]\d{4}\s+[A-ZÅÄÖ][^\W\d_]+"),
    re.compile(r"\b(?:post)?box\s*(?:nr\b\.?\s*)?\d+", re.IGNORECASE),
    re.compile(r"\bc\s?/\s?o\b", re.IGNORECASE),
)


def looks_like_address(text: str) -> bool:
    """Tell whether a street with its number, a postal code with its town or a box is in it.

    A street without a number is not an address, nor is a name such as ”Villa 2”.
    """
    folded = unicodedata.normalize("NFKC", text)
    plain = "".join(char for char in folded if unicodedata.category(char) != "Cf")
    return any(pattern.search(plain) for pattern in _PATTERNS)


def address_refusal(text: str) -> str:
    """Return why a text of a sheltered home is refused, or an empty string."""
    return SENTENCES["address"] if looks_like_address(text) else ""


def is_sheltered(area_code: str) -> bool:
    """Tell whether the addresses of that kind of service are secret."""
    return area_code == SHELTERED
