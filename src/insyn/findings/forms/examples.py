"""Reading a good example as it is to be shared, and what the provider says of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from insyn.findings.forms.findings import VersionForm
from insyn.findings.models.around import SharedExampleQuerySet
from insyn.findings.queries.examples import areas_among
from insyn.findings.rules.examples import SharingAnswer
from insyn.findings.services import ExampleAnswer, ExampleFacts
from insyn.platform.forms import FilterForm, choices_of, offer
from insyn.registry.models import ServiceArea


class ExampleForm(VersionForm):
    """A good example in the words that others would read."""

    title = forms.CharField(label=gettext_lazy("Rubrik"), max_length=150)
    text = forms.CharField(
        label=gettext_lazy("Så som det delas"),
        help_text=gettext_lazy(
            "Skriv så att andra utförare har nytta av det. Nämn inte utföraren och inga enskilda."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=3000,
    )

    def facts(self) -> ExampleFacts:
        """Return the example."""
        return ExampleFacts(self.cleaned_data["title"], self.cleaned_data["text"])


class ExampleAnswerForm(VersionForm):
    """What the provider says, and who says it by role."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Får exemplet delas?"),
        choices=choices_of(SharingAnswer),
        widget=forms.RadioSelect,
    )
    answered_by = forms.CharField(
        label=gettext_lazy("Roll för den som svarar"),
        help_text=gettext_lazy("Till exempel verksamhetschef. Skriv inget namn."),
        max_length=150,
    )

    def facts(self) -> ExampleAnswer:
        """Return the answer."""
        said = self.cleaned_data
        return ExampleAnswer(SharingAnswer(said["answer"]), said["answered_by"])


class ExampleFilter(FilterForm):
    """Which shared examples to list."""

    q = forms.CharField(label=gettext_lazy("Ord i exemplet"), max_length=100)
    service_area = forms.ModelChoiceField(
        ServiceArea.objects.none(),
        label=gettext_lazy("Verksamhetsområde"),
        empty_label=gettext_lazy("Alla"),
    )

    def __init__(self, rows: SharedExampleQuerySet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "service_area", areas_among(rows))
