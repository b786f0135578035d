"""Forms about client questions: a set, and what one client answered."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import AnswerType
from insyn.criteria.rules.answers import NOT_APPLICABLE, choices_to
from insyn.kernel.access import Access
from insyn.platform.forms import FilterForm, InsynForm, SeveralField, offer
from insyn.registry.forms.providers import VersionedForm
from insyn.registry.models import ServiceArea, Unit
from insyn.surveys.models import ClientQuestions
from insyn.surveys.queries.clients import ClientQuestion, askable_versions
from insyn.surveys.queries.rounds import boards_that_ask


class ClientFilter(FilterForm):
    """Ask which sets to list."""

    q = forms.CharField(label=_("Rubrik"), max_length=100)


class ClientQuestionsForm(VersionedForm):
    """Ask what a set of client questions is."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    title = forms.CharField(label=_("Rubrik"), max_length=150)
    template_version = forms.ModelChoiceField(
        TemplateVersion.objects.none(),
        label=_("Mall"),
        help_text=_("Alla frågor ska besvaras med ett val. Fri text tas inte emot."),
    )
    service_areas = SeveralField(
        ServiceArea.objects.all(),
        label=_("Verksamhetsområden"),
        required=False,
        help_text=_("Kryssa inget för alla områden."),
    )
    starts_on = forms.DateField(label=_("Används från"), widget=forms.DateInput)
    ends_on = forms.DateField(label=_("Används till"), widget=forms.DateInput, required=False)

    def __init__(self, access: Access, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boards = boards_that_ask(access)
        offer(
            self, "authority",
            Authority.objects.select_related("municipality").filter(pk__in=boards),
        )  # fmt: skip
        offer(self, "template_version", askable_versions(access))
        if not is_new:
            del self.fields["authority"]
        elif len(boards) == 1:
            self.fields["authority"].initial = next(iter(boards))
            self.fields["authority"].widget = forms.HiddenInput()


def values_of(questions: ClientQuestions) -> dict[str, Any]:
    """Return what the form of a set starts with."""
    names = ("version", "title", "template_version", "starts_on", "ends_on")
    return {
        **{name: getattr(questions, name) for name in names},
        "service_areas": list(questions.service_areas.all()),
    }


class ReplyForm(InsynForm):
    """Ask for unit, month and one choice per question. There is no field for text."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Verksamhet"), empty_label=_("Välj verksamhet")
    )
    month = forms.TypedChoiceField(label=_("Månad"), coerce=date.fromisoformat)

    def __init__(
        self,
        units: QuerySet[Unit],
        months: Sequence[date],
        questions: Sequence[ClientQuestion],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)
        month = self.fields["month"]
        assert isinstance(month, forms.ChoiceField)
        month.choices = [(day.isoformat(), f"{day:%Y-%m}") for day in months]
        self._questions = questions
        for one in questions:
            self.fields[_name(one)] = _choice(one)

    def clean(self) -> dict[str, Any]:
        """Gather the answers by the question's key; what was not answered is left out."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        told["answers"] = {
            one.pk: given for one in self._questions if (given := told.pop(_name(one), None))
        }
        return told


def _name(one: ClientQuestion) -> str:
    return f"q{one.pk}"


def _choice(one: ClientQuestion) -> forms.Field:
    choices = [(code, __(text)) for code, text in choices_to(one.facts)]
    if one.facts.allows_not_applicable:
        choices.append((NOT_APPLICABLE, __("Inte tillämpligt")))
    if one.facts.answer_type == AnswerType.SEVERAL:
        return forms.MultipleChoiceField(
            label=one.facts.text, help_text=one.facts.help, choices=choices,
            widget=forms.CheckboxSelectMultiple, required=False,
        )  # fmt: skip
    return forms.ChoiceField(
        label=one.facts.text, help_text=one.facts.help, choices=choices,
        widget=forms.RadioSelect, required=False,
    )  # fmt: skip
