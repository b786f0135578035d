"""Forms about an agreement's options."""

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.registry.forms.providers import VersionedForm


class OptionForm(VersionedForm):
    """Ask until when an option extends the agreement, and when it must be called."""

    extends_to = forms.DateField(
        label=_("Förlänger till"), help_text=_("Avtalets sista dag om optionen avropas.")
    )
    call_by = forms.DateField(
        label=_("Sista dag att avropa"), help_text=_("Så som det står i avtalet.")
    )
    note = forms.CharField(
        label=_("Anteckning"),
        max_length=300,
        required=False,
        help_text=_("Till exempel vem som avropar, eller villkor för det."),
    )


class CallForm(VersionedForm):
    """Ask which day the option was called."""

    called_on = forms.DateField(label=_("Avropad den"))


class DeclineForm(VersionedForm):
    """Ask which day it was decided not to use the option."""

    declined_on = forms.DateField(label=_("Beslutat den"))
