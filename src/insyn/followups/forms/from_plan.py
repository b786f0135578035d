"""What is typed when an activity becomes follow-ups, and the filter of a plan's progress."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import User
from insyn.criteria.models import TemplateVersion
from insyn.followups.models import FollowupForm
from insyn.followups.queries.from_plan import Startable
from insyn.followups.rules.plan_progress import Standing
from insyn.followups.rules.spreading import spread
from insyn.followups.services.from_plan import PlannedFacts, StartFacts
from insyn.kernel.access import Access
from insyn.plans.models import ActivityPeriod, Plan, PlanForm
from insyn.platform.forms import FilterForm, InsynForm, any_choice

NOBODY = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """What the page of an activity offers: its contracts, the time, templates and people."""

    rows: Sequence[Startable]
    period: ActivityPeriod
    versions: Sequence[TemplateVersion]
    people: Sequence[User]
    responsible_id: int | None = None
    followup_forms: Sequence[FollowupForm] = ()
    proposed_form: int | None = None

    @property
    def first_reviewer(self) -> str:
        """Return the key of the one who answers for the activity, if they carry out follow-ups."""
        keys = {user.pk for user in self.people}
        return str(self.responsible_id) if self.responsible_id in keys else NOBODY


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the form: a contract and its four fields."""

    row: Startable
    is_chosen: forms.BoundField
    day: forms.BoundField
    first: forms.BoundField
    second: forms.BoundField


class StartForm(InsynForm):
    """Ask which contracts to follow up, on which days and by whom.

    Days are proposed evenly over the time. Contracts that have got their follow-up meanwhile
    are read too, so that the same form sent twice is understood. The fields at the top fill in
    the ticked rows when the button beside them is pressed; they are not needed otherwise.
    """

    template_version = forms.ChoiceField(label=_("Uppföljningsmall"))
    followup_form = forms.ChoiceField(
        label=_("Form"),
        required=False,
        help_text=_("Formen bestämmer slag, steg, antal uppföljare och nummer."),
    )
    from_day = forms.DateField(label=_("Första dag"), required=False)
    to_day = forms.DateField(label=_("Sista dag"), required=False)
    everybody_first = forms.ChoiceField(label=_("Uppföljare 1"), required=False)
    everybody_second = forms.ChoiceField(label=_("Uppföljare 2"), required=False)

    def __init__(self, offered: Offered, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered, self.today = offered, today
        versions = [(str(version.pk), str(version)) for version in offered.versions]
        self._choose("template_version", [("", gettext("Välj")), *versions])
        if len(versions) == 1:
            self.initial.setdefault("template_version", versions[0][0])
        self._offer_forms()
        people = [(str(user.pk), str(user)) for user in offered.people]
        self.people = [(NOBODY, gettext("Ingen än")), *people]
        same = [(NOBODY, gettext("Ändra inte")), *people]
        self._choose("everybody_first", same)
        self._choose("everybody_second", same)
        self.initial.setdefault("from_day", offered.period.starts_on)
        self.initial.setdefault("to_day", offered.period.ends_on)
        self._add_rows()

    def _offer_forms(self) -> None:
        """Offer the forms of the board; one that has none is asked for nothing."""
        rows = self.offered.followup_forms
        if not rows:
            del self.fields["followup_form"]
            return
        named = [(str(row.pk), row.name) for row in rows]
        self._choose("followup_form", [("", gettext("Ingen, efter planen")), *named])
        self.initial.setdefault("followup_form", self.offered.proposed_form)

    def _choose(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _add_rows(self) -> None:
        meant = [row for row in self.offered.rows if row.is_proposed]
        period = self.offered.period
        days = spread(period.starts_on, period.ends_on, len(meant), today=self.today)
        proposed = dict(zip((row.contract.pk for row in meant), days, strict=True))
        for row in self.offered.rows:
            self._add_row(row, proposed.get(row.contract.pk))

    def _add_row(self, row: Startable, day: date | None) -> None:
        key, name = row.contract.pk, str(row.contract.provider)
        for field_name, field in (
            (f"chosen_{key}", forms.BooleanField(label=name, required=False)),
            (f"day_{key}", forms.DateField(label=gettext("Dag: %s") % name, required=False)),
            (f"first_{key}", self._reviewer(gettext("Uppföljare 1: %s") % name)),
            (f"second_{key}", self._reviewer(gettext("Uppföljare 2: %s") % name)),
        ):
            self.fields[field_name] = field
        self.initial.setdefault(f"chosen_{key}", row.is_proposed)
        self.initial.setdefault(f"day_{key}", day)
        self.initial.setdefault(f"first_{key}", self.offered.first_reviewer)

    def _reviewer(self, label: str) -> forms.ChoiceField:
        return forms.ChoiceField(label=label, choices=self.people, required=False)

    @property
    def lines(self) -> list[Line]:
        """Return each contract without a follow-up, with its fields, for the table."""
        return [
            Line(row, *(self[f"{name}_{row.contract.pk}"] for name in _FIELDS))
            for row in self.offered.rows
            if row.followup is None
        ]

    @property
    def top(self) -> list[forms.BoundField]:
        """Return the fields that fill in the ticked rows."""
        return [self[name] for name in ("from_day", "to_day", *_EVERYBODY)]

    def clean(self) -> dict[str, Any]:
        for row in self._chosen():
            key, name = row.contract.pk, row.contract.provider
            if not self.cleaned_data.get(f"day_{key}") and f"day_{key}" not in self.errors:
                said = gettext("Välj vilken dag %(provider)s följs upp.")
                self.add_error(f"day_{key}", said % {"provider": name})
            first = self.cleaned_data.get(f"first_{key}")
            if first and first == self.cleaned_data.get(f"second_{key}"):
                said = gettext("Välj två olika personer för %(provider)s.")
                self.add_error(f"second_{key}", said % {"provider": name})
        return self.cleaned_data

    def _chosen(self) -> list[Startable]:
        return [
            row for row in self.offered.rows if self.cleaned_data.get(f"chosen_{row.contract.pk}")
        ]

    def facts(self) -> StartFacts:
        """Return what ``start_activity`` asks for."""
        key = self.cleaned_data["template_version"]
        version = next(one for one in self.offered.versions if str(one.pk) == key)
        planned = [self._planned(row) for row in self._chosen()]
        chosen = self.cleaned_data.get("followup_form")
        form = next((one for one in self.offered.followup_forms if str(one.pk) == chosen), None)
        return StartFacts(self.offered.period, version, planned, form)

    def _planned(self, row: Startable) -> PlannedFacts:
        key = row.contract.pk
        people = {str(user.pk): user for user in self.offered.people}
        chosen = (self.cleaned_data[f"{name}_{key}"] for name in ("first", "second"))
        reviewers = [people[one] for one in chosen if one]
        return PlannedFacts(row.contract, self.cleaned_data[f"day_{key}"], reviewers)

    def filled_in(self) -> dict[str, Any]:
        """Return what was sent, with the ticked rows filled in from the fields at the top.

        A first or last day that cannot be read, or turned round, leaves the days as they were.
        """
        self.is_valid()
        sent = {name: self[name].data for name in self.fields}
        ticked = self._chosen()
        for which in ("first", "second"):
            one = self.cleaned_data.get(f"everybody_{which}")
            sent |= {f"{which}_{row.contract.pk}": one for row in ticked if one}
        return sent | dict(self._spread_anew(ticked))

    def _spread_anew(self, ticked: Sequence[Startable]) -> Iterable[tuple[str, date]]:
        first, last = self.cleaned_data.get("from_day"), self.cleaned_data.get("to_day")
        if not (first and last and first <= last and ticked):
            return ()
        days = spread(first, last, len(ticked), today=self.today)
        return zip((f"day_{row.contract.pk}" for row in ticked), days, strict=True)


_FIELDS = ("chosen", "day", "first", "second")
_EVERYBODY = ("everybody_first", "everybody_second")


class ProgressFilter(FilterForm):
    """Ask which activities of the plan to list, and of which year."""

    q = forms.CharField(label=_("Aktivitet"), max_length=100)
    form = forms.TypedChoiceField(label=_("Form"), coerce=int, empty_value=None)
    standing = forms.ChoiceField(label=_("Framdrift"), choices=any_choice(Standing.choices()))
    year = forms.TypedChoiceField(label=_("År"), coerce=int, empty_value=None)
    is_late = forms.BooleanField(label=_("Bara försenade"))
    is_stopped = forms.BooleanField(label=_("Bara senarelagda och inställda"))

    def __init__(self, access: Access, plan: Plan, data: QueryDict | Mapping[str, Any]) -> None:
        super().__init__(data)
        found = PlanForm.objects.visible_to(access).filter(plan=plan).values_list("pk", "name")
        self._choose("form", [(str(key), name) for key, name in found])
        self._choose("year", [(str(year), str(year)) for year in plan.years])
        if len(plan.years) == 1:
            del self.fields["year"]

    def _choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Alla")), *choices]

    @property
    def of_year(self) -> int | None:
        """Return the year that is asked for; None for the whole plan."""
        return self.chosen.get("year")
