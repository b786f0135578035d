"""Forms about what Insyn fetches by itself."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from insyn.kernel.access import Access
from insyn.monitoring.models import FetchChoice
from insyn.monitoring.queries.fetching import figures_for
from insyn.monitoring.services import FetchFacts
from insyn.platform.forms import FilterForm, InsynForm


def _several(text: str) -> list[str]:
    return list(dict.fromkeys(text.upper().replace(",", " ").replace(";", " ").split()))


class FetchForm(InsynForm):
    """Ask what shall be fetched each night for an authority."""

    asks_bolagsverket = forms.BooleanField(
        label=_("Fråga Bolagsverket varje natt om utförare med kontrakt"),
        required=False,
        help_text=_(
            "Konkurs, likvidation, avregistrering och namn. Enskilda firmor frågas inte om."
        ),
    )
    municipality_code = forms.CharField(
        label=_("Kommunkod"), max_length=4, required=False, help_text=_("Fyra siffror, som 0380.")
    )
    kpis = forms.CharField(
        label=_("Nyckeltal i Kolada"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Nyckeltalens nummer, som N20891. Skriv mellanslag eller ny rad emellan."),
    )
    units = forms.CharField(
        label=_("Enheter i Kolada"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Enheternas nummer, som V15E144001301. Bara vissa nyckeltal har enheter."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, row: FetchChoice | None, data: QueryDict | None = None) -> None:
        initial = {
            "asks_bolagsverket": bool(row and row.asks_bolagsverket),
            "municipality_code": row.municipality_code if row else "",
            "kpis": "\n".join(row.kpis) if row else "",
            "units": "\n".join(row.units) if row else "",
            "version": row.version if row else 0,
        }
        super().__init__(data, initial=initial)

    def facts(self) -> FetchFacts:
        """Return what shall be fetched."""
        data = self.cleaned_data
        return FetchFacts(
            asks_bolagsverket=data["asks_bolagsverket"],
            municipality_code=data["municipality_code"],
            kpis=_several(data["kpis"]),
            units=_several(data["units"]),
        )


class FigureFilter(FilterForm):
    """Narrow the list of figures down."""

    q = forms.CharField(label=_("Nyckeltal"), max_length=100, required=False)
    year = forms.TypedChoiceField(label=_("År"), coerce=int, empty_value=None, required=False)

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = figures_for(access).order_by("-year").values_list("year", flat=True).distinct()
        field = self.fields["year"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Alla")), *((str(year), str(year)) for year in years)]
