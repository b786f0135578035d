"""What a signal that the system noted by itself was made of, and the way there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from insyn.signals.models import Signal

_PLACES: Mapping[str, tuple[str, str]] = {
    "register_check": (gettext_noop("Registerkontrollen"), "monitoring:detail"),
    "invoice_sample": (gettext_noop("Fakturastickprovet"), "invoices:sample"),
    "lex_sarah": (gettext_noop("Lex Sarah-underrättelsen"), "signals:notice"),
}
"""By the first word of the signal's key: what it is called, and the address of its page."""
_KEY = re.compile(r"([a-z_]+):(\d{1,9})(?::\d{1,9})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Origin:
    """The page that a signal was made from."""

    label: str
    url: str


def invoice_key(sample_id: int, provider_id: int) -> str:
    """Return the key of the signal of a sample and a provider: one, however often it is asked."""
    return f"{invoice_keys(sample_id)}{provider_id}"


def invoice_keys(sample_id: int) -> str:
    """Return how the keys of all signals of a sample begin."""
    return f"invoice_sample:{sample_id}:"


def origin_of(signal: Signal) -> Origin | None:
    """Return where the signal came from inside the system; None when somebody left it."""
    if signal.imported_in_id is not None:
        address = reverse("signals:import", args=[signal.imported_in_id])
        return Origin(_("Avvikelselistan"), address)
    match = _KEY.fullmatch(signal.key)
    if match is None or match[1] not in _PLACES:
        return None
    label, name = _PLACES[match[1]]
    return Origin(_(label), reverse(name, args=[int(match[2])]))
