"""Forms about a matter as a whole."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.board.models import BoardItem, WordLayout
from insyn.board.queries.items import boards_with_items
from insyn.board.queries.layouts import usable_layouts
from insyn.board.rules import ItemState, Outcome
from insyn.board.rules.memo_layouts import MemoLayout
from insyn.kernel.access import Access
from insyn.platform.forms import FilterForm, InsynForm, any_choice, choices_of, offer


class ItemFilter(FilterForm):
    """Narrow the list of matters."""

    q = forms.CharField(label=_("Rubrik, diarienummer eller plan"), max_length=100)
    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(ItemState.choices()))
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", boards_with_items(access))


class HeadForm(InsynForm):
    """Ask for what stands at the top of the memo."""

    title = forms.CharField(label=_("Rubrik"), max_length=200)
    case_number = forms.CharField(
        label=_("Diarienummer"),
        max_length=60,
        required=False,
        help_text=_("Som det står i diariet, till exempel SN-2026-00112."),
    )
    dated_on = forms.DateField(label=_("Skrivelsens datum"))
    recipient = forms.CharField(
        label=_("Mottagare"),
        max_length=150,
        required=False,
        help_text=_("Den som skrivelsen är ställd till, oftast nämnden."),
    )
    handled_by = forms.CharField(
        label=_("Handläggare"),
        max_length=150,
        required=False,
        help_text=_("Så som det ska stå i skrivelsen. Lämna tomt så nämns ingen."),
    )


class CreateForm(HeadForm):
    """Ask what a new matter begins from."""

    layout = forms.ChoiceField(
        label=_("Skrivelsens uppställning"),
        choices=choices_of(MemoLayout),
        widget=forms.RadioSelect,
        help_text=_("Rubriker och första texter. Allt går att ändra sedan."),
    )
    field_order = ("layout",)

    def clean_layout(self) -> MemoLayout:
        return MemoLayout(self.cleaned_data["layout"])


class EditForm(HeadForm):
    """Ask for the head of a matter, its Word layouts and whether it shows warnings."""

    paper_name = forms.CharField(
        label=_("Handlingens namn"),
        max_length=60,
        help_text=_("Till exempel Tjänsteskrivelse eller Tjänsteutlåtande."),
    )
    shows_warnings = forms.BooleanField(
        label=_("Visa accepterade varningar i skrivelsen"),
        required=False,
        help_text=_("De varningar om planen som ni har accepterat, med era skäl."),
    )
    memo_layout = forms.ModelChoiceField(
        WordLayout.objects.none(),
        label=_("Wordmall för skrivelsen"),
        required=False,
        empty_label=_("Insyns egen"),
    )
    plan_layout = forms.ModelChoiceField(
        WordLayout.objects.none(),
        label=_("Wordmall för planen"),
        required=False,
        empty_label=_("Insyns egen"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, access: Access, item: BoardItem, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if item.plan_id is None:
            del self.fields["shows_warnings"], self.fields["plan_layout"]
        for kind in item.papers_made:
            field = f"{kind}_layout"
            chosen: int | None = getattr(item, f"{field}_id")
            rows = usable_layouts(access, authority_id=item.authority_id, kind=kind, chosen=chosen)
            offer(self, field, rows)


class DecisionForm(InsynForm):
    """Ask what the board decided."""

    outcome = forms.ChoiceField(label=_("Nämndens beslut"), widget=forms.RadioSelect)
    decided_on = forms.DateField(label=_("Beslutsdag"))
    decision = forms.CharField(
        label=_("Paragraf"), max_length=60, help_text=_("Till exempel ”§ 87”.")
    )
    conditions = forms.CharField(
        label=_("Villkor i beslutet"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Det som nämnden lade till eller bestämde utöver förslaget."),
    )
    reservations = forms.CharField(
        label=_("Reservationer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Skriv parti eller grupp, inte namn, om det räcker."),
    )
    reason = forms.CharField(
        label=_("Skäl till återremiss"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Fyll i om nämnden återremitterade ärendet."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, item: BoardItem, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other = Outcome.APPROVED if item.plan_id else Outcome.ADOPTED
        outcome = cast("forms.ChoiceField", self.fields["outcome"])
        outcome.choices = [pair for pair in choices_of(Outcome) if pair[0] != other]

    def clean_outcome(self) -> Outcome:
        return Outcome(self.cleaned_data["outcome"])


class VersionForm(InsynForm):
    """Ask on which version of the page a button was pressed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
