"""What is filled in about the forms of follow-up, their documents and the number series."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.criteria.models import ReviewTemplate
from insyn.followups.models import FollowupForm, FormDocument, NumberSeries
from insyn.followups.queries.forms import boards_with_forms
from insyn.followups.rules import Kind, State
from insyn.followups.rules.forms import Depth, FactCheckUse, Periodicity
from insyn.followups.services.forms import FormFacts, ListedDocument
from insyn.kernel.access import Access
from insyn.platform.forms import FilterForm, InsynForm, choices_of, offer

WORD_LENGTH = 40
NEW_ROWS = 3
MOST_MONTHS = 120


class FormsFilter(FilterForm):
    """Ask whose forms to list."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))

    def __init__(self, access: Access, data: Any) -> None:
        super().__init__(data)
        offer(self, "authority", boards_with_forms(access))


class FollowupFormForm(InsynForm):
    """Ask what a form of follow-up is called, how it is done and in which words."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label=_("Namn"), max_length=100, help_text=_("Det som nämnden säger och planen skriver.")
    )
    kind = forms.TypedChoiceField(label=_("Slag"), choices=choices_of(Kind), coerce=Kind)
    depth = forms.TypedChoiceField(
        label=_("Djup"),
        choices=choices_of(Depth),
        coerce=Depth,
        initial=Depth.ORDINARY,
        help_text=_("En översiktlig uppföljning kan leda till beslut om en fördjupad."),
    )
    purpose = forms.CharField(label=_("Syfte"), widget=forms.Textarea, required=False)
    periodicity = forms.TypedChoiceField(
        label=_("Hur ofta"),
        choices=choices_of(Periodicity),
        coerce=Periodicity,
        initial=Periodicity.YEARLY,
    )
    reporting = forms.CharField(label=_("Hur den redovisas"), max_length=300, required=False)
    reviewers_needed = forms.IntegerField(
        label=_("Antal uppföljare"), min_value=1, max_value=4, initial=2
    )
    uses_preparation = forms.BooleanField(
        label=_("Förbereds först"),
        required=False,
        initial=True,
        help_text=_("Utan förberedelse påbörjas uppföljningen direkt när den är planerad."),
    )
    fact_check = forms.TypedChoiceField(
        label=_("Utföraren faktagranskar"),
        choices=choices_of(FactCheckUse),
        coerce=FactCheckUse,
        initial=FactCheckUse.MAY,
    )
    uses_second_reader = forms.BooleanField(
        label=_("Bedöms av två var för sig"),
        required=False,
        help_text=_("En andra person bedömer utan att se den första bedömningen."),
    )
    template = forms.ModelChoiceField(
        ReviewTemplate.objects.none(),
        label=_("Uppföljningsmall"),
        required=False,
        help_text=_("Den publicerade versionen väljs när en uppföljning planeras."),
    )
    series = forms.ModelChoiceField(
        NumberSeries.objects.none(),
        label=_("Nummerserie"),
        required=False,
        empty_label=_("Nämndens vanliga serie, som 2026-001"),
    )

    def __init__(self, access: Access, authority: Authority, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shared = Q(authority=authority) | Q(cooperation__in=authority.cooperations.all())
        templates = ReviewTemplate.objects.visible_to(access).filter(shared)
        series = NumberSeries.objects.visible_to(access).filter(authority=authority)
        offer(self, "template", templates)
        offer(self, "series", series)
        for state in State:
            self.fields[_word_name(state)] = forms.CharField(
                label=gettext("Vad ni kallar läget ”%s”") % gettext(state.label),
                max_length=WORD_LENGTH,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Return the facts and the version, as the service wants them."""
        said = super().clean() or {}
        if self.errors:
            return said
        words = {state.value: said[_word_name(state)] for state in State}
        own = {name: said[name] for name in FormFacts.__slots__ if name != "own_words"}
        return {"facts": FormFacts(**own, own_words=words), "version": said["version"]}


def _word_name(state: State) -> str:
    return f"word_{state.value}"


def known_of(row: FollowupForm) -> dict[str, Any]:
    """Return what the form's page is filled in with."""
    names = [name for name in FormFacts.__slots__ if name != "own_words"]
    words = {_word_name(State(code)): word for code, word in row.own_words.items()}
    return {name: getattr(row, name) for name in names} | words | {"version": row.version}


class FormDocumentsForm(InsynForm):
    """Ask which documents a form always asks for: the present ones and a few empty rows.

    A row whose name is emptied goes away. Order: by the number in the first field.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, documents: list[FormDocument], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = len(documents) + NEW_ROWS
        for place in range(self.count):
            self._add_row(place, documents[place] if place < len(documents) else None)

    def _add_row(self, place: int, row: FormDocument | None) -> None:
        number = place + 1
        fields: dict[str, forms.Field] = {
            "title": forms.CharField(
                label=gettext("Handling %d") % number, max_length=200, required=False
            ),
            "months": forms.IntegerField(
                label=gettext("Duger i månader, handling %d") % number,
                min_value=1,
                max_value=MOST_MONTHS,
                required=False,
            ),
            "clients": forms.BooleanField(
                label=gettext("Handlar om enskilda, handling %d") % number, required=False
            ),
        }
        for name, field in fields.items():
            self.fields[f"{name}_{place}"] = field
        if row is not None:
            self.initial.setdefault(f"title_{place}", row.title)
            self.initial.setdefault(f"months_{place}", row.valid_months)
            self.initial.setdefault(f"clients_{place}", row.is_about_clients)

    @property
    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Return the three fields of each row, for the table."""
        return [
            (self[f"title_{place}"], self[f"months_{place}"], self[f"clients_{place}"])
            for place in range(self.count)
        ]

    def clean(self) -> dict[str, Any]:
        """Return the documents with a name, and the version."""
        said = self.cleaned_data
        for place in range(self.count):
            has_more = said.get(f"months_{place}") or said.get(f"clients_{place}")
            if has_more and not said.get(f"title_{place}") and f"title_{place}" not in self.errors:
                self.add_error(f"title_{place}", gettext("Skriv vad handlingen heter."))
        if self.errors:
            return said
        documents = [
            ListedDocument(said[f"title_{n}"], said[f"months_{n}"], said[f"clients_{n}"])
            for n in range(self.count)
            if said[f"title_{n}"]
        ]
        return {"documents": documents, "version": said["version"]}


class SeriesForm(InsynForm):
    """Ask how the numbers of a series begin and what it is for."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    begins = forms.CharField(
        label=_("Inleds med"), max_length=8, help_text=_("Till exempel HVB. Ger HVB-2026-001.")
    )
    name = forms.CharField(label=_("Används till"), max_length=100)
    digits = forms.IntegerField(label=_("Siffror i löpnumret"), min_value=2, max_value=6, initial=3)

    def clean(self) -> dict[str, Any]:
        """Return what the service asks for, by its names."""
        said = self.cleaned_data
        if self.errors:
            return said
        named = {name: said[name] for name in ("name", "digits", "version")}
        return {"prefix": said["begins"], **named}
