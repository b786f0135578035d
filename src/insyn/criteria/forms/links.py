"""What is typed when requirements are chosen for questions."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.criteria.forms.shared import LONGEST_NAME, ReadForm
from insyn.criteria.forms.templates import offer_owners
from insyn.criteria.queries.links import agreements_with_requirements
from insyn.criteria.rules import TemplateKind
from insyn.kernel.access import Access, Permission
from insyn.platform.forms import FilterForm, InsynForm, offer
from insyn.registry.models import Agreement
from insyn.requirements.models import QualityArea, RequirementVersion

MOST_CHOSEN = 400
"""Requirements in one go: a longer form than anybody answers."""


class LinkFilter(FilterForm):
    """Ask which requirements to choose among."""

    q = forms.CharField(label=_("Nummer eller text"), max_length=100)
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(), label=_("Avtal"), empty_label=_("Alla")
    )

    def __init__(self, access: Access, owner: Authority, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agreement", agreements_with_requirements(access, owner))


class LinksForm(ReadForm):
    """Requirements to tick, among those on the page; those on other pages keep their links."""

    chosen = forms.MultipleChoiceField(
        label=_("Krav"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        listed: Iterable[RequirementVersion],
        linked: Sequence[int],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.linked_before = tuple(linked)
        self.listed = [row.requirement_id for row in listed]
        field = self.fields["chosen"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(key), str(key)) for key in self.listed]

    @property
    def ticked(self) -> frozenset[int]:
        """Return which of the listed are ticked, as the page shows them."""
        if not self.is_bound:
            return frozenset(self.linked_before)
        typed = self["chosen"].value() or []
        return frozenset(int(key) for key in typed if str(key).isdecimal())

    def linked(self) -> tuple[int, ...]:
        """Return the requirements the question shall have: the ticked, and those not listed."""
        ticked = [int(key) for key in self.cleaned_data["chosen"]]
        elsewhere = [key for key in self.linked_before if key not in set(self.listed)]
        return tuple(dict.fromkeys([*elsewhere, *ticked]))


LONGEST_KEY = 18
"""Digits of a key that every database holds."""


class SourceFilter(FilterForm):
    """Ask from which agreement, and which of its requirements, a template shall be made."""

    q = forms.CharField(label=_("Nummer eller text"), max_length=100)
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(), label=_("Avtal"), empty_label=_("Välj avtal")
    )
    area = forms.ModelChoiceField(
        QualityArea.objects.none(), label=_("Kvalitetsområde"), empty_label=_("Alla")
    )
    weight = forms.TypedChoiceField(
        label=_("Vikt"),
        choices=[("", _("Alla")), ("2", _("2 och 3")), ("3", _("Bara 3"))],
        coerce=int,
        empty_value=None,
    )
    critical = forms.BooleanField(label=_("Bara kritiska"))

    def __init__(self, access: Access, agreements: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agreement", agreements)
        told = str(self.data.get("agreement", ""))
        if told.isdecimal() and len(told) <= LONGEST_KEY:
            agreements = agreements.filter(pk=told)
        areas = QualityArea.objects.visible_to(access).filter(retired_on=None)
        offer(self, "area", areas.filter(authority__in=agreements.values("authority")))


class OfRequirementsForm(InsynForm):
    """Ask what the template that is made of the chosen requirements is called and for."""

    name = forms.CharField(label=_("Namn"), max_length=LONGEST_NAME)
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    kind = forms.TypedChoiceField(
        label=_("Slag"),
        choices=[
            (TemplateKind.SURVEY.value, _("Enkät: utföraren svarar")),
            (TemplateKind.VISIT.value, _("Granskning eller besök: uppföljaren svarar")),
        ],
        coerce=TemplateKind,
        widget=forms.RadioSelect,
        initial=TemplateKind.SURVEY,
    )

    def __init__(
        self, access: Access, *args: Any, owner_id: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_owners(self, access)
        if owner_id in access.authorities_where(Permission.EDIT_TEMPLATES):
            self.fields["authority"].initial = owner_id
