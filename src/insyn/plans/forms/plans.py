"""Forms about plans: which to list, their head, their life and the next edition."""

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.plans.models import Plan, Programme
from insyn.plans.queries.plans import (
    boards_beside,
    boards_to_own,
    boards_with_plans,
    years_of_plans,
)
from insyn.plans.rules import ChangeKind, PlanState
from insyn.plans.rules.shipped_forms import SHIPPED, Beginning
from insyn.platform import clock
from insyn.platform.forms import FilterForm, InsynForm, SeveralField, any_choice, offer
from insyn.registry.forms.providers import VersionedForm

COPY = "copy"
"""The beginning that is an earlier plan."""
MOST_HOURS = 1_000_000
MOST_CHANGES = 1_000
BOUND = ("starts_on", "ends_on", "parties")
"""What the board has decided on, and that an adopted plan keeps."""


class PlanFilter(FilterForm):
    """Ask which plans to list."""

    q = forms.CharField(label=_("Rubrik eller diarienummer"), max_length=100)
    year = forms.TypedChoiceField(label=_("År"), coerce=int, empty_value=None)
    board = forms.ModelChoiceField(
        Authority.objects.none(), label=_("Nämnd"), empty_label=_("Alla")
    )
    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(PlanState.choices()))

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(str(year), str(year)) for year in years_of_plans(access)]
        field = self.fields["year"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Alla")), *years]
        offer(self, "board", boards_with_plans(access))


class ReasonedForm(VersionedForm):
    """A form about something in a plan: once the plan is adopted, a change needs a reason."""

    reason = forms.CharField(
        label=_("Skäl till ändringen"),
        max_length=300,
        help_text=_("Nämnden har antagit planen. Skälet står bland planens ändringar."),
    )

    def __init__(self, plan: Plan | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if plan is None or plan.plan_state is not PlanState.ADOPTED:
            del self.fields["reason"]
        else:
            self.order_fields([name for name in self.fields if name != "reason"])


class RemoveForm(ReasonedForm):
    """Ask whether to take something in the plan away."""

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(plan, *args, **kwargs)
        del self.fields["version"]


class PlanHeadForm(ReasonedForm):
    """Ask what a plan is called, for whom and when."""

    title = forms.CharField(label=_("Rubrik"), max_length=200)
    authority = forms.ModelChoiceField(
        Authority.objects.none(), label=_("Nämnd"), help_text=_("Den nämnd som äger planen.")
    )
    parties = SeveralField(
        Authority.objects.none(),
        label=_("Fler nämnder i planen"),
        required=False,
        help_text=_("Nämnder i samma kommun som planen också gäller för. De ser planen."),
    )
    starts_on = forms.DateField(label=_("Gäller från"))
    ends_on = forms.DateField(label=_("Gäller till"))
    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label=_("Program"),
        required=False,
        empty_label=_("Inget program"),
        help_text=_("Fullmäktiges program som planen hör till (kommunallagen 5 kap. 3 §)."),
    )
    case_number = forms.CharField(label=_("Diarienummer"), max_length=60, required=False)
    dated_on = forms.DateField(
        label=_("Planens datum"),
        required=False,
        help_text=_("Det datum som står på planen. Tomt ger den dag då planen föreslås."),
    )
    capacity_hours = forms.IntegerField(
        label=_("Timmar per år"),
        min_value=1,
        max_value=MOST_HOURS,
        required=False,
        help_text=_("Den tid som finns för uppföljning. Planens timmar jämförs med den."),
    )
    new_decision_after = forms.IntegerField(
        label=_("Så många ändringar får förvaltningen göra"),
        min_value=0,
        max_value=MOST_CHANGES,
        required=False,
        help_text=_(
            "Fler ändringar av aktiviteter än så kräver ett nytt beslut av nämnden. Tomt betyder "
            "ingen gräns."
        ),
    )

    def __init__(self, access: Access, plan: Plan | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(plan, *args, **kwargs)
        owners = boards_to_own(access)
        if plan is not None:
            owners = owners.filter(pk=plan.authority_id)
        homes = {board.municipality_id for board in owners}
        beside = boards_beside(homes, today=clock.today())
        if len(owners) == 1:
            self.fields["authority"].initial = owners[0].pk
            beside = beside.exclude(pk=owners[0].pk)
        offer(self, "authority", owners)
        offer(self, "parties", beside)
        offer(self, "programme", Programme.objects.filter(municipality__in=homes))
        if not beside:
            del self.fields["parties"]
        if plan is not None:
            self._keep_bound(plan)

    def _keep_bound(self, plan: Plan) -> None:
        """Leave out what can no longer be another."""
        bound = BOUND if plan.plan_state is PlanState.ADOPTED else ()
        for name in ("authority", *bound):
            self.fields.pop(name, None)


class CreateForm(PlanHeadForm):
    """Ask for the head of a new plan, and what it begins with."""

    needed_later = frozenset({"source"})

    beginning = forms.ChoiceField(
        label=_("Börja med"),
        widget=forms.RadioSelect,
        initial=Beginning.TWO_STAGES.value,
        help_text=_("Allt kan ändras efteråt."),
    )
    source = forms.ModelChoiceField(
        Plan.objects.none(),
        label=_("Tidigare plan"),
        required=False,
        empty_label=_("Välj en plan"),
        help_text=_("Behövs bara om du tar texter och former från en tidigare plan."),
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(access, None, *args, **kwargs)
        sources = Plan.objects.visible_to(access)
        offer(self, "source", sources)
        field = self.fields["beginning"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code.value, _said(code)) for code in Beginning]
        if sources:
            copied = __("Texter och former från en tidigare plan, utan aktiviteterna")
            field.choices = [*field.choices, (COPY, copied)]
        else:
            del self.fields["source"]
        year = clock.today().year + 1
        self.fields["starts_on"].initial = f"{year}-01-01"
        self.fields["ends_on"].initial = f"{year}-12-31"

    def clean(self) -> dict[str, Any]:
        """Ask for the plan to copy, when one is to be copied; else no plan is."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("beginning") != COPY:
            told["source"] = None
        elif not told.get("source"):
            self.add_error("source", __("Välj vilken plan som texterna och formerna tas från."))
        return told


def _said(code: Beginning) -> str:
    """Return the label of a beginning, with the forms it brings."""
    names = ", ".join(form.name.lower() for form in SHIPPED[code].forms)
    label = __(code.label)
    return __("%(label)s: %(names)s") % {"label": label, "names": names} if names else label


class ProposeForm(VersionedForm):
    """Ask when the plan is laid before the board."""

    proposed_on = forms.DateField(
        label=_("Lämnas till nämnden"),
        help_text=_("Från den dagen kan alla i nämnden läsa planen."),
    )
    dated_on = forms.DateField(
        label=_("Planens datum"),
        required=False,
        help_text=_("Det datum som står på planen. Tomt ger samma dag."),
    )


class SendBackForm(VersionedForm):
    """Ask why the board wants the plan reworked."""

    reason = forms.CharField(
        label=_("Skäl"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Vad nämnden vill ha ändrat. Det visas för dem som arbetar med planen."),
    )
    decided_on = forms.DateField(label=_("Nämnden beslutade"))
    decision = forms.CharField(label=_("Beslutsparagraf"), max_length=60, required=False)


class AdoptForm(VersionedForm):
    """Ask what the board decided."""

    decided_on = forms.DateField(label=_("Nämnden beslutade"))
    decision = forms.CharField(
        label=_("Beslutsparagraf"), max_length=60, required=False, help_text=_("Som § 27.")
    )
    conditions = forms.CharField(
        label=_("Villkor i beslutet"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    reservations = forms.CharField(
        label=_("Reservationer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Skriv parti eller roll, inte namn på personer."),
    )


class NextForm(InsynForm):
    """Ask what the next plan is called and when it is in force."""

    title = forms.CharField(label=_("Rubrik"), max_length=200)
    starts_on = forms.DateField(label=_("Gäller från"))
    ends_on = forms.DateField(label=_("Gäller till"))


class ChangeFilter(FilterForm):
    """Ask which changes to list."""

    q = forms.CharField(label=_("Vad som ändrades, eller skälet"), max_length=100)
    kind = forms.ChoiceField(label=_("Slag"), choices=any_choice(ChangeKind.choices()))
