"""What is typed about a review as a whole, and what the list can be narrowed to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority, User
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.platform.forms import FilterForm, InsynForm, any_choice, offer
from insyn.registry.models import ServiceArea
from insyn.themes.models import ThematicReview
from insyn.themes.queries.reviews import (
    areas,
    authorities_seen,
    authorities_writing,
    possible_responsible,
    years_of,
)
from insyn.themes.rules import ThemeState


def _year_choices(access: Access) -> list[tuple[str, Any]]:
    return [("", _("Alla")), *((str(year), str(year)) for year in years_of(access))]


class ReviewFilter(FilterForm):
    """Ask which reviews to list."""

    q = forms.CharField(label=_("Rubrik eller tema"), max_length=100)
    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(ThemeState.choices()))
    year = forms.TypedChoiceField(label=_("År"), coerce=int, empty_value=None)
    service_area = forms.ModelChoiceField(ServiceArea.objects.none(), label=_("Verksamhetsområde"))
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "service_area", areas())
        offer(self, "authority", authorities_seen(access))
        self.fields["year"].choices = _year_choices(access)  # type: ignore[attr-defined]


class SummaryFilter(FilterForm):
    """Ask of which year and board to show the summary. Nothing chosen is this year."""

    year = forms.TypedChoiceField(label=_("År"), coerce=int, empty_value=None)
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", authorities_seen(access))
        this = clock.today().year
        earlier = [(str(year), str(year)) for year in years_of(access) if year != this]
        self.fields["year"].choices = [("", str(this)), *earlier]  # type: ignore[attr-defined]


class ReviewForm(InsynForm):
    """Ask what is reviewed: the question, the services, when, by whom and how."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    title = forms.CharField(label=_("Rubrik"), max_length=200)
    theme = forms.CharField(
        label=_("Tema"), max_length=150, help_text=_("Till exempel bemötande eller måltider.")
    )
    question = forms.CharField(
        label=_("Frågeställning"),
        widget=forms.Textarea,
        help_text=_("Utgå från brister som är kända. Fråga varför de uppstår."),
    )
    service_area = forms.ModelChoiceField(
        ServiceArea.objects.none(),
        label=_("Verksamhetsområde"),
        required=False,
        empty_label=_("Flera verksamhetsområden"),
    )
    starts_on = forms.DateField(label=_("Från"), initial=clock.today)
    ends_on = forms.DateField(label=_("Till"))
    responsible = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Ansvarig"),
        required=False,
        empty_label=_("Ingen vald"),
        help_text=_("Den ansvariga får granskningen på sin lista Att göra."),
    )
    method = forms.CharField(label=_("Metod"), widget=forms.Textarea, required=False)
    sample_text = forms.CharField(
        label=_("Hur urvalet görs"),
        widget=forms.Textarea,
        required=False,
        help_text=_("Beskriv utan att nämna någon utförare. Texten står i rapporten."),
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boards = authorities_writing(access)
        offer(self, "authority", boards)
        offer(self, "service_area", areas())
        offer(self, "responsible", possible_responsible([board.pk for board in boards]))
        if len(boards) == 1:
            self.fields["authority"].initial = boards[0]


class ReviewChangeForm(ReviewForm):
    """Ask for the same of a review that is changed; the board stays."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, access: Access, review: ThematicReview, *args: Any, **kwargs: Any) -> None:
        names = [name for name in self.base_fields if name != "authority"]
        known = {name: getattr(review, name) for name in names}
        super().__init__(access, *args, initial=known, **kwargs)
        del self.fields["authority"]
        offer(self, "responsible", possible_responsible([review.authority_id]))


class VersionForm(InsynForm):
    """Read on which version of the page a button was pressed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class TextsForm(VersionForm):
    """Ask for results, the reasoning about them and the limits."""

    results = forms.CharField(
        label=_("Resultat"),
        widget=forms.Textarea,
        help_text=_("Skriv om mönster. Nämn ingen utförare eller verksamhet."),
    )
    discussion = forms.CharField(label=_("Analys"), widget=forms.Textarea, required=False)
    limits = forms.CharField(
        label=_("Begränsningar"),
        widget=forms.Textarea,
        required=False,
        help_text=_("Vad granskningen inte kan svara på."),
    )

    def __init__(self, review: ThematicReview, data: Any = None) -> None:
        known = {name: getattr(review, name) for name in self.base_fields}
        super().__init__(data, initial=known)


class DecideForm(VersionForm):
    """Ask where the board treated the report."""

    board_reference = forms.CharField(
        label=_("Nämndens beslut, datum och §"),
        max_length=100,
        help_text=_("Till exempel 2026-11-12 § 84."),
    )
    decided_on = forms.DateField(label=_("Behandlad av nämnden"), initial=clock.today)


class CancelForm(VersionForm):
    """Ask why the review is cancelled."""

    reason = forms.CharField(label=_("Skäl"), max_length=300)
