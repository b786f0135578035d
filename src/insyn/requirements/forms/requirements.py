"""Forms about one requirement."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from insyn.kernel.access import Access
from insyn.platform.forms import choices_of, offer
from insyn.registry.forms.providers import VersionedForm
from insyn.requirements.models import QualityArea
from insyn.requirements.queries.areas import areas_in_use
from insyn.requirements.rules import Strength
from insyn.requirements.rules.numbers import LONGEST_NUMBER
from insyn.requirements.rules.taking import LONGEST_EVIDENCE, LONGEST_LEGAL_SOURCE

WEIGHTS = [
    ("1", _("1 – ordning")),
    ("2", _("2 – väsentligt")),
    ("3", _("3 – stor betydelse för den enskilde")),
]


class WordingForm(VersionedForm):
    """Ask how a requirement reads and what the authority makes of it."""

    number = forms.CharField(label=_("Nummer i avtalet"), max_length=LONGEST_NUMBER)
    text = forms.CharField(
        label=_("Kravtext"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Skriv som det står i avtalet. Ett krav i taget går lättare att följa upp."),
    )
    strength = forms.TypedChoiceField(
        label=_("Styrka"), choices=choices_of(Strength), coerce=Strength
    )
    legal_source = forms.CharField(
        label=_("Lagstöd"),
        max_length=LONGEST_LEGAL_SOURCE,
        required=False,
        help_text=_("Lag och paragraf. Tomt om kravet bara vilar på avtalet."),
    )
    evidence = forms.CharField(
        label=_("Verifieras genom"),
        max_length=LONGEST_EVIDENCE,
        required=False,
        help_text=_("Till exempel ”rutin och stickprov i personallistan”."),
    )
    area = forms.ModelChoiceField(
        QualityArea.objects.none(), label=_("Kvalitetsområde"), required=False
    )
    weight = forms.TypedChoiceField(label=_("Vikt"), choices=WEIGHTS, coerce=int, initial=2)
    is_critical = forms.BooleanField(
        label=_("Kritiskt"),
        required=False,
        help_text=_("Ett kritiskt krav som inte uppfylls är alltid en brist."),
    )

    def __init__(
        self, access: Access, authority_id: int, today: date, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        areas = areas_in_use(access, authority_id, today)
        if present := self.initial.get("area"):
            own = QualityArea.objects.visible_to(access).filter(authority=authority_id)
            areas = own.filter(Q(pk=present) | Q(pk__in=areas))
        offer(self, "area", areas)


class DatedWordingForm(WordingForm):
    """Ask also from when the wording is valid."""

    valid_from = forms.DateField(label=_("Gäller från"))


class RewordingForm(WordingForm):
    """Ask also from when a new wording is valid."""

    valid_from = forms.DateField(
        label=_("Ny lydelse gäller från"),
        help_text=_(
            "Den nuvarande lydelsen gäller till dagen före. Ändrar du bara område, vikt eller "
            "kritiskt blir det ingen ny lydelse."
        ),
    )


class CorrectionForm(WordingForm):
    """Ask also what was wrong in the text."""

    reason = forms.CharField(
        label=_("Vad var fel?"),
        max_length=300,
        help_text=_("Skälet sparas i spåret tillsammans med hur det stod förut."),
    )


class EndForm(VersionedForm):
    """Ask for the last day of a requirement."""

    valid_to = forms.DateField(
        label=_("Sista dag som kravet gäller"),
        help_text=_("Uppföljningar av dagar fram till dess bedöms mot kravet."),
    )
