"""How a requirement is asked about. Pure.

A requirement that says ”Utföraren ska ha …” becomes ”Har ni …?” when that can be done surely.
Whatever is the least uncertain keeps its own words: ”Uppfyller ni kravet ”…”?”
"""

import re

LONGEST_SURE = 260
"""Characters. A longer requirement says too much to be one question."""

VERBS: dict[str, str] = {
    "ha": "Har",
    "erbjuda": "Erbjuder",
    "göra": "Gör",
    "genomföra": "Genomför",
    "dokumentera": "Dokumenterar",
    "rapportera": "Rapporterar",
    "följa": "Följer",
    "ge": "Ger",
    "föra": "För",
    "säkerställa": "Säkerställer",
    "kontrollera": "Kontrollerar",
    "informera": "Informerar",
    "delta": "Deltar",
    "arbeta": "Arbetar",
    "använda": "Använder",
    "upprätta": "Upprättar",
    "lämna": "Lämnar",
    "bedriva": "Bedriver",
    "ansvara": "Ansvarar",
    "tillhandahålla": "Tillhandahåller",
    "utföra": "Utför",
    "anmäla": "Anmäler",
    "kunna": "Kan",
    "utse": "Utser",
    "utreda": "Utreder",
    "mäta": "Mäter",
    "hantera": "Hanterar",
    "analysera": "Analyserar",
    "förvara": "Förvarar",
    "registrera": "Registrerar",
    "fakturera": "Fakturerar",
    "besvara": "Besvarar",
}
"""The verbs whose present tense is known, as they begin a question."""

_SHALL = re.compile(
    r"(?:utföraren|leverantören|entreprenören|anbudsgivaren)\s+"
    r"(?:ska|skall|bör|måste)\s+(?P<verb>[a-zåäö]+)\s+(?P<rest>[^.;:?!]+)\.?",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:utförare\w*|leverantör\w*|entreprenör\w*|anbudsgivare\w*|denne|denna|denn?es|sin|sitt|"
    r"sina|ska|skall|bör|måste|samt|varvid|varför)\b|,\s*(?:och|som)\b"
    r"|\b(?:och|eller)\s+(?:[a-zåäö]*a|be|bli|få|ge|gå|le|se|ske|stå)\b",
    re.IGNORECASE,
)
"""Words after which somebody else, or something more, is spoken of.

What may be another verb after ”och” counts as one: the requirement then keeps its own words.
"""


def question_about(requirement: str) -> str:
    """Return the question that asks whether the requirement is met.

    One sentence about the provider with a verb that is known, and nothing in it that points
    back at the provider, is turned into a question; any other is quoted.
    """
    text = " ".join(requirement.split())
    found = _SHALL.fullmatch(text) if len(text) <= LONGEST_SURE else None
    if found is None or _UNSURE.search(found["rest"]) or found["verb"].lower() not in VERBS:
        return f"Uppfyller ni kravet ”{text.removesuffix('.')}”?"
    return f"{VERBS[found['verb'].lower()]} ni {found['rest'].strip()}?"
