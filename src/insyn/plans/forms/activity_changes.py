"""What is filled in when activities are filtered, stopped, or changed several at once."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority, User
from insyn.kernel.access import Access
from insyn.plans.forms.periods import EXAMPLES, PeriodsField
from insyn.plans.models import Plan
from insyn.plans.queries.activities import filter_choices
from insyn.plans.queries.activity_choices import parties_of, possible_responsible
from insyn.plans.rules import ActivityState, PlanState, Scope
from insyn.platform.forms import FilterForm, InsynForm, any_choice, offer

REASON_LENGTH = 300


class ActivityFilter(FilterForm):
    """Ask which of the plan's activities to list."""

    q = forms.CharField(label=_("Rubrik, avtal eller utförare"), max_length=100)
    form = forms.TypedChoiceField(label=_("Form"), coerce=int, empty_value=None)
    scope = forms.ChoiceField(label=_("Omfattning"), choices=any_choice(Scope.choices()))
    responsible = forms.TypedChoiceField(label=_("Ansvarig"), coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(ActivityState.choices()))
    year = forms.TypedChoiceField(label=_("År"), coerce=int, empty_value=None)
    lacking = forms.ChoiceField(
        label=_("Ofullständiga"),
        choices=[
            ("", _("Alla")),
            ("responsible", _("Saknar ansvarig person")),
            ("periods", _("Saknar period")),
            ("template", _("Saknar uppföljningsmall")),
            ("targets", _("Saknar valda utförare")),
        ],
    )
    is_carried_over = forms.BooleanField(label=_("Bara överförda från förra planen"))

    def __init__(self, access: Access, plan: Plan, data: QueryDict | Mapping[str, Any]) -> None:
        super().__init__(data)
        offered = filter_choices(access, plan)
        self._offer("form", offered.forms)
        self._offer("responsible", offered.people)
        self._offer("year", offered.years)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Alla")), *choices]


class StopForm(InsynForm):
    """Ask why an activity is cancelled, or planned again."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Skäl"), max_length=REASON_LENGTH)


class PostponeForm(InsynForm):
    """Ask when an activity is done instead, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Skäl"), max_length=REASON_LENGTH)

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["periods"] = PeriodsField(plan, label=_("Ny period"), help_text=EXAMPLES)
        self.order_fields(["version", "periods", "reason"])


class ReasonForm(InsynForm):
    """Ask why an adopted plan is changed; nothing at all about a draft."""

    reason = forms.CharField(
        label=_("Varför planen ändras"),
        max_length=REASON_LENGTH,
        help_text=_("Nämnden har antagit planen. Skälet står bland planens ändringar."),
    )

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if plan.plan_state is not PlanState.ADOPTED:
            del self.fields["reason"]


class LayOutForm(ReasonForm):
    """Ask whether the periods that a rhythm gives shall be those of the activity."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class YearForm(FilterForm):
    """Ask from which year something that is done every n-th year is counted."""

    first_year = forms.TypedChoiceField(label=_("Första året"), coerce=int, empty_value=None)

    def __init__(self, plan: Plan, data: QueryDict | Mapping[str, Any]) -> None:
        super().__init__(data)
        field = self.fields["first_year"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Planens första år")), *((str(y), str(y)) for y in plan.years)]


class ResponsibleForm(ReasonForm):
    """Ask who is responsible for several activities."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Ansvarig nämnd"))
    responsible = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Ansvarig person"),
        required=False,
        empty_label=_("Ingen person än"),
    )
    field_order = ["authority", "responsible", "reason"]

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(plan, *args, **kwargs)
        offer(self, "authority", parties_of(plan))
        offer(self, "responsible", possible_responsible(plan))
        self.fields["authority"].initial = plan.authority_id


class PeriodsOfManyForm(ReasonForm):
    """Ask when several activities are done."""

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(plan, *args, **kwargs)
        self.fields["periods"] = PeriodsField(plan, label=_("Perioder"), help_text=EXAMPLES)
        self.order_fields(["periods", "reason"])
