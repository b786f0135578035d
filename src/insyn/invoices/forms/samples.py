"""Reading what is typed about samples and claims."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.findings.rules import Severity
from insyn.followups.models import Followup
from insyn.invoices.forms.batches import VersionForm
from insyn.invoices.models import InvoiceClaim, InvoiceLine, InvoiceSample, SampledLine
from insyn.invoices.queries.samples import authorities_with_claims, followups_for, open_samples
from insyn.invoices.rules import ClaimState, SampleState, Verdict, WhoErred
from insyn.invoices.rules.lines import HIGHEST
from insyn.invoices.services.findings import REQUIREMENT
from insyn.kernel.access import Access
from insyn.kernel.lottery import SEED_LENGTH
from insyn.platform import clock
from insyn.platform.forms import FilterForm, InsynForm, any_choice, choices_of, offer

DAYS_TO_CREDIT = 30
MOST_LINES = 1_000


ALSO = (("going_on", _("Inte stängda")), ("to_claim", _("Att kräva tillbaka")))
"""What the samples can be narrowed to besides a state."""


class SampleFilter(FilterForm):
    """Ask which samples to list."""

    state = forms.ChoiceField(
        label=_("Läge"),
        choices=any_choice([*SampleState.choices(), *((key, str(label)) for key, label in ALSO)]),
    )


class ClaimFilter(FilterForm):
    """Ask which claims to list."""

    q = forms.CharField(label=_("Utförare"), max_length=100)
    state = forms.ChoiceField(
        label=_("Läge"),
        choices=any_choice([*ClaimState.choices(), ("late", "Försenade")]),
    )
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", authorities_with_claims(access))


class DrawForm(InsynForm):
    """Ask for the seed, and how many lines or how many kronor between the hits."""

    seed = forms.CharField(
        label=_("Frö"),
        max_length=SEED_LENGTH,
        help_text=_(
            "Bestämmer starten. Samma frö ger samma rader, så att vem som helst kan göra om "
            "dragningen. Ta något ni inte kan välja efter resultatet, som dagens datum."
        ),
    )
    wanted = forms.IntegerField(
        label=_("Ungefär så många rader"), min_value=1, max_value=MOST_LINES, required=False
    )
    interval = forms.DecimalField(
        label=_("Eller intervall i kronor"),
        min_value=Decimal("0.01"),
        max_value=HIGHEST,
        decimal_places=2,
        required=False,
        help_text=_("Rader som är minst så stora kommer alltid med."),
    )


class PointOutForm(InsynForm):
    """Ask which sample a line is added to."""

    sample = forms.ModelChoiceField(InvoiceSample.objects.none(), label=_("Stickprov"))

    def __init__(self, access: Access, line: InvoiceLine, data: Any = None) -> None:
        super().__init__(data)
        offer(self, "sample", open_samples(access, line))


class ReviewForm(VersionForm):
    """Ask what the vouchers showed of a line."""

    verdict = forms.TypedChoiceField(
        label=_("Vad visade verifikaten?"),
        choices=[one for one in choices_of(Verdict) if one[0] != Verdict.UNREAD],
        coerce=Verdict,
        widget=forms.RadioSelect,
    )
    right_amount = forms.DecimalField(
        label=_("Rätt belopp i kronor"),
        max_digits=12,
        decimal_places=2,
        required=False,
        help_text=_("Fyll i när raden avviker. Skriv 0 om inget skulle ha fakturerats."),
    )
    note = forms.CharField(
        label=_("Anteckning"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
        help_text=_(
            "Vilket verifikat du såg och vad som avviker. Texten står i brevet till utföraren. "
            "Skriv inga namn eller personnummer."
        ),
    )

    def __init__(self, row: SampledLine, data: Any = None) -> None:
        known = {"version": row.version, "right_amount": row.right_amount, "note": row.note}
        if row.verdict != Verdict.UNREAD:
            known["verdict"] = row.verdict
        super().__init__(data, initial=known)


class FindingForm(VersionForm):
    """Ask in which follow-up, and as whose shortcoming, a wrong line is written down."""

    followup = forms.ModelChoiceField(
        Followup.objects.none(), label=_("Uppföljning"), empty_label=_("Välj")
    )
    who = forms.TypedChoiceField(
        label=_("Vems brist är det?"),
        choices=choices_of(WhoErred),
        coerce=WhoErred,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Vad som sågs"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text=_("Lämna tomt för en färdig mening om fakturan och beloppen."),
    )
    requirement = forms.CharField(
        label=_("Krav"), max_length=300, required=False, initial=REQUIREMENT
    )
    responsible = forms.CharField(
        label=_("Ansvarig hos nämnden, som roll"),
        max_length=150,
        required=False,
        help_text=_("Gäller beställarens brist."),
    )
    severity = forms.TypedChoiceField(
        label=_("Allvar"), choices=choices_of(Severity), coerce=Severity, initial=Severity.MINOR
    )
    due_on = forms.DateField(label=_("Ska vara avhjälpt"), required=False)

    def __init__(self, access: Access, row: SampledLine, data: Any = None) -> None:
        super().__init__(data, initial={"version": row.version})
        offer(self, "followup", followups_for(access, row))


class ClaimForm(VersionForm):
    """Ask by when the provider is to credit."""

    due_on = forms.DateField(label=_("Krediteras senast"))

    def __init__(self, sample: InvoiceSample, data: Any = None) -> None:
        due_on = clock.today() + timedelta(days=DAYS_TO_CREDIT)
        super().__init__(data, initial={"version": sample.version, "due_on": due_on})


class CreditForm(VersionForm):
    """Ask when, how much and in which credit note."""

    settled_on = forms.DateField(label=_("Krediterat den"))
    credited = forms.DecimalField(
        label=_("Krediterat belopp i kronor"), max_digits=14, decimal_places=2
    )
    credit_note = forms.CharField(label=_("Kreditfakturans nummer"), max_length=60, required=False)

    def __init__(self, claim: InvoiceClaim, data: Any = None) -> None:
        known = {
            "version": claim.version,
            "settled_on": clock.today(),
            "credited": claim.amount,
        }
        super().__init__(data, initial=known)


class WaiveForm(VersionForm):
    """Ask why a claim is given up."""

    reason = forms.CharField(
        label=_("Varför efterskänks kravet?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
    )

    def __init__(self, claim: InvoiceClaim, data: Any = None) -> None:
        super().__init__(data, initial={"version": claim.version})
