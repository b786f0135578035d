"""Reading what is filtered, asked, answered and judged about action plans."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.measures.models import ActionPlan, CorrectiveAction
from insyn.measures.rules import ALL_TO_REVIEW, ItemState, PlanState
from insyn.measures.services import Answer
from insyn.platform.forms import FilterForm, InsynForm, any_choice, offer

_ANY, *_STATES = any_choice(PlanState.choices())
_TO_REVIEW = (ALL_TO_REVIEW, gettext_lazy("Att granska"))


class PlanFilter(FilterForm):
    """Which plans the list shows."""

    q = forms.CharField(label=gettext_lazy("Utförare eller nummer"), max_length=100)
    state = forms.ChoiceField(label=gettext_lazy("Läge"), choices=[_ANY, _TO_REVIEW, *_STATES])
    authority = forms.ModelChoiceField(Authority.objects.none(), label=gettext_lazy("Nämnd"))
    late = forms.BooleanField(label=gettext_lazy("Bara försenade"))

    def __init__(self, access: Access, data: Any) -> None:
        super().__init__(data)
        seen = ActionPlan.objects.visible_to(access).values("followup__authority")
        authorities = Authority.objects.select_related("municipality")
        offer(self, "authority", authorities.filter(pk__in=seen))


class OfProviderFilter(FilterForm):
    """Which of a provider's measures the list shows."""

    q = forms.CharField(label=gettext_lazy("Brist eller åtgärd"), max_length=100)
    state = forms.ChoiceField(label=gettext_lazy("Svaret"), choices=any_choice(ItemState.choices()))
    is_open = forms.BooleanField(label=gettext_lazy("Bara i planer som inte är avslutade"))


class VersionForm(InsynForm):
    """What version of the row the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def _text(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, help_text=help_text, required=required, widget=widget)


class RequestForm(VersionForm):
    """When the action plan is to be handed in."""

    due_on = forms.DateField(
        label=gettext_lazy("Ska lämnas in senast"),
        help_text=gettext_lazy("Fyra veckor är det vanliga. Dagen står i brevet till utföraren."),
        widget=forms.DateInput,
    )


class RemindForm(VersionForm):
    """A reminder."""

    note = _text(
        gettext_lazy("Anteckning"),
        gettext_lazy("Till exempel vem du talade med, efter roll. Utföraren ser den inte."),
        required=False,
    )


class SubmitForm(VersionForm):
    """When a plan that came on paper was handed in."""

    submitted_on = forms.DateField(label=gettext_lazy("Kom in den"), widget=forms.DateInput)


class ReturnForm(VersionForm):
    """Why the plan is not approved, and the new last day."""

    note = _text(
        gettext_lazy("Varför planen inte godkänns"), gettext_lazy("Utföraren läser det du skriver.")
    )
    due_on = forms.DateField(label=gettext_lazy("Ny plan senast"), widget=forms.DateInput)


class SupplementForm(VersionForm):
    """The letter that asks for a supplemented plan."""

    due_on = forms.DateField(label=gettext_lazy("Ny plan senast"), widget=forms.DateInput)
    note = _text(
        gettext_lazy("Text i brevet"),
        gettext_lazy("Står efter inledningen. Bristerna och dina kommentarer kommer med ändå."),
        required=False,
    )


def _board_reference() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Nämndens beslut"),
        help_text=gettext_lazy(
            "Bara när nämnden själv har beslutat: datum och paragraf. Annars lämnar du tomt."
        ),
        max_length=100,
        required=False,
    )


class WarnForm(VersionForm):
    """The letter that warns of the contract's penalty."""

    clause = forms.CharField(
        label=gettext_lazy("Var i avtalet vitet regleras"),
        help_text=gettext_lazy(
            "Till exempel: punkt 12.3. Skrivs in i brevet efter ”enligt avtalet”."
        ),
        max_length=120,
    )
    due_on = forms.DateField(label=gettext_lazy("Ny plan senast"), widget=forms.DateInput)
    note = _text(
        gettext_lazy("Text i brevet"), gettext_lazy("Står efter varningen."), required=False
    )
    board_reference = _board_reference()


class ApproveForm(VersionForm):
    """How the follow-up goes on after the approval."""

    continued = _text(
        gettext_lazy("Hur uppföljningen fortsätter"),
        gettext_lazy("Står i brevet, efter meningen om att kraven följs upp fortlöpande."),
        required=False,
    )
    board_reference = _board_reference()


class ContinueForm(VersionForm):
    """What goes on being followed up."""

    note = _text(gettext_lazy("Vad som följs upp och hur"))


class NoteForm(VersionForm):
    """A note about what happened."""

    note = _text(gettext_lazy("Anteckning"), required=False)


class VerifyForm(VersionForm):
    """A note about the effect of the plan as a whole."""

    note = _text(
        gettext_lazy("Anteckning"),
        gettext_lazy("Effekten av varje åtgärd antecknar du vid åtgärden, innan du gör det här."),
        required=False,
    )


class EscalateForm(VersionForm):
    """Why a decision maker must take over."""

    note = _text(
        gettext_lazy("Varför planen lyfts"),
        gettext_lazy("Planen kan sedan bara avslutas, med det som beslutsfattaren kom fram till."),
    )


class AnswerForm(VersionForm):
    """The provider's answer to one finding."""

    needed_later = frozenset({"measure", "responsible", "done_by"})
    """What may be left out of a draft, but not of a plan that is handed in."""

    affected = _text(
        gettext_lazy("Vilka berörs av bristen?"),
        gettext_lazy("Skriv grupper eller antal, aldrig namn eller personnummer."),
        required=False,
    )
    others_at_risk = _text(gettext_lazy("Kan andra beröras?"), required=False)
    cause = _text(gettext_lazy("Vad beror bristen på?"), required=False)
    measure = _text(
        gettext_lazy("Åtgärd"), gettext_lazy("Måste finnas när planen lämnas in."), required=False
    )
    responsible = forms.CharField(
        label=gettext_lazy("Ansvarig"),
        help_text=gettext_lazy("Skriv roll eller namn. Måste finnas när planen lämnas in."),
        max_length=150,
        required=False,
    )
    done_by = forms.DateField(
        label=gettext_lazy("Klart senast"),
        help_text=gettext_lazy("Måste finnas när planen lämnas in."),
        widget=forms.DateInput,
        required=False,
    )
    effect_check = _text(
        gettext_lazy("Hur kontrollerar ni att åtgärden får effekt?"), required=False
    )

    def answer(self) -> Answer:
        """Return what was written, tidied."""
        said = dict(self.cleaned_data)
        said.pop("version")
        return Answer(**said)


def answered(action: CorrectiveAction) -> dict[str, Any]:
    """Return what the form shows of an answer so far."""
    return {name: getattr(action, name) for name in (*Answer.__slots__, "version")}


class JudgeForm(VersionForm):
    """Whether an answer is accepted."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Din bedömning"),
        choices=[
            (ItemState.ACCEPTED.value, gettext_lazy("Godta svaret")),
            (ItemState.RETURNED.value, gettext_lazy("Svaret räcker inte")),
        ],
        widget=forms.RadioSelect,
    )
    comment = _text(
        gettext_lazy("Kommentar till utföraren"),
        gettext_lazy("Behövs när svaret inte räcker: skriv vad som saknas."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Demand the reason why an answer does not suffice."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("verdict") == ItemState.RETURNED and not cleaned.get("comment"):
            self.add_error("comment", _("Skriv varför svaret inte räcker."))
        return cleaned

    @property
    def is_accepted(self) -> bool:
        return bool(self.cleaned_data["verdict"] == ItemState.ACCEPTED)
