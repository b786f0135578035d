"""Reading whether IVO is to be told, and when it was."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from insyn.findings.forms.findings import VersionForm
from insyn.findings.queries.inspectorate import Standing
from insyn.findings.services import InspectorateAnswer, Told
from insyn.platform.forms import FilterForm, any_choice

YES, NO = "yes", "no"


class InspectorateForm(VersionForm):
    """Whether IVO is to be told of a deficiency, and why."""

    is_to_be_told = forms.ChoiceField(
        label=gettext_lazy("Ska bristen anmälas till IVO?"),
        choices=[(YES, gettext_lazy("Ja")), (NO, gettext_lazy("Nej"))],
        widget=forms.RadioSelect(attrs={"data-row": "1"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Skäl"),
        help_text=gettext_lazy(
            "Skriv vad du har vägt in. Skriv inget som pekar ut en enskild person."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def facts(self) -> InspectorateAnswer:
        """Return the answer."""
        said = self.cleaned_data
        return InspectorateAnswer(said["is_to_be_told"] == YES, said["reason"])


class ToldForm(VersionForm):
    """When IVO was told, and under what number."""

    told_on = forms.DateField(label=gettext_lazy("Anmäld den"), widget=forms.DateInput)
    case_number = forms.CharField(label=gettext_lazy("Diarienummer"), max_length=60, required=False)

    def facts(self) -> Told:
        """Return when it was told."""
        return Told(self.cleaned_data["told_on"], self.cleaned_data["case_number"])


class InspectorateFilter(FilterForm):
    """Which questions about IVO to list."""

    q = forms.CharField(label=gettext_lazy("Utförare, brist eller diarienummer"), max_length=100)
    standing = forms.ChoiceField(label=gettext_lazy("Läge"), choices=any_choice(Standing.choices()))


def answered(question: Any) -> dict[str, Any]:
    """Return what the form shows of an answer that stands; nothing chosen without one."""
    if question is None:
        return {"version": 0}
    said = YES if question.is_to_be_told else NO
    return {"is_to_be_told": said, "reason": question.reason, "version": question.version}
