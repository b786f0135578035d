"""What is typed about a question."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.criteria.forms.shared import ReadForm
from insyn.criteria.models import Question, Scale, Section, TemplateVersion
from insyn.criteria.queries.scales import usable_scales
from insyn.criteria.rules import AnswerType, QuestionFacts, Respondent
from insyn.criteria.rules.answers import coded_choices
from insyn.kernel.access import Access
from insyn.platform.forms import InsynForm, choices_of, offer

WEIGHTS = [
    (1, _("1 – ordning")),
    (2, _("2 – väsentligt")),
    (3, _("3 – av stor betydelse för den enskilde")),
]
GROUPS: Sequence[tuple[Any, Sequence[str]]] = (
    (_("Frågan"), ("text", "help", "role_tag")),
    (
        _("Svaret"),
        (
            *("answer_type", "choices", "scale", "measured_in"),
            *("is_required", "allows_not_applicable", "allows_comment"),
        ),
    ),
    (_("Bedömningen"), ("met_when", "evidence", "weight", "is_critical", "with_usual_rules")),
    (_("Vem som svarar och ser"), ("respondent", "is_visible_in_advance", "may_be_published")),
)
"""The form in parts, in the order they are filled in."""


class QuestionForm(ReadForm):
    """Ask for a question with all that is decided about it."""

    text = forms.CharField(
        label=_("Fråga"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )
    help = forms.CharField(
        label=_("Hjälp till den som svarar"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=1000,
    )
    role_tag = forms.CharField(
        label=_("Gäller rollen"),
        required=False,
        max_length=40,
        help_text=_("Till exempel ”medicinsk” eller ”social”. Tomt betyder alla."),
    )
    answer_type = forms.TypedChoiceField(
        label=_("Svarstyp"),
        choices=choices_of(AnswerType),
        coerce=AnswerType,
        initial=AnswerType.YES_PARTLY_NO,
    )
    choices = forms.CharField(
        label=_("Svarsalternativ"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        max_length=4000,
        help_text=_(
            "Ett alternativ per rad. Behövs när svarstypen är ett av flera eller flera alternativ."
        ),
    )
    scale = forms.ModelChoiceField(
        Scale.objects.none(),
        label=_("Skala"),
        required=False,
        help_text=_("Behövs när svarstypen är skala."),
    )
    measured_in = forms.CharField(
        label=_("Mäts i"),
        required=False,
        max_length=40,
        help_text=_("Till exempel ”timmar” eller ”personer”. För antal."),
    )
    is_required = forms.BooleanField(label=_("Måste besvaras"), required=False, initial=True)
    allows_not_applicable = forms.BooleanField(
        label=_("Får besvaras med ”inte tillämpligt”"), required=False, initial=True
    )
    allows_comment = forms.BooleanField(label=_("Får kommenteras"), required=False, initial=True)
    met_when = forms.CharField(
        label=_("Uppfyllt när"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=2000,
        help_text=_("Vad uppföljarna ska se för att svara ja."),
    )
    evidence = forms.CharField(
        label=_("Verifieras genom"),
        max_length=200,
        required=False,
        help_text=_("Till exempel ”rutin” eller ”samtal med personal”."),
    )
    weight = forms.TypedChoiceField(
        label=_("Vikt"), choices=WEIGHTS, coerce=int, initial=2, widget=forms.RadioSelect
    )
    is_critical = forms.BooleanField(
        label=_("Kritisk"),
        required=False,
        help_text=_("Ett nej visas alltid för sig och göms aldrig i en andel."),
    )
    respondent = forms.TypedChoiceField(
        label=_("Besvaras av"),
        choices=choices_of(Respondent),
        coerce=Respondent,
        initial=Respondent.REVIEWER,
    )
    is_visible_in_advance = forms.BooleanField(
        label=_("Visas för utföraren i förväg"), required=False, initial=True
    )
    may_be_published = forms.BooleanField(
        label=_("Svaret får publiceras"), required=False, initial=True
    )
    with_usual_rules = forms.BooleanField(
        label=_("Föreslå en brist när svaret är nej"),
        required=False,
        initial=True,
        help_text=_("Gäller ja- och nejfrågor. Förslagen kan ändras sedan."),
    )

    def __init__(
        self,
        access: Access,
        owner_id: int,
        *args: Any,
        question: Question | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        scales = usable_scales(access, owner_id)
        if question is not None:
            del self.fields["with_usual_rules"]
            present = Scale.objects.visible_to(access).filter(pk=question.scale_id or 0)
            scales = (scales | present).order_by("name", "pk")
        offer(self, "scale", scales)

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Return the form's parts: a heading in Swedish, and its fields in order."""
        return [
            (heading, [self[name] for name in names if name in self.fields])
            for heading, names in GROUPS
        ]

    def said(self) -> dict[str, Any]:
        """Return what was typed as the fields of a question's facts.

        What the chosen type of answer has no use for is left out.
        """
        typed = dict(self.cleaned_data)
        for name in ("read", "with_usual_rules"):
            typed.pop(name, None)
        kind = typed["answer_type"]
        scale = typed.pop("scale")
        typed["scale_id"] = scale.pk if scale and kind == AnswerType.SCALE else None
        typed["choices"] = self._choices() if kind in {"single", "several"} else ()
        typed["measured_in"] = typed["measured_in"] if kind == AnswerType.NUMBER else ""
        return typed

    def _choices(self) -> tuple[tuple[str, str], ...]:
        labels = [line.strip() for line in self.cleaned_data["choices"].splitlines()]
        before = [(c["code"], c["label"]) for c in self.question.choices] if self.question else []
        return coded_choices([label for label in labels if label], before)


def shown(facts: QuestionFacts) -> dict[str, Any]:
    """Return the facts of a question as the form shows them."""
    plain = {
        name: getattr(facts, name) for name in QuestionForm.base_fields if hasattr(facts, name)
    }
    return {
        **plain,
        "choices": "\n".join(label for _code, label in facts.choices),
        "scale": facts.scale_id,
    }


class PlaceForm(InsynForm):
    """Ask in which area of the draft a question shall stand, and as which one there."""

    section = forms.ModelChoiceField(Section.objects.none(), label=_("Område"))
    place = forms.IntegerField(
        label=_("Plats i området"),
        min_value=1,
        max_value=1000,
        help_text=_("1 är först. Ett högre tal än antalet frågor betyder sist."),
    )

    def __init__(self, access: Access, version: TemplateVersion, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "section", Section.objects.visible_to(access).filter(version=version))


class SectionPlaceForm(InsynForm):
    """Ask as which area of the draft an area shall stand."""

    place = forms.IntegerField(
        label=_("Plats i mallen"),
        min_value=1,
        max_value=1000,
        help_text=_("1 är först. Ett högre tal än antalet områden betyder sist."),
    )
