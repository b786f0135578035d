"""Forms about lists of requirements: what to show, and how to weigh the chosen ones."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from insyn.kernel.access import Access
from insyn.platform.forms import FilterForm, InsynForm, any_choice, offer
from insyn.requirements.models import QualityArea
from insyn.requirements.queries.areas import areas_in_use
from insyn.requirements.rules import HEAVIEST, LIGHTEST, Strength
from insyn.requirements.rules.followability import Followability

WITH, WITHOUT = "with", "without"
WEIGHTS = [(str(weight), str(weight)) for weight in range(HEAVIEST, LIGHTEST - 1, -1)]
UNCHANGED = ("", _("Ändra inte"))


class CataloguesFilter(FilterForm):
    """Ask which agreements to list."""

    q = forms.CharField(label=_("Avtal eller diarienummer"), max_length=100)
    has = forms.ChoiceField(
        label=_("Krav"),
        choices=[("", _("Alla")), (WITH, _("Med krav")), (WITHOUT, _("Utan krav"))],
    )


class CatalogueFilter(FilterForm):
    """Ask which requirements of an agreement to list, and as they read which day."""

    q = forms.CharField(label=_("Nummer, text eller lagstöd"), max_length=100)
    area = forms.ChoiceField(label=_("Kvalitetsområde"))
    strength = forms.ChoiceField(label=_("Styrka"), choices=any_choice(Strength.choices()))
    weight = forms.ChoiceField(label=_("Vikt"), choices=[("", _("Alla")), *WEIGHTS])
    followability = forms.ChoiceField(
        label=_("Uppföljbarhet"), choices=any_choice(Followability.choices())
    )
    since = forms.DateField(label=_("Ändrat från och med"))
    on = forms.DateField(label=_("Så löd kraven den"))
    critical = forms.BooleanField(label=_("Bara kritiska"))

    def __init__(self, areas: Sequence[tuple[int, str]], data: QueryDict) -> None:
        super().__init__(data)
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Alla")), *((str(key), name) for key, name in areas)]


class WeighForm(InsynForm):
    """Ask what the chosen requirements get."""

    needed_later = frozenset({"weight", "critical", "area"})
    """Each may be left as it is, but one of them is needed."""

    weight = forms.TypedChoiceField(
        label=_("Vikt"), choices=[UNCHANGED, *WEIGHTS], coerce=int, empty_value=None, required=False
    )
    critical = forms.TypedChoiceField(
        label=_("Kritiskt"),
        choices=[UNCHANGED, ("yes", _("Ja")), ("no", _("Nej"))],
        coerce=lambda code: code == "yes",
        empty_value=None,
        required=False,
    )
    area = forms.ModelChoiceField(
        QualityArea.objects.none(),
        label=_("Kvalitetsområde"),
        required=False,
        empty_label=_("Ändra inte"),
    )
    scope = forms.ChoiceField(
        label=_("Gäller"),
        choices=[("chosen", _("De förkryssade kraven")), ("shown", _("Alla krav på sidan"))],
        initial="chosen",
    )

    def __init__(
        self, access: Access, authority_id: int, today: date, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "area", areas_in_use(access, authority_id, today))
