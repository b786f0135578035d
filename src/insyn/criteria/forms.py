"""What is typed about review templates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority, Cooperation
from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.kernel.access import Access, Permission
from insyn.kernel.choices import Choice
from insyn.platform.forms import FilterForm, InsynForm, any_choice, choices_of, offer

LONGEST_NAME = 150


class Beginning(Choice):
    """What a new template begins with."""

    NINE_AREAS = "nine_areas", "De nio områdena för insatser till barn och unga"
    EMPTY = "empty", "En tom mall"
    COPY = "copy", "En kopia av en annan mall"


class TemplateFilter(FilterForm):
    """Ask which templates to list."""

    q = forms.CharField(label=_("Mallens namn"), max_length=100)
    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(TemplateState.choices()))


class TemplateForm(InsynForm):
    """Ask what a new template is called, whose it is and what it begins with."""

    name = forms.CharField(label=_("Namn"), max_length=LONGEST_NAME)
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    cooperation = forms.ModelChoiceField(
        Cooperation.objects.none(),
        label=_("Samverkan"),
        required=False,
        help_text=_("De andra nämnderna i samverkan kan då använda mallen."),
    )
    beginning = forms.TypedChoiceField(
        label=_("Börja med"),
        choices=choices_of(Beginning),
        coerce=Beginning,
        initial=Beginning.NINE_AREAS,
        widget=forms.RadioSelect,
    )
    copied = forms.ModelChoiceField(
        TemplateVersion.objects.none(),
        label=_("Mall att kopiera"),
        required=False,
        help_text=_("Behövs bara när du börjar med en kopia."),
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = access.authorities_where(Permission.EDIT_TEMPLATES)
        versions = TemplateVersion.objects.visible_to(access).select_related("template")
        offer(
            self,
            "authority",
            Authority.objects.select_related("municipality").filter(pk__in=owners),
        )
        offer(self, "cooperation", Cooperation.objects.filter(members__in=owners).distinct())
        offer(self, "copied", versions)
        if len(owners) == 1:
            self.fields["authority"].initial = next(iter(owners))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("beginning") == Beginning.COPY and cleaned.get("copied") is None:
            self.add_error("copied", _("Välj vilken mall du vill kopiera."))
        return cleaned


class SectionForm(InsynForm):
    """Ask what an area is called and what it is about."""

    name = forms.CharField(label=_("Områdets namn"), max_length=LONGEST_NAME)
    intro = forms.CharField(
        label=_("Inledning"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )


class QuestionForm(InsynForm):
    """Ask for a question, what counts as met and how it is verified."""

    text = forms.CharField(
        label=_("Fråga"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )
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
