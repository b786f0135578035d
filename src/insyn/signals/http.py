"""What the pages of signals share."""

import re
from functools import partial

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, count, day, label
from insyn.kernel.access import Permission
from insyn.platform.answers import FormPage
from insyn.signals.models import Signal
from insyn.signals.queries.signals import signals_seen
from insyn.signals.rules import LIFECYCLE, SignalEvent

ROWS_PER_PAGE = 50
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)

TICKED = (
    ("koppla", __("Koppla till uppföljning")),
    ("parkera", __("Parkera")),
    ("skriv-av", __("Skriv av")),
)
"""What can be done with the ticked signals: as the address says it, and on the button."""

SIGNAL_COLUMNS = (
    day(__("Hände"), lambda row: row.happened_on),
    day(__("Inkom"), lambda row: localdate(row.noted_at)),
    ListColumn(__("Utförare"), lambda row: str(row.provider), width=32),
    ListColumn(__("Verksamhet"), lambda row: str(row.unit or ""), width=32),
    ListColumn(__("Vad det gäller"), lambda row: label(row.shown_category), width=24),
    ListColumn(__("Allvar"), lambda row: label(row.shown_severity), width=12),
    ListColumn(__("Källa"), lambda row: label(row.shown_source), width=22),
    ListColumn(__("Beskrivning"), lambda row: row.text, width=60),
    ListColumn(__("Läge"), lambda row: label(row.shown_state), width=24),
    day(__("Tas upp igen"), lambda row: row.review_on),
    ListColumn(__("Skäl"), lambda row: row.reason, width=40),
    ListColumn(__("Uppföljning"), lambda row: str(row.followup or ""), width=24),
    ListColumn(__("Nämnd"), lambda row: str(row.authority), width=32),
)
"""The signals as a file."""

NOTICE_COLUMNS = (
    ListColumn(__("Utförare"), lambda row: str(row.notice.provider), width=32),
    ListColumn(__("Verksamhet"), lambda row: str(row.notice.unit or ""), width=32),
    ListColumn(__("Diarienummer"), lambda row: row.notice.case_number, width=18),
    ListColumn(__("Allvarligt"), lambda row: _("Ja") if row.notice.is_serious else _("Nej")),
    day(__("Händelsen inträffade"), lambda row: row.notice.happened_on),
    day(__("Rapporterades hos utföraren"), lambda row: row.notice.reported_on),
    day(__("Underrättelsen kom in"), lambda row: row.notice.received_on),
    day(__("Utredningen blev klar"), lambda row: row.notice.investigated_on),
    day(__("Missförhållandet avhjälptes"), lambda row: row.notice.remedied_on),
    day(__("Anmäldes till IVO"), lambda row: row.notice.to_ivo_on),
    count(__("Dagar till underrättelse"), lambda row: row.days_to_tell),
    count(__("Dagar till klar utredning"), lambda row: row.days_to_investigate),
)
"""The lex Sarah notices as a file."""


def seen_signal(request: Request, pk: int) -> Signal:
    """Return the signal, or answer 404."""
    return get_object_or_404(signals_seen(request.access), pk=pk)


def handled_signal(request: Request, pk: int) -> Signal:
    """Return the signal to one who handles signals there; else answer 404 or 403."""
    row = seen_signal(request, pk)
    request.access.require(Permission.HANDLE_SIGNALS, authority_id=row.authority_id)
    return row


def version_in(sent: QueryDict) -> int:
    """Return the version that a button carries; what cannot be read is the version of no row."""
    raw = sent.get("version", "")
    return int(raw) if _NUMBER.fullmatch(raw) else -1


def about_signal(
    signal: Signal, heading: str, *, event: SignalEvent, done: str, button: str
) -> FormPage:
    """Return what surrounds a form that leads back to the signal, and opens if it can happen."""
    return FormPage(
        template="signals/form.html",
        heading=heading,
        back=reverse("signals:detail", args=[signal.pk]),
        done=done,
        button=button,
        lead=str(signal.provider),
        opens=partial(LIFECYCLE.after, signal.shown_state, event),
        context={"signal": signal},
    )
