"""What is filled in when a reviewer tells of bias, leaves, or hands over to others."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority, User
from insyn.followups.models import Reviewer
from insyn.followups.queries.reviewers import people_of
from insyn.followups.services.reviewers import HandOver
from insyn.platform import clock
from insyn.platform.forms import InsynForm

KEEP, NOBODY = "behall", "ingen"


class ConflictForm(InsynForm):
    """Ask what the bias is."""

    conflict = forms.CharField(
        label=_("Vad jävet består i"),
        max_length=300,
        widget=forms.Textarea,
        help_text=_(
            "Skriv kort, till exempel ”nära släkting är anställd hos utföraren”. Texten syns för "
            "dem som arbetar med uppföljningen."
        ),
    )


class LeaveForm(InsynForm):
    """Ask why somebody leaves a follow-up, and from when."""

    reason = forms.CharField(label=_("Skäl"), max_length=200)
    left_on = forms.DateField(label=_("Lämnar från"), initial=clock.today)


class HandOverForm(InsynForm):
    """Ask who takes over each open follow-up of a person."""

    reason = forms.CharField(
        label=_("Skäl"),
        max_length=200,
        help_text=_("Till exempel ”slutar” eller ”föräldraledig”. Skälet syns i historiken."),
    )

    def __init__(
        self, authority: Authority, person: User, places: Sequence[Reviewer], *args: Any,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.person, self.places = person, places
        self.people = {str(user.pk): user for user in people_of(authority, besides=person)}
        choices: list[tuple[str, Any]] = [
            (KEEP, gettext("Ändra inte")),
            (NOBODY, gettext("Lämnar, ingen tar över än")),
            *((key, str(user)) for key, user in self.people.items()),
        ]
        for place in places:
            self.fields[_name(place)] = forms.ChoiceField(
                label=gettext("Tar över %s") % place.followup.number,
                choices=choices,
                initial=KEEP,
            )

    @property
    def lines(self) -> list[tuple[Reviewer, forms.BoundField]]:
        """Return each place with its field, for the table."""
        return [(place, self[_name(place)]) for place in self.places]

    def clean(self) -> dict[str, Any]:
        """Return the facts, as the service wants them."""
        said = self.cleaned_data
        if self.errors:
            return said
        chosen = {place.followup_id: said[_name(place)] for place in self.places}
        if all(one == KEEP for one in chosen.values()):
            raise forms.ValidationError(gettext("Välj vem som tar över minst en uppföljning."))
        replacements = {
            key: None if one == NOBODY else self.people[one]
            for key, one in chosen.items()
            if one != KEEP
        }
        return {"facts": HandOver(self.person, said["reason"], replacements)}


def _name(place: Reviewer) -> str:
    return f"tar_over_{place.followup_id}"
