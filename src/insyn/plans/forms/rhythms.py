"""What is filled in about rhythms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.plans.queries.rhythms import boards_with_rhythms
from insyn.plans.rules import RhythmKind
from insyn.plans.rules.rhythms import MOST_AFTER, MOST_MONTHS, Terms
from insyn.plans.services.rhythms import RhythmFacts
from insyn.platform.forms import FilterForm, InsynForm, choices_of, offer

MONTH_CHOICES: list[tuple[str, Any]] = [
    ("", _("Hela året")),
    ("1", _("Januari")),
    ("2", _("Februari")),
    ("3", _("Mars")),
    ("4", _("April")),
    ("5", _("Maj")),
    ("6", _("Juni")),
    ("7", _("Juli")),
    ("8", _("Augusti")),
    ("9", _("September")),
    ("10", _("Oktober")),
    ("11", _("November")),
    ("12", _("December")),
]


class BoardFilter(FilterForm):
    """Ask whose rhythms to list."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))

    def __init__(self, access: Access, data: Any) -> None:
        super().__init__(data)
        offer(self, "authority", boards_with_rhythms(access))


class RhythmForm(InsynForm):
    """Ask what a rhythm is called and what it means."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label=_("Namn"), max_length=100, help_text=_("Det som nämnden säger och planen skriver.")
    )
    kind = forms.TypedChoiceField(
        label=_("Hur ofta"),
        choices=choices_of(RhythmKind),
        coerce=RhythmKind,
        widget=forms.RadioSelect,
    )
    every = forms.IntegerField(
        label=_("Antal månader eller år mellan gångerna"),
        min_value=1,
        max_value=MOST_MONTHS,
        required=False,
        help_text=_("Behövs för ”Var n:te månad” och ”Vart n:te år”. 3 betyder var tredje."),
    )
    from_month = forms.TypedChoiceField(
        label=_("Från och med månad"),
        choices=MONTH_CHOICES,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Välj månader om det bara görs under en del av året."),
    )
    to_month = forms.TypedChoiceField(
        label=_("Till och med månad"),
        choices=MONTH_CHOICES,
        coerce=int,
        empty_value=None,
        required=False,
    )
    after_months = forms.IntegerField(
        label=_("Tidigast månader efter första brukaren"),
        min_value=0,
        max_value=MOST_AFTER,
        required=False,
        help_text=_("Behövs för ”En tid efter första brukaren”."),
    )
    before_months = forms.IntegerField(
        label=_("Senast månader efter första brukaren"),
        min_value=0,
        max_value=MOST_AFTER,
        required=False,
    )
    needed_later = frozenset({"every", "after_months", "before_months"})

    def clean(self) -> dict[str, Any]:
        """Return the facts and the version, as the service wants them."""
        said = super().clean() or {}
        if self.errors:
            return said
        terms = Terms(**{name: said[name] for name in Terms.__slots__})
        return {"facts": RhythmFacts(said["name"], terms), "version": said["version"]}
