"""Reading what is reported in."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.coordination.models import DistrictOutcome, DistrictReport, ReportDraft
from insyn.coordination.rules import AreaLevel, DistrictMethod
from insyn.kernel.access import Access
from insyn.platform.forms import InsynForm, choices_of, offer
from insyn.registry.models import Unit

MOST = 1000
NO_LEVEL = ("", _("Inte bedömt"))
NO_METHOD = ("", _("Välj"))
"""No method stands chosen: whoever is in a hurry would hand in one that was never used."""
SAVE = "save"
"""The name of the button that saves without handing in."""
DRAFTED = ("carried_out_on", "method", "deficiencies", "needs_in_depth", "text", "told_board_on")


class ReportForm(InsynForm):
    """Ask for a follow-up that was made elsewhere: when, how, and what came of each area."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    carried_out_on = forms.DateField(label=_("Uppföljningen gjord"))
    method = forms.TypedChoiceField(
        label=_("Metod"), choices=[NO_METHOD, *choices_of(DistrictMethod)], coerce=DistrictMethod
    )
    deficiencies = forms.IntegerField(
        label=_("Antal brister"), min_value=0, max_value=MOST, initial=0
    )
    needs_in_depth = forms.BooleanField(label=_("En fördjupad uppföljning behövs"), required=False)
    text = forms.CharField(
        label=_("Sammanfattning"),
        help_text=_("Skriv inga namn eller personnummer."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        required=False,
    )
    told_board_on = forms.DateField(label=_("Rapporterad till egen nämnd"), required=False)

    def __init__(
        self, areas: Sequence[str], known: DistrictReport | None,
        outcomes: Sequence[DistrictOutcome], data: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial=_known(known))
        levels = {one.area: one.level for one in outcomes}
        self.areas = {
            f"area_{at}": area for at, area in enumerate([*areas, *_extra(areas, levels)])
        }
        for name, area in self.areas.items():
            self.fields[name] = forms.ChoiceField(
                label=area,
                choices=[NO_LEVEL, *choices_of(AreaLevel)],
                initial=levels.get(area, ""),
                required=len(self.areas) == 1,  # at least one is always judged
            )
        self.order_fields(
            ["version", "carried_out_on", "method", *self.areas, "deficiencies", "needs_in_depth",
             "text", "told_board_on"]
        )  # fmt: skip

    def outcomes(self) -> dict[str, AreaLevel]:
        """Return how each area was judged; those that were not are left out."""
        return {
            area: AreaLevel(self.cleaned_data[name])
            for name, area in self.areas.items()
            if self.cleaned_data[name]
        }


class LinkReportForm(ReportForm):
    """The same, for one who may save what is not ready and hand it in another day."""

    draft = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, areas: Sequence[str], known: DistrictReport | None,
        outcomes: Sequence[DistrictOutcome], draft: ReportDraft | None, data: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(areas, known, outcomes, data)
        self.fields["draft"].initial = draft.version if draft else 0
        self.is_draft = bool(data) and SAVE in data
        answers = draft.answers if draft else {}
        for key, value in answers.items():
            place = self._field_of(key)
            if place is not None:
                self.initial[place] = value
        if self.is_draft:
            for name, field in self.fields.items():
                field.required = field.required and name in {"draft", "version"}

    def _field_of(self, key: str) -> str | None:
        """Return the field that an answer of a draft belongs to; areas are kept by name."""
        if key in DRAFTED:
            return key
        return next((name for name, area in self.areas.items() if area == key), None)

    def answers(self) -> dict[str, object]:
        """Return what has been filled in, fit to be kept as a draft."""
        named = {name: self.cleaned_data.get(name) for name in DRAFTED}
        kept: dict[str, object] = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in named.items()
            if value not in {None, ""}
        }
        for name, area in self.areas.items():
            if self.cleaned_data.get(name):
                kept[area] = self.cleaned_data[name]
        return kept


def _extra(areas: Sequence[str], levels: Mapping[str, str]) -> list[str]:
    return [area for area in levels if area not in areas]


def _known(row: DistrictReport | None) -> dict[str, Any]:
    if row is None:
        return {"version": 0}
    names = (
        "version", "carried_out_on", "method", "deficiencies", "needs_in_depth", "text",
        "told_board_on",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


class MatterForm(InsynForm):
    """Ask what one's own board has got to know."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"), empty_label=None)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Verksamhet"),
        required=False,
        empty_label=_("Flera eller ingen"),
    )
    told_on = forms.DateField(label=_("Nämnden fick veta det"))
    reference = forms.CharField(label=_("Ärende eller paragraf"), max_length=100, required=False)
    text = forms.CharField(
        label=_("Vad som kom fram"),
        help_text=_("Det som samordnaren behöver veta. Skriv inga namn eller personnummer."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
    )

    def __init__(
        self, access: Access, where: Sequence[int], units: Sequence[int], data: Any = None
    ) -> None:
        super().__init__(data)
        del access
        authorities = Authority.objects.select_related("municipality").filter(pk__in=where)
        offer(self, "authority", authorities)
        offer(self, "unit", Unit.objects.filter(pk__in=units))
