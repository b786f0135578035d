"""The form about what a provider has promised in its bid."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from insyn.platform.forms import offer
from insyn.registry.forms.providers import VersionedForm
from insyn.requirements.models import Requirement, RequirementQuerySet, RequirementVersion

LONGEST_LABEL = 120


class OneRequirementField(forms.ModelChoiceField):  # type: ignore[type-arg]  # only in stubs
    """A requirement to choose, shown by number and text."""

    wordings: Mapping[int, RequirementVersion]

    def label_from_instance(self, obj: Model) -> str:
        assert isinstance(obj, Requirement)
        wording = self.wordings.get(obj.pk)
        said = f"{wording.number} {wording.text}" if wording else str(obj)
        return said if len(said) <= LONGEST_LABEL else said[: LONGEST_LABEL - 1] + "…"


class PromiseForm(VersionedForm):
    """Ask what was promised, about which requirement, to which level."""

    requirement = OneRequirementField(Requirement.objects.none(), label=_("Krav"))
    text = forms.CharField(label=_("Löfte"), widget=forms.Textarea(attrs={"rows": 4}))
    amount = forms.DecimalField(
        label=_("Utlovad nivå"), max_digits=10, decimal_places=2, required=False
    )
    measured_in = forms.CharField(
        label=_("Mäts i"),
        max_length=60,
        required=False,
        help_text=_("Till exempel ”årsarbetare per plats” eller ”procent av personalen”."),
    )

    def __init__(
        self,
        requirements: RequirementQuerySet,
        wordings: Mapping[int, RequirementVersion],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["requirement"]
        assert isinstance(field, OneRequirementField)
        field.wordings = wordings
        offer(self, "requirement", requirements)
