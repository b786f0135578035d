"""What a person chooses: which duties to see, and about the digest."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from insyn.agenda.queries import KindCount
from insyn.agenda.rules import DigestRhythm
from insyn.platform.forms import FilterForm, InsynForm, choices_of


class KindFilter(FilterForm):
    """Which kind of duties to see, each with how many wait."""

    slag = forms.ChoiceField(label=_("Visa"))

    def __init__(self, kinds: Sequence[KindCount], data: Any) -> None:
        super().__init__(data)
        everything = sum(kind.count for kind in kinds)
        named = [(kind.name, f"{gettext(kind.label)} ({kind.count})") for kind in kinds]
        choices = [("", f"{gettext('Allt')} ({everything})"), *named]
        self.fields["slag"].choices = choices  # type: ignore[attr-defined]


class DigestForm(InsynForm):
    """How often the digest comes."""

    rhythm = forms.ChoiceField(
        label=_("Hur ofta vill du få ett mejl om det som väntar?"),
        choices=choices_of(DigestRhythm),
        widget=forms.RadioSelect,
        help_text=_(
            "Mejlet säger vad som väntar och till när, aldrig vem det gäller. Dagar då inget "
            "väntar kommer inget mejl."
        ),
    )

    def clean_rhythm(self) -> DigestRhythm:
        return DigestRhythm(self.cleaned_data["rhythm"])
