"""Reading what is typed about a signal."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.followups.models import Followup
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.platform import clock
from insyn.platform.forms import FilterForm, InsynForm, any_choice, choices_of, offer
from insyn.registry.models import Contract, Provider, ProviderGroup, ServiceArea, Unit
from insyn.signals.models import DeviationImport, Signal
from insyn.signals.queries.signals import (
    areas_with_signals,
    authorities_of,
    authorities_read,
    contracts_to_report,
    followups_to_link,
    groups_with_signals,
    imports_with_signals,
    units_to_report,
)
from insyn.signals.rules import (
    TOLD_BY_PEOPLE,
    Severity,
    SignalCategory,
    SignalSource,
    SignalState,
)
from insyn.signals.rules.triage import REASON_LENGTH, TEXT_LENGTH
from insyn.signals.services import SignalFacts


class ImportField(forms.ModelChoiceField):  # type: ignore[type-arg]  # at run time
    """Lists from deviation systems, named by the file and the day."""

    def label_from_instance(self, obj: DeviationImport) -> str:
        return f"{obj.file_name}, {localdate(obj.done_at)}" if obj.done_at else obj.file_name


class SignalFilter(FilterForm):
    """Ask which signals to list."""

    q = forms.CharField(label=_("Utförare"), max_length=100)
    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(SignalState.choices()))
    severity = forms.ChoiceField(label=_("Allvar"), choices=any_choice(Severity.choices()))
    category = forms.ChoiceField(
        label=_("Vad det gäller"), choices=any_choice(SignalCategory.choices())
    )
    source = forms.ChoiceField(label=_("Källa"), choices=any_choice(SignalSource.choices()))
    group = forms.ModelChoiceField(ProviderGroup.objects.none(), label=_("Koncern"))
    service_area = forms.ModelChoiceField(ServiceArea.objects.none(), label=_("Verksamhetsområde"))
    since = forms.DateField(label=_("Hände tidigast"))
    until = forms.DateField(label=_("Hände senast"))
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    imported_in = ImportField(DeviationImport.objects.none(), label=_("Avvikelselista"))
    mine = forms.BooleanField(label=_("Bara de jag har lämnat"))

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "group", groups_with_signals(access))
        offer(self, "service_area", areas_with_signals(access))
        offer(self, "authority", authorities_read(access))
        offer(self, "imported_in", imports_with_signals(access))


class ProviderSearch(FilterForm):
    """Ask which provider a signal is about."""

    q = forms.CharField(label=_("Namn eller organisationsnummer"), max_length=100)


class NoteForm(InsynForm):
    """Ask what has happened, when, how serious it is and who says so."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Verksamhet"),
        required=False,
        empty_label=_("Hela utföraren, eller vet inte"),
    )
    category = forms.TypedChoiceField(
        label=_("Vad det gäller"),
        choices=[("", _("Välj")), *choices_of(SignalCategory)],
        coerce=SignalCategory,
    )
    text = forms.CharField(
        label=_("Vad har hänt?"),
        help_text=_("Skriv aldrig namn eller personnummer på enskilda, varken klient eller "
                    "personal. Utföraren ser inte signalen."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=TEXT_LENGTH,
    )  # fmt: skip
    happened_on = forms.DateField(
        label=_("När hände det?"), help_text=_("Vet du inte, skriv dagen då du fick veta det.")
    )
    severity = forms.TypedChoiceField(
        label=_("Hur allvarligt är det?"),
        choices=choices_of(Severity),
        coerce=Severity,
        widget=forms.RadioSelect,
        initial=Severity.MEDIUM,
    )
    source = forms.TypedChoiceField(
        label=_("Vem säger det?"),
        choices=[(one.value, _(one.label)) for one in TOLD_BY_PEOPLE],
        coerce=SignalSource,
        initial=SignalSource.SOCIAL_WORKER,
    )
    contract = forms.ModelChoiceField(
        Contract.objects.none(),
        label=_("Kontrakt"),
        required=False,
        empty_label=_("Inget särskilt"),
    )
    secrecy = forms.TypedChoiceField(
        label=_("Vem får läsa signalen?"),
        choices=[
            (Secrecy.INTERNAL.value, _("De som följer upp i nämnden")),
            (Secrecy.RESTRICTED.value, _("Bara en begränsad krets i nämnden")),
        ],
        coerce=lambda value: Secrecy(int(value)),
        initial=Secrecy.INTERNAL.value,
    )
    is_protected = forms.BooleanField(
        label=_("Jag vill inte att mitt namn står på signalen"),
        help_text=_("Då ser bara en begränsad krets vem du är, och varje läsning antecknas. Du "
                    "hittar inte signalen bland dina egna."),
        required=False,
    )  # fmt: skip

    def __init__(self, access: Access, provider: Provider, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = authorities_of(access, Permission.REPORT_SIGNAL)
        offer(self, "authority", mine)
        offer(self, "unit", units_to_report(provider, clock.today()))
        offer(self, "contract", contracts_to_report(access, provider))
        if len(where := access.authorities_where(Permission.REPORT_SIGNAL)) == 1:
            self.initial.setdefault("authority", next(iter(where)))
        self.initial.setdefault("happened_on", clock.today())

    def facts(self) -> SignalFacts:
        """Return what was typed."""
        said = {key: value for key, value in self.cleaned_data.items() if key != "authority"}
        return SignalFacts(**said)


class VersionForm(InsynForm):
    """Carry the version that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class LinkManyForm(InsynForm):
    """Ask which follow-up the signals belong to; they are of one provider and one board."""

    followup = forms.ModelChoiceField(
        Followup.objects.none(), label=_("Uppföljning"), empty_label=_("Välj")
    )

    def __init__(self, access: Access, signal: Signal, data: Any = None) -> None:
        super().__init__(data)
        offer(self, "followup", followups_to_link(access, signal))


class LinkForm(LinkManyForm, VersionForm):
    """Ask the same of one signal."""

    def __init__(self, access: Access, signal: Signal, data: Any = None) -> None:
        super().__init__(access, signal, data)
        self.initial["version"] = signal.version


class ParkManyForm(InsynForm):
    """Ask until when signals are put aside, and what is awaited."""

    review_on = forms.DateField(
        label=_("Ta upp igen den"), help_text=_("Då står signalen under Att göra igen.")
    )
    reason = forms.CharField(
        label=_("Vad väntar ni på?"), max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class ParkForm(ParkManyForm, VersionForm):
    """Ask the same of one signal."""


class DismissManyForm(InsynForm):
    """Ask why nothing more is done about signals."""

    reason = forms.CharField(
        label=_("Varför skrivs signalen av?"),
        help_text=_("Den som lämnade signalen kan läsa skälet."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DismissForm(DismissManyForm, VersionForm):
    """Ask the same of one signal."""
