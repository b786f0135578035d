"""What is typed about risk models and their factors."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Permission
from insyn.platform.forms import FilterForm, InsynForm, any_choice, choices_of, offer
from insyn.risk.models import RiskFactor, RiskModelVersion
from insyn.risk.rules.factors import (
    HEAVIEST,
    LARGEST_SCALE,
    SMALLEST_SCALE,
    USUAL_SCALE,
    FactorFacts,
    ModelFacts,
)
from insyn.risk.rules.kinds import FactorPart, Measure, ModelState

SHIPPED, EMPTY = "shipped", "empty"


class ModelFilter(FilterForm):
    """Ask which versions to list."""

    q = forms.CharField(label=_("Riskmodellens namn"), max_length=100)
    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(ModelState.choices()))


def _offer_boards(form: forms.BaseForm, access: Access) -> None:
    mine = Authority.objects.select_related("municipality").filter(
        pk__in=access.authorities_where(Permission.EDIT_PLAN)
    )
    offer(form, "authority", mine)
    form.initial.setdefault("authority", mine.first())


class ModelForm(InsynForm):
    """Ask what a new risk model is called and what it begins with."""

    name = forms.CharField(label=_("Namn"), max_length=150)
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    start = forms.ChoiceField(
        label=_("Börja med"),
        widget=forms.RadioSelect,
        initial=SHIPPED,
        choices=[
            (SHIPPED, _("Insyns riskmodell, med fjorton indikatorer och fyra nivåer")),
            (EMPTY, _("En tom modell")),
        ],
        help_text=_("Faktorer, vikter och gränser kan ändras tills modellen publiceras."),
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_boards(self, access)


class CopyModelForm(InsynForm):
    """Ask whose the copy of a risk model shall be and what it is called."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    name = forms.CharField(label=_("Namn på kopian"), max_length=150)

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_boards(self, access)


class VersionForm(InsynForm):
    """Ask what a draft is called, how many levels it has and where the lines go."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Namn"), max_length=150)
    scale_size = forms.IntegerField(
        label=_("Antal nivåer"),
        min_value=SMALLEST_SCALE,
        max_value=LARGEST_SCALE,
        initial=USUAL_SCALE,
        help_text=_(
            "Mellan 3 och 6. Ändrar du antalet behöver alla faktorer nya gränser eller nivåtexter."
        ),
    )
    yellow = forms.IntegerField(
        label=_("Måttlig risk från"),
        help_text=_("Riskvärdet är sannolikhet gånger konsekvens."),
    )
    orange = forms.IntegerField(label=_("Hög risk från"))
    red = forms.IntegerField(
        label=_("Mycket hög risk från"),
        help_text=_("Då krävs alltid fördjupad uppföljning."),
    )
    change_note = forms.CharField(label=_("Nytt i versionen"), max_length=300, required=False)

    @staticmethod
    def initial_of(version: RiskModelVersion) -> dict[str, Any]:
        """Return what the form shows of a version."""
        yellow, orange, red = version.bands
        shown = {name: getattr(version, name) for name in ("version", "scale_size", "change_note")}
        return {**shown, "name": version.model.name, "yellow": yellow, "orange": orange, "red": red}

    def facts(self) -> dict[str, Any]:
        """Return the facts of the version, by the names of the service."""
        told = self.cleaned_data
        return {
            "name": told["name"],
            "scale_size": told["scale_size"],
            "bands": (told["yellow"], told["orange"], told["red"]),
            "change_note": told["change_note"],
        }


class FactorForm(InsynForm):
    """Ask for one factor. Without a measure it is judged by people."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Namn"), max_length=150)
    part = forms.TypedChoiceField(
        label=_("Del"), choices=choices_of(FactorPart), coerce=FactorPart, widget=forms.RadioSelect
    )
    measure = forms.ChoiceField(
        label=_("Mått"),
        required=False,
        help_text=_("Insyn räknar ut måttet. Välj inget mått om faktorn ska bedömas av er."),
    )
    weight = forms.IntegerField(
        label=_("Vikt"), min_value=1, max_value=HEAVIEST, initial=1,
        help_text=_("Mellan 1 och 10. En faktor med vikt 4 räknas dubbelt mot en med vikt 2."),
    )  # fmt: skip
    bounds = forms.CharField(
        label=_("Gränser"),
        required=False,
        max_length=200,
        help_text=_(
            "Bara för mått. Det högsta värdet för varje nivå utom den sista, med semikolon "
            "emellan: 0; 3; 9. Är ett lågt värde sämre skriver du det lägsta värdet för varje "
            "nivå i sjunkande ordning: 37; 13; 6."
        ),
    )
    level_texts = forms.CharField(
        label=_("Vad nivåerna betyder"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("En rad per nivå, den lägsta först. Krävs för faktorer som bedöms av er."),
    )
    missing_level = forms.IntegerField(
        label=_("Nivå när uppgift saknas"), min_value=1, max_value=LARGEST_SCALE, initial=3,
        help_text=_("Minst 2. En uppgift som saknas får aldrig se ut som låg risk."),
    )  # fmt: skip
    explanation = forms.CharField(
        label=_("Förklaring"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["measure"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _now("Inget, faktorn bedöms av oss")), *choices_of(Measure)]

    @staticmethod
    def initial_of(factor: RiskFactor) -> dict[str, Any]:
        """Return what the form shows of a factor."""
        names = ("name", "part", "measure", "weight", "missing_level", "explanation")
        shown = {name: getattr(factor, name) for name in names}
        bounds = "; ".join(_number(bound) for bound in factor.bounds)
        return {**shown, "bounds": bounds, "level_texts": "\n".join(factor.level_texts)}

    def clean_bounds(self) -> tuple[float, ...]:
        """Return the bounds as numbers; a comma inside one is a decimal comma."""
        parts = [part for part in self.cleaned_data["bounds"].split(";") if part.strip()]
        try:
            return tuple(_read(part) for part in parts)
        except ValueError as wrong:
            raise ValidationError(
                _now("Skriv gränserna som tal med semikolon emellan, som 0; 3; 9.")
            ) from wrong

    def clean_level_texts(self) -> tuple[str, ...]:
        lines = self.cleaned_data["level_texts"].splitlines()
        return tuple(line.strip()[:200] for line in lines if line.strip())

    def facts(self) -> FactorFacts:
        """Return the factor that was typed; its code is for the service to give."""
        told = self.cleaned_data
        measure = Measure(told["measure"]) if told["measure"] else None
        return FactorFacts(
            code="",
            name=told["name"],
            part=told["part"],
            weight=told["weight"],
            measure=measure,
            bounds=told["bounds"] if measure else (),
            level_texts=told["level_texts"],
            missing_level=told["missing_level"],
            explanation=told["explanation"],
        )


def _read(part: str) -> float:
    number = float(part.replace(" ", "").replace("\u00a0", "").replace(",", ".").replace("−", "-"))
    if number != number or abs(number) > 10**12:  # noqa: PLR0124  not a number, or absurd
        raise ValueError(part)
    return int(number) if number.is_integer() else number


def _number(bound: float) -> str:
    return str(int(bound) if float(bound).is_integer() else bound).replace(".", ",")


class SensitivityForm(FilterForm):
    """Ask which factor would have which weight."""

    factor = forms.ChoiceField(label=_("Faktor"))
    weight = forms.IntegerField(label=_("Ny vikt"), min_value=1, max_value=HEAVIEST)

    def __init__(self, model: ModelFacts, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["factor"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _now("Välj")), *(
            (factor.code, _now("%(name)s (vikt %(weight)d)")
             % {"name": factor.name, "weight": factor.weight})
            for factor in model.factors
        )]  # fmt: skip
