"""What is chosen when the scoring rule is tried."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from insyn.criteria.rules.facts import QuestionFacts
from insyn.criteria.rules.trying import Option, options_for
from insyn.platform.forms import FilterForm


class TrialForm(FilterForm):
    """Ask for answers to a few questions; nothing is saved.

    ``begun`` are the answers to begin with, by the questions' codes, when nothing is chosen.
    """

    def __init__(
        self,
        questions: Sequence[QuestionFacts],
        begun: Mapping[str, Option],
        data: QueryDict,
    ) -> None:
        self._offered = {
            name_of(place): (question, {option.key: option for option in options_for(question)})
            for place, question in enumerate(questions, start=1)
        }
        first = {
            name: begun[question.code].key
            for name, (question, _options) in self._offered.items()
            if question.code in begun
        }
        super().__init__(data or first)
        for name, (question, options) in self._offered.items():
            choices = [(option.key, _(option.label)) for option in options.values()]
            self.fields[name] = forms.ChoiceField(
                label=question.text, choices=[("", _("Inte besvarad")), *choices]
            )

    @property
    def answers(self) -> dict[str, Any]:
        """Return the chosen answers by the questions' codes."""
        return {
            question.code: options[self.chosen[name]].answer
            for name, (question, options) in self._offered.items()
            if self.chosen[name]
        }


def name_of(place: int) -> str:
    """Return the name of the field of the question at the place, from 1."""
    return f"svar{place}"
