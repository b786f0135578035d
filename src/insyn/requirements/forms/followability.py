"""Forms about testing whether a requirement can be followed up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.platform.forms import FilterForm, InsynForm
from insyn.registry.forms.providers import VersionedForm
from insyn.requirements.rules.followability import QUESTIONS, Mark, Marks

LONGEST_NOTE = 300
YES_NO = [("yes", _("Ja")), ("no", _("Nej"))]


def _yes(code: str) -> bool:
    return code == "yes"


def code_of(answer: bool | None) -> str:  # noqa: FBT001  the answer itself
    """Return how the form says an answer; not yet answered is empty."""
    return "" if answer is None else "yes" if answer else "no"


class AnswersForm(VersionedForm):
    """Ask the four questions about one requirement."""

    needed_later = frozenset(mark.value for mark in Mark)
    """A question may be left for later, but no answer is free."""

    followability_note = forms.CharField(
        label=_("Anteckning"), max_length=LONGEST_NOTE, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        note = self.fields.pop("followability_note")
        for mark in Mark:
            self.fields[mark.value] = self.answer_field(mark)
        self.fields["followability_note"] = note

    def answer_field(self, mark: Mark) -> forms.TypedChoiceField:
        """Return the field of one question."""
        return forms.TypedChoiceField(
            label=_(QUESTIONS[mark]),
            choices=YES_NO,
            coerce=_yes,
            empty_value=None,
            required=False,
            widget=forms.RadioSelect(attrs={"data-row": "1"}),
        )


class RowForm(AnswersForm):
    """Ask the four questions in a row of a table."""

    def answer_field(self, mark: Mark) -> forms.TypedChoiceField:
        return forms.TypedChoiceField(
            label=_(mark.label),
            choices=[("", "–"), *YES_NO],
            coerce=_yes,
            empty_value=None,
            required=False,
        )


class FillForm(InsynForm):
    """Ask what to answer where an answer of the page is empty."""

    doubts = forms.BooleanField(
        label=_("Svara nej där texten är otydlig eller underlag saknas"),
        required=False,
        help_text=_(
            "Det som sidan för ett krav visar som förslag. Gäller bara tomma svar. Krav utan "
            "anteckning får anteckningen ”Ifyllt i grupp” med vilka svar det gäller."
        ),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="tomma")
        doubts = self.fields.pop("doubts")
        for mark in Mark:
            self.fields[mark.value] = forms.TypedChoiceField(
                label=_(mark.label),
                choices=[("", _("Lämna tomma")), *YES_NO],
                coerce=_yes,
                empty_value=None,
                required=False,
            )
        self.fields["doubts"] = doubts

    @property
    def fill(self) -> Marks:
        return {mark: self.cleaned_data[mark.value] for mark in Mark}


class TableFilter(FilterForm):
    """Ask which requirements to test in the table."""

    area = forms.ChoiceField(label=_("Kvalitetsområde"))
    untested = forms.BooleanField(label=_("Bara oprövade"))

    def __init__(self, areas: list[tuple[int, str]], data: Any) -> None:
        super().__init__(data)
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Alla")), *((str(key), name) for key, name in areas)]
