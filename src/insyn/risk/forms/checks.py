"""Forms about the warnings of a plan."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from insyn.kernel.choices import Choice
from insyn.platform.forms import FilterForm, InsynForm, any_choice
from insyn.risk.queries.checks import Told
from insyn.risk.rules.kinds import CheckCode, Severity
from insyn.risk.services.acceptances import WarningName

NAMED, MEMO = "varning", "skrivelse"
"""Parts of an address: the warnings to accept, and the dates of memos they were found with."""

MOST_NAMED = 500


class Standing(Choice):
    """Whether somebody has accepted a warning."""

    OPEN = "open", "Inte accepterade"
    ACCEPTED = "accepted", "Accepterade"


class WarningFilter(FilterForm):
    """Ask which warnings to show. The dates of memos decide what is found, and go along."""

    carried = (MEMO,)
    severity = forms.ChoiceField(label=_("Hur allvarligt"), choices=any_choice(Severity.choices()))
    code = forms.ChoiceField(label=_("Kontroll"), choices=any_choice(CheckCode.choices()))
    standing = forms.ChoiceField(label=_("Accepterad"), choices=any_choice(Standing.choices()))

    def kept(self, told: Iterable[Told]) -> list[Told]:
        """Return the warnings that the filter keeps, in their order."""
        chosen = self.chosen
        return [
            one
            for one in told
            if chosen["severity"] in {None, "", one.warning.severity.value}
            and chosen["code"] in {None, "", one.warning.code.value}
            and chosen["standing"] in {None, "", _standing(one).value}
        ]


def _standing(one: Told) -> Standing:
    return Standing.ACCEPTED if one.accepted else Standing.OPEN


class AcceptForm(InsynForm):
    """Ask why warnings stand."""

    reason = forms.CharField(
        label=_("Skäl"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Skriv så att nämnden förstår, till exempel ”Nytt avtal tecknas i mars.”"),
    )
    shows_in_memo = forms.BooleanField(
        label=_("Visas i tjänsteskrivelsen"),
        required=False,
        initial=True,
        help_text=_("Skrivelsen visar varningen och skälet om ärendet är inställt på det."),
    )


def name_of(one: Told) -> str:
    """Return what the address calls a warning."""
    return ":".join(one.warning.name)


def names_in(address: QueryDict) -> list[WarningName]:
    """Return the warnings that the address names; what is no name is left out."""
    named = (value.partition(":") for value in address.getlist(NAMED)[:MOST_NAMED])
    return [(code, key) for code, colon, key in named if colon and code in CheckCode.codes()]


def memo_dates_in(address: QueryDict) -> list[date]:
    """Return the dates of memos in the address; what is no date is left out."""
    found = []
    for value in address.getlist(MEMO)[:MOST_NAMED]:
        try:
            day = parse_date(value)
        except ValueError:
            continue
        if day is not None:
            found.append(day)
    return found
