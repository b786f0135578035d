"""Forms about answers that have come in: which to list, reasons, and own assessments."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from insyn.criteria.rules import AnswerType, QuestionFacts
from insyn.criteria.rules.answers import (
    CHOSEN_FROM,
    NOT_APPLICABLE,
    answer_problem,
    choices_to,
    shown_number,
)
from insyn.criteria.rules.operations import as_value
from insyn.followups.rules import Outcome
from insyn.platform.forms import FilterForm, InsynForm, any_choice, choices_of
from insyn.registry.forms.providers import VersionedForm
from insyn.registry.models import ServiceArea
from insyn.registry.rules import OperatingForm
from insyn.surveys.models import AnswerReview
from insyn.surveys.queries.reviewing import QuestionReviewed
from insyn.surveys.rules import HANDED_IN, ResponseState
from insyn.surveys.rules.reviewing import LONGEST_REASON, LONGEST_RETURN

_STATES = [(state.value, state.label) for state in ResponseState if state in HANDED_IN]


class IncomingFilter(FilterForm):
    """Ask which responses that have come in to list."""

    q = forms.CharField(label=_("Utförare eller verksamhet"), max_length=100)
    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(_STATES))
    form = forms.ChoiceField(label=_("Driftform"), choices=any_choice(OperatingForm.choices()))
    area = forms.ModelChoiceField(ServiceArea.objects.all(), label=_("Verksamhetsområde"))
    is_undecided = forms.BooleanField(label=_("Bara med förslag att avgöra"))
    is_late = forms.BooleanField(label=_("Bara inlämnade efter sista dagen"))


class ReasonForm(VersionedForm):
    """Ask why."""

    reason = forms.CharField(
        label=_("Skäl"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Skälet sparas i spåret. Skriv inget om enskilda."),
    )


class ReturnForm(VersionedForm):
    """Ask why each chosen question goes back, and until when it can be answered."""

    due_on = forms.DateField(label=_("Ny sista dag att svara"), widget=forms.DateInput)

    def __init__(self, questions: Iterable[QuestionReviewed], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keys = []
        for one in questions:
            self._keys.append(one.asked.pk)
            self.fields[f"reason-{one.asked.pk}"] = forms.CharField(
                label=f"{one.number} {one.asked.text}",
                max_length=LONGEST_RETURN,
                help_text=_said(one),
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        self.order_fields([name for name in self.fields if name != "due_on"])

    def reasons(self) -> dict[int, str]:
        """Return the reasons by the question's key."""
        return {key: self.cleaned_data[f"reason-{key}"] for key in self._keys}


def _said(one: QuestionReviewed) -> str:
    answer = one.words or gettext("Inte besvarad")
    told = gettext("Svaret är ”%(answer)s”. Utföraren läser det du skriver.")
    return told % {"answer": answer[:200]}


class AcceptForm(VersionedForm):
    """Ask for the outcome and the words about the whole."""

    outcome = forms.ChoiceField(
        label=_("Utfall"), choices=choices_of(Outcome), widget=forms.RadioSelect
    )
    overall_assessment = forms.CharField(
        label=_("Sammanfattande bedömning"),
        help_text=_("Förslaget bygger på resultaten. Utföraren läser texten i återkopplingen."),
        widget=forms.Textarea(attrs={"rows": 7}),
    )


class ManyForm(InsynForm):
    """Which responses the page listed, with their versions: ”12.3 14.1”."""

    listed = forms.CharField(widget=forms.HiddenInput, max_length=20_000)

    def clean_listed(self) -> dict[int, int]:
        """Return the versions by the response's key."""
        pairs = [part.partition(".") for part in self.cleaned_data["listed"].split()]
        if not all(_is_number(key) and _is_number(version) for key, _dot, version in pairs):
            raise forms.ValidationError(gettext("Listan går inte att läsa. Läs in sidan igen."))
        return {int(key): int(version) for key, _dot, version in pairs}


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) < 12  # noqa: PLR2004


class FeedbackForm(VersionedForm):
    """Ask whether an action plan is asked for with the feedback, and until when."""

    asks_plan = forms.BooleanField(
        label=_("Begär en åtgärdsplan samtidigt"),
        required=False,
        help_text=_(
            "Utföraren får också ett brev med begäran om åtgärdsplan. Återkopplingen säger då när "
            "planen ska lämnas."
        ),
    )
    plan_due_on = forms.DateField(
        label=_("Åtgärdsplanen lämnas senast"), required=False, widget=forms.DateInput
    )

    def __init__(self, *args: Any, has_deficiency: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_deficiency:
            del self.fields["asks_plan"], self.fields["plan_due_on"]

    def clean(self) -> dict[str, Any]:
        """Demand the last day of a plan that is asked for."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("asks_plan") and not cleaned.get("plan_due_on"):
            self.add_error("plan_due_on", gettext("Skriv när åtgärdsplanen ska lämnas senast."))
        return cleaned

    @property
    def due_on(self) -> Any:
        said = self.cleaned_data
        return said.get("plan_due_on") if said.get("asks_plan") else None


class AssessForm(VersionedForm):
    """Ask for the authority's own answer to one question, in the question's own type."""

    needed_later = frozenset({"answer", "right", "of"})
    """May be left empty for now, but an own question is answered before all is accepted."""

    comment = forms.CharField(
        label=_("Anteckning"),
        required=False,
        help_text=_("Bara för er. Utföraren ser den aldrig."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, facts: QuestionFacts, own: AnswerReview | None, *args: Any, **kwargs: Any
    ) -> None:
        first = {"version": own.version if own else 0, "comment": own.note if own else ""}
        kwargs["initial"] = first | _initial(facts, own)
        super().__init__(*args, **kwargs)
        self._facts = facts
        self.fields |= _fields(facts)
        self.order_fields(["answer", "right", "of", "is_not_applicable", "comment"])

    @property
    def value(self) -> Any:
        """Return the answer as it is kept; None when there is none."""
        return _value(self._facts, self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        """Refuse what is no answer to the question."""
        cleaned = super().clean() or self.cleaned_data
        value = None if self.errors else _value(self._facts, cleaned)
        if value is not None and (problem := answer_problem(self._facts, value)):
            name = "right" if "right" in self.fields else "answer"
            self.add_error(name, gettext(problem))
        return cleaned


def _value(facts: QuestionFacts, said: dict[str, Any]) -> Any:
    if said.get("is_not_applicable"):
        return NOT_APPLICABLE
    if facts.answer_type == AnswerType.SAMPLE:
        return as_value(facts, {name: said.get(name) or "" for name in ("right", "of")})
    typed = said.get("answer")
    if facts.answer_type == AnswerType.DATE and typed:
        return typed.isoformat()
    return as_value(facts, typed)


def _initial(facts: QuestionFacts, own: AnswerReview | None) -> dict[str, Any]:
    value = own.value if own else None
    if value is None:
        return {}
    if value == NOT_APPLICABLE and facts.answer_type not in _RADIOS:
        return {"is_not_applicable": True}
    if isinstance(value, dict):
        return dict(value)
    is_number = isinstance(value, int | float)
    return {"answer": shown_number(value) if is_number else value}


_RADIOS = CHOSEN_FROM - {AnswerType.SEVERAL}


def _fields(facts: QuestionFacts) -> dict[str, forms.Field]:
    label = gettext("Er bedömning")
    made: dict[str, forms.Field] = {}
    if facts.answer_type in _RADIOS:
        made["answer"] = forms.ChoiceField(
            label=label, required=False, widget=forms.RadioSelect, choices=_choices(facts)
        )
        return made
    if facts.answer_type == AnswerType.SAMPLE:
        made["right"] = forms.CharField(label=gettext("Antal rätt"), required=False)
        made["of"] = forms.CharField(label=gettext("Antal granskade"), required=False)
    else:
        made["answer"] = _plain(facts, label)
    if facts.allows_not_applicable:
        made["is_not_applicable"] = forms.BooleanField(
            label=gettext("Inte tillämpligt"), required=False
        )
    return made


def _plain(facts: QuestionFacts, label: str) -> forms.Field:
    if facts.answer_type == AnswerType.SEVERAL:
        return forms.MultipleChoiceField(
            label=label, required=False, widget=forms.CheckboxSelectMultiple,
            choices=choices_to(facts),
        )  # fmt: skip
    if facts.answer_type == AnswerType.DATE:
        return forms.DateField(label=label, required=False, widget=forms.DateInput)
    if facts.answer_type in {AnswerType.TEXT, AnswerType.DOCUMENT}:
        return forms.CharField(
            label=label, required=False, widget=forms.Textarea(attrs={"rows": 4})
        )
    return forms.CharField(label=label, required=False, help_text=facts.measured_in)


def _choices(facts: QuestionFacts) -> list[tuple[str, str]]:
    named = [(code, gettext(text)) for code, text in choices_to(facts)]
    if facts.allows_not_applicable:
        named.append((NOT_APPLICABLE, gettext("Inte tillämpligt")))
    return [*named, ("", gettext("Ingen egen bedömning"))]
