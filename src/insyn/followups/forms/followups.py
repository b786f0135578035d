"""What is typed about one follow-up, and the filters of the lists."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority, User
from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.documents.forms import UploadForm
from insyn.followups.models import DocumentRequest, Followup, FollowupForm
from insyn.followups.queries import (
    activity_choices,
    contracts_to_plan,
    form_choices,
    list_choices,
    plan_choices,
    possible_reviewers,
    reviewer_choices,
    unit_choices,
    units_to_plan,
)
from insyn.followups.queries.forms import forms_in_use
from insyn.followups.rules import Kind, Reason, State, documents_due
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.platform import clock
from insyn.platform.forms import FilterForm, InsynForm, any_choice, choices_of, offer
from insyn.registry.forms.lots import LotField
from insyn.registry.models import Agreement, Contract, Lot, Unit

REASON_LENGTH = 300
LEVELS = (Secrecy.INTERNAL, Secrecy.RESTRICTED)
"""How guarded a follow-up may be."""


class FollowupFilter(FilterForm):
    """Ask which follow-ups to list."""

    q = forms.CharField(label=_("Utförare eller nummer"), max_length=100)
    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(State.choices()))
    year = forms.TypedChoiceField(label=_("År"), coerce=int, empty_value=None)
    authority = forms.TypedChoiceField(label=_("Nämnd"), coerce=int, empty_value=None)
    agreement = forms.TypedChoiceField(label=_("Avtal"), coerce=int, empty_value=None)
    lot = LotField(Lot.objects.none(), label=_("Avtalsområde"))
    form = forms.TypedChoiceField(label=_("Form"), coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("Slag"), choices=any_choice(Kind.choices()))
    reviewer = forms.TypedChoiceField(label=_("Uppföljare"), coerce=int, empty_value=None)
    unit = forms.TypedChoiceField(label=_("Verksamhet"), coerce=int, empty_value=None)
    plan = forms.TypedChoiceField(label=_("Plan"), coerce=int, empty_value=None)
    activity = forms.TypedChoiceField(label=_("Aktivitet"), coerce=int, empty_value=None)
    is_late = forms.BooleanField(label=_("Bara försenade"))
    is_mine = forms.BooleanField(label=_("Bara mina"))

    def __init__(self, access: Access, data: QueryDict | Mapping[str, Any]) -> None:
        super().__init__(data)
        offered = list_choices(access, agreement=data.get("agreement") or "")
        self._offer("year", offered.years)
        self._offer("authority", offered.authorities)
        self._offer("agreement", offered.agreements)
        if offered.chosen_agreement:
            # Without an agreement there would be the areas of all of them to choose from.
            lots = Lot.objects.visible_to(access).filter(agreement=offered.chosen_agreement)
            offer(self, "lot", lots)
        self._offer_plans(access, data.get("plan") or "")
        self._offer("form", form_choices(access))
        self._offer("reviewer", reviewer_choices(access))
        self._offer("unit", unit_choices(access))
        self._drop_empty("plan", "activity", "form", "unit")

    def _offer_plans(self, access: Access, chosen: str) -> None:
        """Offer the plans that follow-ups came from, and the activities of the chosen one."""
        self._offer("plan", plan_choices(access))
        self._offer("activity", activity_choices(access, chosen) if chosen else [])

    def _drop_empty(self, *names: str) -> None:
        """Take away the fields that offer nothing to choose."""
        for name in names:
            if len(self.fields[name].choices) == 1:  # type: ignore[attr-defined]
                del self.fields[name]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Alla")), *choices]


class OfProviderFilter(FilterForm):
    """Ask which of a provider's follow-ups to list."""

    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(State.choices()))


class DocumentsFilter(FilterForm):
    """Ask which of the documents of a provider's follow-ups to list."""

    q = forms.CharField(label=_("Handling eller filnamn"), max_length=100)


class AgreementForm(InsynForm):
    """Ask in which agreement to follow up; the first step of planning."""

    agreement = forms.ModelChoiceField(
        Agreement.objects.none(),
        label=_("Avtal"),
        help_text=_("Nästa steg visar avtalets utförare och avtalsområden."),
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agreement", Agreement.objects.visible_to(access))


class PlanForm(InsynForm):
    """Ask what to follow up, with what, when and why; the second step of planning."""

    contract = forms.ModelChoiceField(Contract.objects.none(), label=_("Utförare"))
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Verksamhet"),
        required=False,
        help_text=_("Lämna tomt om alla utförarens verksamheter i kontraktet följs upp."),
    )
    lot = LotField(
        Lot.objects.none(),
        label=_("Avtalsområde"),
        required=False,
        help_text=_("Lämna tomt om hela kontraktet följs upp."),
    )
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd som följer upp"))
    form = forms.ModelChoiceField(
        FollowupForm.objects.none(),
        label=_("Form"),
        required=False,
        help_text=_("Formen bestämmer slag, djup, steg, nummer och antal uppföljare."),
    )
    kind = forms.TypedChoiceField(
        label=_("Slag"),
        choices=[("", _("Enligt formen")), *choices_of(Kind)],
        coerce=Kind,
        empty_value=None,
        required=False,
        help_text=_("Välj bara om ingen form är vald. Besök utan form görs alltid av två."),
    )
    template_version = forms.ModelChoiceField(
        TemplateVersion.objects.none(),
        label=_("Uppföljningsmall"),
        required=False,
        help_text=_("Lämna tomt för formens mall. Bara publicerade mallar går att välja."),
    )
    planned_for = forms.DateField(label=_("Planerad till"))
    needed_later = frozenset({"kind", "template_version"})
    reason = forms.TypedChoiceField(
        label=_("Anledning"), choices=choices_of(Reason), coerce=Reason, initial=Reason.DECISION
    )
    reason_note = forms.CharField(
        label=_("Närmare om anledningen"), max_length=REASON_LENGTH, required=False
    )
    secrecy = forms.TypedChoiceField(
        label=_("Sekretess"),
        choices=[(str(level.value), _(level.label)) for level in LEVELS],
        coerce=lambda code: Secrecy(int(code)),
        initial=str(Secrecy.INTERNAL.value),
        help_text=_("Begränsad krets delas aldrig med samverkan, inte heller när den är skickad."),
    )

    def __init__(self, access: Access, agreement: Agreement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        planners = access.authorities_where(Permission.PLAN_FOLLOWUP)
        authorities = Authority.objects.select_related("municipality").filter(pk__in=planners)
        versions = TemplateVersion.objects.visible_to(access).filter(state=TemplateState.PUBLISHED)
        offer(self, "contract", contracts_to_plan(access, agreement))
        offer(self, "lot", Lot.objects.visible_to(access).filter(agreement=agreement))
        offer(self, "authority", authorities)
        offer(self, "unit", units_to_plan(access, agreement))
        offer(self, "form", forms_in_use(access, sorted(planners)))
        self.fields["unit"].label_from_instance = _unit_of  # type: ignore[attr-defined]
        self._shape_for_forms(several=len(planners) > 1)
        offer(self, "template_version", versions.select_related("template"))
        self.fields["contract"].label_from_instance = _provider_of  # type: ignore[attr-defined]
        if len(planners) == 1:
            self.fields["authority"].initial = next(iter(planners))

    def _shape_for_forms(self, *, several: bool) -> None:
        """Name the board of each form when there are several; without forms ask for the kind."""
        field = self.fields["form"]
        assert isinstance(field, forms.ModelChoiceField)
        if several:
            self.fields["form"].label_from_instance = _form_of_board  # type: ignore[attr-defined]
        if not field.queryset.exists():  # type: ignore[union-attr]
            del self.fields["form"]
            for name in ("kind", "template_version"):
                self.fields[name].required = True
            self.fields["kind"].choices = choices_of(Kind)  # type: ignore[attr-defined]
            self.fields["kind"].help_text = _("Besök och möten görs alltid av två uppföljare.")
            self.fields["template_version"].help_text = _("Bara publicerade mallar går att välja.")

    def clean(self) -> dict[str, Any]:
        """Demand a form or a kind; a form decides the kind."""
        said = self.cleaned_data
        form = said.get("form")
        if form is None and "form" in self.fields and not said.get("kind"):
            self.add_error("kind", gettext("Välj en form eller ett slag."))
        if form is not None and said.get("kind") not in {None, Kind(form.kind)}:
            self.add_error("kind", gettext("Formen har ett annat slag. Välj ”Enligt formen”."))
        return said


def _unit_of(unit: Unit) -> str:
    return f"{unit} ({unit.provider})"


def _form_of_board(form: FollowupForm) -> str:
    return f"{form} ({form.authority})"


def _provider_of(contract: Contract) -> str:
    return f"{contract.provider} ({contract.provider.shown_number})"


class MoveForm(InsynForm):
    """Read on which version of the page a button was pressed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CancelForm(InsynForm):
    """Ask why a follow-up is cancelled."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Skäl till att den ställs in"), max_length=REASON_LENGTH)


class RescheduleForm(InsynForm):
    """Ask for another day."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    planned_for = forms.DateField(label=_("Planerad till"))


class ReviewerForm(InsynForm):
    """Ask who carries out the follow-up."""

    user = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Uppföljare"),
        help_text=_("Uppföljare och uppföljningsansvariga i nämnden går att välja."),
    )
    has_no_conflict = forms.BooleanField(
        label=_("Personen har intygat att jäv inte finns"),
        required=False,
        help_text=_(
            "Kryssa bara om personen har sagt det till dig. Annars intygar personen själv, under "
            "Förberedelser. Se förvaltningslagen 16–18 §§."
        ),
    )

    def __init__(self, access: Access, followup: Followup, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "user", possible_reviewers(access, followup))


class CallingViewForm(InsynForm):
    """Ask what the unit answered."""

    text = forms.CharField(
        label=_("Synpunkter"),
        widget=forms.Textarea,
        help_text=_("Skriv inget som pekar ut en enskild."),
    )
    received_on = forms.DateField(label=_("Svar kom"), initial=clock.today)
    counts_as_basis = forms.BooleanField(
        label=_("Räkna svaret som underlag för bedömningen"),
        required=False,
        help_text=_(
            "Då står ”information från socialsekreterare” i den sammanfattande bedömningen."
        ),
    )


class RequestForm(InsynForm):
    """Ask what document the provider shall hand in."""

    title = forms.CharField(
        label=_("Handling"), max_length=200, help_text=_("Skriv inget som pekar ut en enskild.")
    )
    due_on = forms.DateField(label=_("Senast"), initial=lambda: documents_due(clock.today()))
    is_about_clients = forms.BooleanField(
        label=_("Handlingen handlar om enskilda"),
        required=False,
        help_text=_(
            "Begär bara ur den egna kommunens ärenden. Handlingen lämnar aldrig nämnden och "
            "gallras (OSL 26 kap. 1 §)."
        ),
    )
    is_supplement = forms.BooleanField(label=_("Komplettering efter besöket"), required=False)


class ReceiveForm(UploadForm):
    """Ask for what came in, when, and the files, if it came as files."""

    received_on = forms.DateField(label=_("Mottagen"), initial=clock.today)
    field_order = ["received_on", "uploads", "title", "retain_until"]

    def __init__(self, request: DocumentRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.secrecy = Secrecy(request.secrecy)
        self.fields["uploads"].required = False
        if request.is_about_clients:
            self.fields["retain_until"].help_text = _(
                "Välj den dag då handlingen inte längre behövs för uppföljningen."
            )
        else:
            del self.fields["retain_until"]

    def clean(self) -> dict[str, Any]:
        """Demand a retention date only of files; what was shown on paper is not stored."""
        self.cleaned_data.setdefault("retain_until", None)
        if self.cleaned_data.get("uploads"):
            return super().clean()
        return self.cleaned_data


class ReviewForm(InsynForm):
    """Ask what the review of a document came to."""

    judgement = forms.CharField(
        label=_("Bedömning"),
        max_length=300,
        widget=forms.Textarea,
        help_text=_("Skriv kort vad granskningen visade. Skriv inget som pekar ut en enskild."),
    )
    reviewed_on = forms.DateField(label=_("Granskad"), initial=clock.today)
