"""Whether two registers call an organisation the same. Pure."""

import re

_FORMS = re.compile(
    r"\b(aktiebolag(et)?|ab|handelsbolag(et)?|hb|kommanditbolag(et)?|kb|ekonomisk förening"
    r"|ek för|publ|i konkurs|i likvidation)\b"
)
_NOT_WORDS = re.compile(r"[\W_]+")


def are_alike(one: str, other: str) -> bool:
    """Tell whether the names are the same but for letters' size, signs and the legal form."""
    return _core(one) == _core(other)


def _core(name: str) -> str:
    words = _NOT_WORDS.sub(" ", name.casefold())
    return " ".join(_FORMS.sub(" ", words).split()) or words.strip()
