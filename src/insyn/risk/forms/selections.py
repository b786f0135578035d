"""Forms about selections. They read and tidy; services decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.platform.forms import FilterForm, InsynForm, any_choice, choices_of, offer
from insyn.registry.models import Agreement, Lot
from insyn.risk.models import Selection
from insyn.risk.queries import Possible
from insyn.risk.rules.states import Ground, Origin, SelectionState
from insyn.risk.services import CandidateFacts, ChosenFacts


class SelectionFilter(FilterForm):
    """Narrow the list of selections down."""

    q = forms.CharField(label=_("Rubrik eller avtal"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("Läge"), choices=any_choice(SelectionState.choices()), required=False
    )
    year = forms.IntegerField(label=_("År"), min_value=2000, max_value=2100, required=False)


class SelectionForm(InsynForm):
    """Ask what the selection is among, and how many each authority takes on."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    agreement = forms.ModelChoiceField(Agreement.objects.none(), label=_("Avtal"))
    title = forms.CharField(
        label=_("Rubrik"), max_length=150, help_text=_("Till exempel ”Samordnad uppföljning 2026”.")
    )
    year = forms.IntegerField(label=_("År"), min_value=2000, max_value=2100)
    quota = forms.IntegerField(
        label=_("Åtagande per nämnd"),
        min_value=1,
        max_value=500,
        help_text=_("Så många utförare tar varje nämnd på sig att följa upp."),
    )
    origin = forms.TypedChoiceField(
        label=_("Var görs lottningen?"),
        choices=choices_of(Origin),
        coerce=Origin,
        widget=forms.RadioSelect,
        initial=Origin.HERE,
    )
    allots_lots = forms.BooleanField(
        label=_("Lotta ut avtalsområdena mellan nämnderna"),
        required=False,
        initial=True,
        help_text=_("Annars turas nämnderna om att ta från alla avtalsområden."),
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Authority.objects.select_related("municipality").filter(
            pk__in=access.authorities_where(Permission.PLAN_SELECTION)
        )
        offer(self, "authority", mine)
        offer(self, "agreement", Agreement.objects.visible_to(access))
        self.initial.setdefault("authority", mine.first())
        self.initial.setdefault("year", clock.today().year)


class VersionForm(InsynForm):
    """Carry which version of the selection the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class SeedForm(VersionForm):
    """Ask for the seed."""

    seed = forms.CharField(
        label=_("Frö"),
        max_length=60,
        help_text=_("Bokstäver, siffror, mellanslag och tecknen - / . , : _ +. Högst 60 tecken."),
    )


class CandidatesForm(VersionForm):
    """Ask who can be chosen, who is used and who is wished for."""

    included = forms.MultipleChoiceField(label=_("Med i urvalet"), required=False)
    used = forms.MultipleChoiceField(label=_("Avropas"), required=False)
    wished = forms.MultipleChoiceField(label=_("Önskad"), required=False)

    def __init__(self, rows: Sequence[Possible], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for bound in self.marks:
            field = bound.field
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [(row.value, row.value) for row in rows]

    @property
    def marks(self) -> list[forms.BoundField]:
        """Return the fields that are ticked for each row, in the order of the columns."""
        return [self["included"], self["used"], self["wished"]]

    def facts(self) -> dict[str, Any]:
        """Return what ``set_candidates`` asks for."""
        return {"candidates": self._included(), "version": self.cleaned_data["version"]}

    def _included(self) -> list[CandidateFacts]:
        """Return the included rows; a mark on a row that is left out is dropped."""
        marks = self.cleaned_data
        return [
            CandidateFacts(
                contract=row.contract,
                lot=row.lot,
                is_used=row.value in marks["used"],
                is_wished=row.value in marks["wished"],
            )
            for row in self.rows
            if row.value in marks["included"]
        ]


class ElsewhereForm(VersionForm):
    """Ask how a draw was made elsewhere, who got which lot, and who was chosen."""

    drawn_on = forms.DateField(label=_("Dag då lottningen gjordes"))
    note = forms.CharField(
        label=_("Hur lottningen gjordes"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("Skriv vem som drog, hur och vilka som var med."),
    )

    def __init__(
        self,
        rows: Sequence[Possible],
        authorities: Sequence[Authority],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.authorities = rows, authorities
        self.lots: dict[str, Lot] = {str(row.lot.pk): row.lot for row in rows}
        given = [
            ("", gettext("Inget avtalsområde")),
            *((key, lot.name) for key, lot in self.lots.items()),
        ]
        for authority in authorities:
            self.fields[f"lot_{authority.pk}"] = forms.ChoiceField(
                label=str(authority), choices=given, required=False
            )
        for row in rows:
            self._add_row(row)

    def _add_row(self, row: Possible) -> None:
        words = f"{row.contract.provider}, {row.lot.name}"
        grounds = [("", gettext("Inte vald")), *choices_of(Ground)]
        owners = [("", gettext("Den som fick avtalsområdet"))]
        owners += [(str(authority.pk), str(authority)) for authority in self.authorities]
        self.fields[f"ground_{row.value}"] = forms.ChoiceField(
            label=gettext("Grund: %(row)s") % {"row": words}, choices=grounds, required=False
        )
        self.fields[f"by_{row.value}"] = forms.ChoiceField(
            label=gettext("Följs upp av: %(row)s") % {"row": words}, choices=owners, required=False
        )

    @property
    def lot_fields(self) -> list[forms.BoundField]:
        """Return the fields that ask for each authority's lot."""
        return [self[f"lot_{authority.pk}"] for authority in self.authorities]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return each row with its two fields, for the table."""
        return [
            {"row": row, "ground": self[f"ground_{row.value}"], "by": self[f"by_{row.value}"]}
            for row in self.rows
        ]

    def facts(self) -> dict[str, Any]:
        """Return what ``enter_elsewhere`` asks for."""
        told = {name: self.cleaned_data[name] for name in ("note", "version", "drawn_on")}
        return {**told, "lots": self.allotted(), "chosen": self.chosen()}

    def allotted(self) -> dict[int, Lot]:
        """Return the lot of each authority that was given one."""
        found = ((a.pk, self.cleaned_data.get(f"lot_{a.pk}")) for a in self.authorities)
        return {key: self.lots[lot] for key, lot in found if lot}

    def chosen(self) -> list[ChosenFacts]:
        """Return the rows with a ground and an authority; ``clean`` has told of those without."""
        return [
            ChosenFacts(
                contract=row.contract,
                lot=row.lot,
                authority=owner,
                ground=Ground(self.cleaned_data[f"ground_{row.value}"]),
            )
            for row in self.rows
            if self.cleaned_data.get(f"ground_{row.value}") and (owner := self._owner(row))
        ]

    def _owner(self, row: Possible) -> Authority | None:
        """Return who follows the row up: the one named, or the only one who got its lot."""
        named = self.cleaned_data.get(f"by_{row.value}")
        if named:
            return next(a for a in self.authorities if str(a.pk) == named)
        given = self.allotted()
        owners = [a for a in self.authorities if given.get(a.pk) == row.lot]
        return owners[0] if len(owners) == 1 else None

    def clean(self) -> dict[str, Any]:
        for row in self.rows:
            if self.cleaned_data.get(f"ground_{row.value}") and self._owner(row) is None:
                self.add_error(
                    f"by_{row.value}",
                    gettext("Välj vilken nämnd som följer upp %(provider)s.")
                    % {"provider": row.contract.provider},
                )
        return self.cleaned_data


class StartForm(InsynForm):
    """Ask with which template, and when, an authority follows up those it drew."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    template_version = forms.ModelChoiceField(
        TemplateVersion.objects.none(), label=_("Uppföljningsmall")
    )
    planned_for = forms.DateField(
        label=_("Planerad till"), help_text=_("Du kan ändra dagen för var och en efteråt.")
    )

    def __init__(
        self, access: Access, authorities: Sequence[Authority], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", Authority.objects.select_related("municipality").filter(
            pk__in=[authority.pk for authority in authorities]
        ))  # fmt: skip
        published = TemplateVersion.objects.visible_to(access).filter(state=TemplateState.PUBLISHED)
        offer(self, "template_version", published.select_related("template"))
        if authorities:
            self.initial.setdefault("authority", authorities[0])


class ShortfallForm(InsynForm):
    """Ask why fewer follow-ups were made than promised."""

    reason = forms.CharField(
        label=_("Skäl till avvikelsen"),
        max_length=300,
        help_text=_("Skälet kommer med i den gemensamma rapporten. Till exempel ”Personalbyten”."),
    )


def marked(rows: Sequence[Possible], *, version: int) -> dict[str, Any]:
    """Return how the rows are marked now, for a page shown the first time."""
    return {
        "version": version,
        "included": [row.value for row in rows if row.is_included],
        "used": [row.value for row in rows if row.is_used],
        "wished": [row.value for row in rows if row.is_wished],
    }


def proposed_seed(selection: Selection) -> str:
    """Return a seed that all can check afterwards: the day and the agreement's case number."""
    number = selection.agreement.case_number if selection.agreement else ""
    words = f"{clock.today().isoformat()} {number or selection.title}"
    kept = "".join(sign for sign in words if sign.isalnum() or sign in " -/.,:_+")
    return " ".join(kept.split())[:60].strip()
