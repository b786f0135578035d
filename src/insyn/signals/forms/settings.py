"""Reading what is typed about rules, the open form, and in it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.platform import clock
from insyn.platform.forms import InsynForm, choices_of, offer
from insyn.registry.models import Provider
from insyn.signals.forms.signals import VersionForm
from insyn.signals.models import OpenForm, SignalRule
from insyn.signals.queries.open_form import providers_of
from insyn.signals.rules import Severity, SignalCategory
from insyn.signals.rules.open_form import CONTACT_LENGTH, TEXT_LENGTH
from insyn.signals.rules.patterns import MOST_DAYS, MOST_SIGNALS, PatternScope
from insyn.signals.services.settings import RuleFacts


class RuleForm(InsynForm):
    """Ask when signals are reason for a follow-up."""

    name = forms.CharField(label=_("Regelns namn"), max_length=120)
    signals = forms.IntegerField(
        label=_("Minst så här många signaler"), min_value=1, max_value=MOST_SIGNALS
    )
    days = forms.IntegerField(label=_("Inom så här många dagar"), min_value=1, max_value=MOST_DAYS)
    scope = forms.TypedChoiceField(
        label=_("Räknas hos"), choices=choices_of(PatternScope), coerce=PatternScope
    )
    severity = forms.TypedChoiceField(
        label=_("Minst så allvarliga"), choices=choices_of(Severity), coerce=Severity
    )
    category = forms.TypedChoiceField(
        label=_("Vad det gäller"),
        choices=[("", _("Vad som helst")), *choices_of(SignalCategory)],
        coerce=SignalCategory,
        empty_value=None,
        required=False,
    )
    is_active = forms.BooleanField(label=_("Regeln används"), required=False)

    def __init__(self, rule: SignalRule | None, data: Any = None) -> None:
        names = ("name", "signals", "days", "scope", "severity", "category", "is_active")
        known: dict[str, Any] = {"days": 90, "signals": 3, "is_active": True}
        if rule is not None:
            known = {name: getattr(rule, name) for name in names}
        super().__init__(data, initial=known)
        if rule is not None:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)
            self.initial["version"] = rule.version

    def facts(self) -> RuleFacts:
        """Return what was typed."""
        said = {key: value for key, value in self.cleaned_data.items() if key != "version"}
        return RuleFacts(**said)


class OpenFormSettings(VersionForm):
    """Ask whether the form is open, and what the board wants to say in it."""

    is_on = forms.BooleanField(
        label=_("Formuläret är öppet för alla"),
        help_text=_("Vem som helst kan då lämna en synpunkt utan att logga in."),
        required=False,
    )
    text = forms.CharField(
        label=_("Nämndens text"),
        help_text=_("Står överst i formuläret. Skriv vart man vänder sig om något är akut."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        required=False,
    )

    def __init__(self, known: OpenForm | None, data: Any = None) -> None:
        said = {"version": 0, "is_on": False, "text": ""}
        if known is not None:
            said = {name: getattr(known, name) for name in said}
        super().__init__(data, initial=said)


class TellForm(InsynForm):
    """Ask anyone what has happened, about which provider. Nobody is asked who they are."""

    provider = forms.ModelChoiceField(
        Provider.objects.none(), label=_("Vilken utförare gäller det?"), empty_label=_("Välj")
    )
    text = forms.CharField(
        label=_("Vad vill du berätta?"),
        help_text=_("Skriv inte namn eller personnummer på någon enskild."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=TEXT_LENGTH,
    )
    happened_on = forms.DateField(label=_("När hände det?"), help_text=_("Ungefär räcker."))
    contact = forms.CharField(
        label=_("Vill du att vi hör av oss? Skriv telefon eller e-post"),
        help_text=_("Du kan lämna det tomt. Bara några få i nämnden ser det, aldrig utföraren."),
        max_length=CONTACT_LENGTH,
        required=False,
    )
    website = forms.CharField(
        label=_("Lämna det här fältet tomt"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )  # fmt: skip
    seal = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)

    def __init__(self, authority: Authority, seal: str, data: Any = None) -> None:
        super().__init__(data, initial={"seal": seal, "happened_on": clock.today()})
        offer(self, "provider", providers_of(authority))
        self.is_trapped = False

    def clean_website(self) -> str:
        """Notice that a program has filled in what people leave empty."""
        self.is_trapped = bool(self.cleaned_data["website"])
        return ""
