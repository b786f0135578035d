"""What is typed about when a question is asked and what its answers propose."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from insyn.criteria.forms.shared import ReadForm
from insyn.criteria.rules import AnswerType, QuestionFacts
from insyn.criteria.rules.answers import Frequency, choices_to
from insyn.criteria.rules.conditions import (
    OPERATORS,
    Operator,
    number_of,
    operator_in_words,
    typed_value,
)
from insyn.criteria.rules.findings import TRIALS, ProposedKind, ProposedSeverity, Trial
from insyn.kernel.choices import Choice
from insyn.platform.forms import InsynForm, choices_of


class AskedForm(InsynForm):
    """Ask which earlier question decides whether this one is asked."""

    asked = forms.ChoiceField(label=_("Frågan ställs bara om"))

    def __init__(self, before: Sequence[QuestionFacts], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["asked"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(facts.code, f"{facts.code}. {facts.text[:90]}") for facts in before]


class ConditionForm(ReadForm):
    """Ask which answer to the earlier question lets this one be asked."""

    needed_later = frozenset({"value"})

    operator = forms.TypedChoiceField(label=_("Jämförelse"), coerce=Operator)
    value = forms.CharField(label=_("Svar"), required=False)

    def __init__(self, asked: QuestionFacts, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        operator = self.fields["operator"]
        assert isinstance(operator, forms.ChoiceField)
        operator.choices = [
            (op.value, _now(operator_in_words(asked.answer_type, op)))
            for op in OPERATORS[asked.answer_type]
        ]
        if OPERATORS[asked.answer_type] == (Operator.ANSWERED,):
            del self.fields["value"]
        else:
            self.fields["value"] = _value_field(asked)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_compared = cleaned.get("operator") not in {None, Operator.ANSWERED}
        if is_compared and "value" in cleaned and cleaned["value"] in {"", None}:
            self.add_error("value", _("Välj eller skriv vilket svar som villkoret väntar på."))
        return cleaned

    def condition(self) -> dict[str, Any]:
        """Return what was typed as a condition."""
        operator = self.cleaned_data["operator"]
        said = {"question": self.asked.code, "operator": operator.value}
        if operator == Operator.ANSWERED:
            return said
        return {**said, "value": typed_value(self.asked, str(self.cleaned_data["value"]))}


def _value_field(asked: QuestionFacts) -> forms.Field:
    if choices := choices_to(asked):
        return forms.ChoiceField(
            label=_("Svar"),
            choices=[("", _("Välj")), *((code, _now(label)) for code, label in choices)],
            required=False,
        )
    if asked.answer_type == AnswerType.DATE:
        return forms.DateField(label=_("Dag"), required=False)
    label = _("Tal") if asked.answer_type == AnswerType.NUMBER else _("Procent")
    return forms.CharField(label=label, required=False, max_length=20)


class Proposed(Choice):
    """What an answer proposes, in one choice."""

    MAJOR = "major", "En allvarlig brist"
    MINOR = "minor", "En mindre brist"
    DEVELOPMENT = "development", "Ett utvecklingsområde"


class RuleForm(ReadForm):
    """Ask which answers propose a finding, and of what kind."""

    operator = forms.TypedChoiceField(label=_("När svaret"), coerce=Trial)
    answers = forms.MultipleChoiceField(label=_("Svar"), widget=forms.CheckboxSelectMultiple)
    bound = forms.CharField(label=_("Gräns"), max_length=20)
    proposed = forms.TypedChoiceField(
        label=_("Föreslå"), choices=choices_of(Proposed), coerce=Proposed
    )

    def __init__(self, question: QuestionFacts, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        operator, answers = self.fields["operator"], self.fields["answers"]
        assert isinstance(operator, forms.ChoiceField)
        assert isinstance(answers, forms.ChoiceField)
        operator.choices = [(t.value, _now(t.label)) for t in offered_trials(question)]
        choices = choices_to(question)
        answers.choices = [(code, _now(label)) for code, label in choices]
        del self.fields["bound" if choices else "answers"]

    def rule(self) -> dict[str, Any]:
        """Return what was typed as a finding rule; whether it can stand is for the rule to say."""
        trial = self.cleaned_data["operator"]
        proposed = self.cleaned_data["proposed"]
        is_development = proposed == Proposed.DEVELOPMENT
        kind = ProposedKind.DEVELOPMENT if is_development else ProposedKind.DEFICIENCY
        severity = "" if is_development else ProposedSeverity(proposed.value).value
        trial, value = self._when(trial)
        return {
            "when": {"operator": trial.value, "value": value},
            "kind": kind.value,
            "severity": severity,
        }

    def _when(self, trial: Trial) -> tuple[Trial, object]:
        if "bound" in self.fields:
            return trial, number_of(self.cleaned_data["bound"])
        answers = list(self.cleaned_data["answers"])
        if trial == Trial.ONE_OF and len(answers) == 1:
            return Trial.IS, answers[0]
        if trial == Trial.SELDOMER_THAN:
            return trial, _oftenest(answers)
        return trial, answers if trial == Trial.ONE_OF else "".join(answers[:1])


def _oftenest(answers: Sequence[str]) -> str:
    order = Frequency.codes()
    return min(answers, key=order.index, default="")


_ALONE: Mapping[Trial, Trial] = {Trial.IS: Trial.ONE_OF}


def offered_trials(question: QuestionFacts) -> list[Trial]:
    """Return the ways to try an answer: ”är” is offered as ”är något av” with one answer."""
    trials = [_ALONE.get(trial, trial) for trial in TRIALS[question.answer_type]]
    return list(dict.fromkeys(trials))
