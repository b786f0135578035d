"""Forms about what stands in a plan: its texts, its forms with process cards, their stages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.plans.forms.plans import ReasonedForm
from insyn.plans.rules import FormKind, StageKind
from insyn.platform.forms import choices_of

ONE_A_LINE = _("En sak på varje rad.")


def _text(label: object, rows: int = 3, **said: object) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, widget=area, **said)  # type: ignore[arg-type]


class SectionForm(ReasonedForm):
    """Ask for a heading of the plan and what stands under it."""

    heading = forms.CharField(label=_("Rubrik"), max_length=200)
    text = _text(_("Text"), 12, help_text=_("En tom rad ger ett nytt stycke."))


class CardForm(ReasonedForm):
    """Ask what a form of follow-up is called and what its process card says."""

    name = forms.CharField(
        label=_("Namn"), max_length=150, help_text=_("Det som nämnden kallar formen.")
    )
    kind = forms.TypedChoiceField(
        label=_("Slag"),
        choices=choices_of(FormKind),
        coerce=FormKind,
        help_text=_("Vad det är för sorts uppföljning, vad ni än kallar den."),
    )
    is_outside = forms.BooleanField(
        label=_("Görs av andra och ger bara signaler hit"), required=False
    )
    purpose = _text(_("Syfte"))
    goal = _text(_("Mål"))
    method = _text(_("Metod"))
    receivers = _text(_("Mottagare av resultatet"), help_text=ONE_A_LINE)
    reporting = _text(_("Redovisning"), help_text=ONE_A_LINE)
    feedback = _text(_("Återkoppling"))
    limits = _text(_("Avgränsning"))
    consequences = _text(_("Kan leda till"), help_text=ONE_A_LINE)
    checks = _text(_("Det här granskas"), 5, help_text=ONE_A_LINE)
    triggers = _text(_("Det här utlöser uppföljningen"), 5, help_text=ONE_A_LINE)


class StageForm(ReasonedForm):
    """Ask what a stage of a form is called and how it is done."""

    name = forms.CharField(label=_("Namn"), max_length=150)
    kind = forms.TypedChoiceField(label=_("Slag"), choices=choices_of(StageKind), coerce=StageKind)
    methods = _text(_("Så görs det"), help_text=ONE_A_LINE)
