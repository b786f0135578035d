"""What is typed about contacts, letters and the diary."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.documents.forms import UploadForm
from insyn.followups.queries.post import kept_diaries
from insyn.followups.rules.correspondence import Medium, Way
from insyn.kernel.access import Access, Secrecy
from insyn.platform import clock
from insyn.platform.forms import FilterForm, InsynForm, any_choice, choices_of, offer

SHOWN = [("all", _("All post, även diarieförd")), ("registered", _("Bara diarieförd"))]
CHOSEN = re.compile(r"(\d{1,18}):(\d{1,9})", re.ASCII)


def chosen_rows(values: list[str]) -> list[tuple[int, int]]:
    """Return the ticked rows as keys with versions; what cannot be read is left out."""
    found = (CHOSEN.fullmatch(value) for value in values)
    return [(int(match[1]), int(match[2])) for match in found if match]


class DiaryFilter(FilterForm):
    """Ask which post to list: what waits for the diary, unless more is asked for."""

    q = forms.CharField(label=_("Avsändare, innehåll eller diarienummer"), max_length=100)
    show = forms.ChoiceField(label=_("Visa"), choices=[("", _("Väntar på diariet")), *SHOWN])
    way = forms.ChoiceField(label=_("Riktning"), choices=any_choice(Way.choices()))
    medium = forms.ChoiceField(label=_("Sätt"), choices=any_choice(Medium.choices()))
    first_day = forms.DateField(label=_("Från och med"), widget=forms.DateInput)
    last_day = forms.DateField(label=_("Till och med"), widget=forms.DateInput)
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", kept_diaries(access))


class RegisterForm(InsynForm):
    """Ask under which case number the ticked post has been registered."""

    case_number = forms.CharField(label=_("Diarienummer"), max_length=60)
    registered_on = forms.DateField(label=_("Diarieförd"), initial=clock.today)


class CaseNumberForm(InsynForm):
    """Ask for the right case number."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    case_number = forms.CharField(label=_("Diarienummer"), max_length=60)


class ContactForm(InsynForm):
    """Ask who was in touch, how and about what."""

    made_on = forms.DateField(label=_("Datum"), initial=clock.today)
    medium = forms.TypedChoiceField(label=_("Sätt"), choices=choices_of(Medium), coerce=Medium)
    with_whom = forms.CharField(
        label=_("Med vem"),
        max_length=150,
        help_text=_("Skriv rollen, till exempel verksamhetschefen hos utföraren."),
    )
    text = forms.CharField(
        label=_("Vad som sades"),
        widget=forms.Textarea,
        help_text=_("Skriv inga namn eller personnummer på enskilda."),
    )


class ContactChangeForm(ContactForm):
    """Ask for the same of a note that is changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class LetterForm(UploadForm):
    """Ask about a letter that did not pass through the system."""

    way = forms.TypedChoiceField(label=_("Riktning"), choices=choices_of(Way), coerce=Way)
    medium = forms.TypedChoiceField(
        label=_("Sätt"), choices=choices_of(Medium), coerce=Medium, initial=Medium.LETTER
    )
    dated_on = forms.DateField(label=_("Datum"), initial=clock.today)
    party = forms.CharField(label=_("Avsändare eller mottagare"), max_length=200)
    summary = forms.CharField(
        label=_("Kort innehåll"),
        max_length=300,
        help_text=_("Det som diariet behöver. Skriv inget som pekar ut en enskild."),
    )
    case_number = forms.CharField(label=_("Diarienummer"), max_length=60, required=False)
    is_about_clients = forms.BooleanField(
        label=_("Handlingen handlar om enskilda"),
        required=False,
        help_text=_(
            "Den lämnar aldrig nämnden och gallras. I listan står bara att det är en handling om "
            "enskild (OSL 26 kap. 1 §)."
        ),
    )
    field_order = [
        *("way", "medium", "dated_on", "party", "summary", "case_number"),
        *("uploads", "title", "is_about_clients", "retain_until"),
    ]

    def __init__(self, *args: Any, may_guard: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].required = False
        if not may_guard:
            del self.fields["is_about_clients"], self.fields["retain_until"]

    def clean(self) -> dict[str, Any]:
        """Demand a retention date only of files about clients."""
        self.cleaned_data.setdefault("retain_until", None)
        is_about_clients = self.cleaned_data.setdefault("is_about_clients", False)
        self.secrecy = Secrecy.CLIENT_DOCUMENT if is_about_clients else Secrecy.INTERNAL
        return super().clean() if self.cleaned_data.get("uploads") else self.cleaned_data
