"""What is typed about a publication, and what its lists can be narrowed to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.platform.forms import FilterForm, InsynForm, SeveralField, any_choice, offer
from insyn.publication.models import Publication
from insyn.publication.queries.listed import areas, boards_preparing, boards_seen, providers_in
from insyn.publication.queries.shown import area_choices, form_choices
from insyn.publication.rules import Licence, PublicationState
from insyn.registry.models import Provider, ServiceArea


class PublicationFilter(FilterForm):
    """Ask which publications to list."""

    q = forms.CharField(label=_("Rubrik"), max_length=100)
    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(PublicationState.choices()))
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", boards_seen(access))


class LinesFilter(FilterForm):
    """Ask which providers of a publication to show."""

    carried = ("lang",)

    q = forms.CharField(label=_("Sök utförare"), max_length=100)
    area = forms.ChoiceField(label=_("Verksamhetsområde"))
    form = forms.ChoiceField(label=_("Driftform"))

    def __init__(self, publication: Publication, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area, form = self.fields["area"], self.fields["form"]
        area.choices = any_choice(area_choices(publication))  # type: ignore[attr-defined]
        forms_here = [(one.value, one.label) for one in form_choices(publication)]
        form.choices = any_choice(forms_here)  # type: ignore[attr-defined]


class VersionForm(InsynForm):
    """Read on which version of the page a button was pressed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class PublicationForm(InsynForm):
    """Ask what is told, of which days and services, and on what terms."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    title = forms.CharField(
        label=_("Rubrik"), max_length=150, help_text=_("Till exempel Uppföljningar 2025.")
    )
    title_en = forms.CharField(label=_("Rubrik på engelska"), max_length=150, required=False)
    first_on = forms.DateField(label=_("Från"))
    last_on = forms.DateField(
        label=_("Till"), help_text=_("Perioden ska vara slut. Uppföljningar gjorda då tas med.")
    )
    service_areas = SeveralField(
        ServiceArea.objects.none(),
        label=_("Verksamhetsområden"),
        required=False,
        help_text=_("Välj inget för att ta med alla."),
    )
    text = forms.CharField(
        label=_("Inledning"),
        widget=forms.Textarea,
        required=False,
        max_length=2000,
        help_text=_("Säg kort vad ni har följt upp och hur. Nämn ingen enskild."),
    )
    text_en = forms.CharField(
        label=_("Inledning på engelska"), widget=forms.Textarea, required=False, max_length=2000
    )
    email = forms.EmailField(label=_("E-post för frågor"), required=False)
    licence = forms.ChoiceField(
        label=_("Licens för öppna data"), choices=Licence.choices(), initial=Licence.CC0
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boards = boards_preparing(access)
        offer(self, "authority", boards)
        offer(self, "service_areas", areas())
        if len(boards) == 1:
            self.fields["authority"].initial = boards[0]


class PublicationChangeForm(PublicationForm):
    """Ask for the same of a draft that is changed; the board stays."""

    change_note = forms.CharField(
        label=_("Vad som är rättat"),
        max_length=300,
        required=False,
        help_text=_("Visas för allmänheten tillsammans med rättelsen."),
    )
    change_note_en = forms.CharField(
        label=_("Vad som är rättat, på engelska"), max_length=300, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, access: Access, row: Publication, *args: Any, **kwargs: Any) -> None:
        names = [name for name in self.base_fields if name not in {"authority", "service_areas"}]
        known: dict[str, Any] = {name: getattr(row, name) for name in names}
        known["service_areas"] = list(row.service_areas.all())
        super().__init__(access, *args, initial=known, **kwargs)
        del self.fields["authority"]
        if row.corrects_id is None:
            del self.fields["change_note"], self.fields["change_note_en"]


class NoteForm(VersionForm):
    """Ask whether a provider is left out, or what the board itself says of it."""

    provider = forms.ModelChoiceField(Provider.objects.none(), label=_("Utförare"))
    is_left_out = forms.BooleanField(
        label=_("Ta inte med utföraren"),
        required=False,
        help_text=_("Till exempel när ett ärende prövas i domstol."),
    )
    reason = forms.CharField(
        label=_("Skäl till undantaget"),
        max_length=300,
        required=False,
        help_text=_("Visas bara här inne."),
    )
    sentence = forms.CharField(
        label=_("Nämndens egen mening"),
        max_length=400,
        required=False,
        help_text=_("Visas för allmänheten. Det enda om utföraren som skrivs i fri text."),
    )
    sentence_en = forms.CharField(
        label=_("Nämndens egen mening på engelska"), max_length=400, required=False
    )

    def __init__(self, access: Access, row: Publication, *args: Any, **kwargs: Any) -> None:
        known = {"version": row.version}
        super().__init__(*args, **{"initial": known, **kwargs})
        offer(self, "provider", providers_in(access, row))


class WithdrawForm(VersionForm):
    """Ask why the publication is withdrawn."""

    reason = forms.CharField(
        label=_("Skäl"), max_length=300, help_text=_("Visas för den som söker efter sidan.")
    )
    reason_en = forms.CharField(label=_("Skäl på engelska"), max_length=300)
