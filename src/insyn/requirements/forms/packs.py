"""Forms about requirement packs, and about taking requirements into an agreement."""

from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Permission
from insyn.platform.forms import InsynForm, SeveralField, choices_of, offer
from insyn.registry.forms.providers import VersionedForm
from insyn.registry.models import Agreement, ServiceArea
from insyn.requirements.models import Requirement, RequirementVersion
from insyn.requirements.services import Numbering

LONGEST_PACK = 150


def own_authorities(access: Access) -> QuerySet[Authority]:
    """Return the authorities whose requirements the asker may change."""
    ids = access.authorities_where(Permission.EDIT_REQUIREMENTS)
    return Authority.objects.select_related("municipality").filter(pk__in=ids)


class PackForm(VersionedForm):
    """Ask what a pack is called and is for."""

    name = forms.CharField(label=_("Namn"), max_length=LONGEST_PACK)
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    service_area = forms.ModelChoiceField(
        ServiceArea.objects.all(), label=_("Verksamhetsområde"), required=False
    )
    note = forms.CharField(
        label=_("Anteckning"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def __init__(self, access: Access, owner_id: int | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = own_authorities(access)
        offer(self, "authority", owners.filter(pk=owner_id) if owner_id else owners)
        if len(owners) == 1:
            self.fields["authority"].initial = owners[0]


class CopyPackForm(InsynForm):
    """Ask which authority gets the copy, and what it is called."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    name = forms.CharField(label=_("Namn"), max_length=LONGEST_PACK)

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = own_authorities(access)
        offer(self, "authority", owners)
        if len(owners) == 1:
            self.fields["authority"].initial = owners[0]


class RequirementsField(SeveralField):
    """Requirements to tick, shown by number and text."""

    wordings: dict[int, RequirementVersion]

    def label_from_instance(self, obj: Model) -> str:
        assert isinstance(obj, Requirement)
        wording = self.wordings.get(obj.pk)
        return f"{wording.number} {wording.text}" if wording else str(obj)


class TakeForm(InsynForm):
    """Ask which requirements an agreement takes, and with which numbers."""

    agreement = forms.ModelChoiceField(Agreement.objects.none(), label=_("Avtal"))
    numbering = forms.TypedChoiceField(
        label=_("Nummer"),
        choices=choices_of(Numbering),
        coerce=Numbering,
        initial=Numbering.CONTINUED,
        widget=forms.RadioSelect,
    )
    valid_from = forms.DateField(
        label=_("Gäller från"), required=False, help_text=_("Tomt betyder från avtalets början.")
    )
    chosen = RequirementsField(Requirement.objects.none(), label=_("Krav"))

    def __init__(
        self,
        access: Access,
        requirements: QuerySet[Requirement],
        wordings: dict[int, RequirementVersion],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        ids = access.authorities_where(Permission.EDIT_REQUIREMENTS)
        agreements = Agreement.objects.visible_to(access).filter(authority__in=ids)
        offer(self, "agreement", agreements)
        field = self.fields["chosen"]
        assert isinstance(field, RequirementsField)
        field.wordings = wordings
        offer(self, "chosen", requirements)
        field.initial = [row.pk for row in requirements]
