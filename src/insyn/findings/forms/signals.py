"""Reading which signals a finding stands on."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insyn.findings.forms.findings import VersionForm
from insyn.findings.models import Finding
from insyn.findings.queries.signals import chosen_signals, signals_to_choose
from insyn.kernel.access import Access
from insyn.platform.forms import SeveralField, offer
from insyn.signals.models import Signal

SHOWN = 160


class SignalsField(SeveralField):
    """Signals named by what they are about, when, and how they begin."""

    def label_from_instance(self, obj: Signal) -> str:
        text = obj.text if len(obj.text) <= SHOWN else f"{obj.text[:SHOWN]}…"
        return f"{_(obj.shown_category.label)}, {obj.happened_on}: {text}"


class SignalsForm(VersionForm):
    """Which of the follow-up's signals the finding stands on."""

    signals = SignalsField(
        Signal.objects.none(),
        label=gettext_lazy("Signaler"),
        help_text=gettext_lazy("Utföraren ser aldrig vilka signaler resultatet stöder sig på."),
        required=False,
    )

    def __init__(self, access: Access, finding: Finding, data: Any = None) -> None:
        chosen = {"signals": chosen_signals(access, finding), "version": finding.version}
        super().__init__(data, initial=chosen)
        offer(self, "signals", signals_to_choose(access, finding))
