"""What is typed about scales."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority, Cooperation
from insyn.criteria.forms.shared import ReadForm
from insyn.criteria.forms.templates import offer_owners
from insyn.criteria.rules import STARTS, Level, LevelFacts, Tone
from insyn.criteria.rules.scales import LONGEST_LABEL, LONGEST_SIGN
from insyn.kernel.access import Access, Permission
from insyn.platform.forms import FilterForm, InsynForm, choices_of, offer

LONGEST_SCALE = 100


class ScaleFilter(FilterForm):
    """Ask which scales to list."""

    q = forms.CharField(label=_("Skalans namn"), max_length=100)
    is_retired = forms.BooleanField(label=_("Visa även skalor som är tagna ur bruk"))


class ScaleForm(InsynForm):
    """Ask what a new scale is called, whose it is and what it begins with."""

    name = forms.CharField(label=_("Namn"), max_length=LONGEST_SCALE)
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    note = forms.CharField(
        label=_("När den används"),
        required=False,
        max_length=300,
        help_text=_("Till exempel ”Bedömning av områden vid besök”."),
    )
    cooperation = forms.ModelChoiceField(
        Cooperation.objects.none(),
        label=_("Samverkan"),
        required=False,
        help_text=_("De andra nämnderna i samverkan kan då se och kopiera skalan."),
    )
    start = forms.ChoiceField(
        label=_("Börja med"),
        widget=forms.RadioSelect,
        initial=STARTS[0].code,
        help_text=_("Nivåerna kan ändras, tas bort och bli fler sedan."),
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_owners(self, access)
        owners = access.authorities_where(Permission.EDIT_TEMPLATES)
        offer(self, "cooperation", Cooperation.objects.filter(members__in=owners).distinct())
        field = self.fields["start"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(start.code, _start_label(start.name, start.levels)) for start in STARTS]

    def levels(self) -> tuple[LevelFacts, ...]:
        """Return the levels of the chosen beginning."""
        return next(s.levels for s in STARTS if s.code == self.cleaned_data["start"])


def _start_label(name: str, levels: tuple[LevelFacts, ...]) -> str:
    said = ", ".join(f"{level.sign} {_now(level.label)}" for level in levels)
    return f"{_now(name)}: {said}"


class ScaleChangeForm(ReadForm):
    """Ask what a scale is called and when it is used."""

    name = forms.CharField(label=_("Namn"), max_length=LONGEST_SCALE)
    note = forms.CharField(label=_("När den används"), required=False, max_length=300)
    cooperation = forms.ModelChoiceField(
        Cooperation.objects.none(), label=_("Samverkan"), required=False
    )

    def __init__(self, owner_id: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "cooperation", Cooperation.objects.filter(members=owner_id))


class LevelForm(ReadForm):
    """Ask for one level of a scale."""

    label = forms.CharField(label=_("Benämning"), max_length=LONGEST_LABEL)
    definition = forms.CharField(
        label=_("Betyder"),
        required=False,
        max_length=300,
        help_text=_("När nivån ska väljas. Visas för den som bedömer."),
    )
    sign = forms.CharField(
        label=_("Tecken"),
        max_length=LONGEST_SIGN,
        help_text=_(
            "Ett till tre tecken, som ✓ eller 3. Tecknet gör att nivån syns även utan färg."
        ),
    )
    tone = forms.TypedChoiceField(label=_("Färg"), choices=choices_of(Tone), coerce=Tone)
    counts_as = forms.TypedChoiceField(
        label=_("Räknas som"),
        choices=choices_of(Level),
        coerce=Level,
        help_text=_("Så läggs resultat samman när mallar har olika skalor."),
    )

    def facts(self) -> LevelFacts:
        """Return the level that was typed."""
        return LevelFacts(**{n: self.cleaned_data[n] for n in LevelFacts.__slots__})


class CopyScaleForm(InsynForm):
    """Ask whose the copy of a scale shall be and what it is called."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    name = forms.CharField(label=_("Namn på kopian"), max_length=LONGEST_SCALE)

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_owners(self, access)
