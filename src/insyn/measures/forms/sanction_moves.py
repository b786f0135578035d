"""Reading what is decided, told and answered about sanctions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from insyn.documents.services import Paper
from insyn.followups.rules.correspondence import Medium
from insyn.measures.forms.action_plans import VersionForm
from insyn.measures.forms.sanction_fields import file_field, money_field, paper_of, text_field
from insyn.measures.models import SanctionLine
from insyn.measures.rules.sanctions import Delivery
from insyn.measures.services.intake import REASON_LENGTH, StopFacts
from insyn.measures.services.sanction_moves import Ruling
from insyn.measures.services.sanction_notices import ContestFacts, Handover
from insyn.platform.forms import InsynForm, choices_of

_BOARD = __("Nämndens beslut, datum och §")
_BOARD_HELP = __(
    "Fyll bara i om nämnden själv har beslutat, till exempel ”2026-11-17 § 92”. "
    "Annars beslutar du på din delegation."
)


class RulingForm(VersionForm):
    """A decision: in whose name, which day, and the amount of each line."""

    decided_on = forms.DateField(label=__("Beslutsdatum"))
    board_reference = forms.CharField(
        label=_BOARD, help_text=_BOARD_HELP, max_length=100, required=False
    )

    def __init__(
        self,
        lines: Sequence[SanctionLine],
        *args: Any,
        amount: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for line in lines if amount else ():
            label = _("%(line)s: belopp i kronor") % {"line": line}
            field = money_field(label, required=True)
            field.initial = getattr(line, amount)
            self.fields[f"amount-{line.pk}"] = field

    def ruling(self) -> Ruling:
        """Return the decision as the service wants it."""
        said = self.cleaned_data
        amounts = {
            int(name.removeprefix("amount-")): value
            for name, value in said.items()
            if name.startswith("amount-")
        }
        return Ruling(
            amounts=amounts,
            board_reference=said["board_reference"],
            decided_on=said["decided_on"],
            text=said.get("text", ""),
        )


class DecideForm(RulingForm):
    """A decision on a proposal."""

    text = text_field(__("Anteckning om beslutet"), required=False, rows=3)


class SettleForm(RulingForm):
    """An answer to a contest."""

    text = text_field(
        __("Nämndens svar"), __("Utföraren läser det i brevet. Svara på det som utföraren säger.")
    )


class RejectForm(VersionForm):
    """Why a proposal is not accepted."""

    note = text_field(__("Varför förslaget avslås"), __("Utföraren får inte veta något."))


class NotifyForm(VersionForm):
    """How and when the provider is told."""

    notified_on = forms.DateField(
        label=__("Brevets dag"), help_text=__("Tidsfristen räknas från den dagen.")
    )
    answer_due_on = forms.DateField(
        label=__("Svar eller rättelse senast"),
        help_text=__("Tomt: så många dagar som avtalets trappa säger."),
        required=False,
    )
    delivery = forms.TypedChoiceField(
        label=__("Så delges utföraren"), choices=choices_of(Delivery), coerce=Delivery
    )
    delivery_note = forms.CharField(
        label=__("Om delgivningen"),
        help_text=__("Till exempel numret på det rekommenderade brevet."),
        max_length=300,
        required=False,
    )
    proof = file_field(__("Bevis om delgivning"), __("Kan också läggas till när det har kommit."))

    def handover(self) -> Handover:
        """Return what was typed as the service wants it."""
        said = self.cleaned_data
        return Handover(
            delivery=said["delivery"],
            notified_on=said["notified_on"],
            answer_due_on=said["answer_due_on"],
            delivery_note=said["delivery_note"],
            proof=paper_of(said["proof"], _("Bevis om delgivning")),
            stop=self._stop(),
        )

    def _stop(self) -> StopFacts | None:
        return None


class NotifyStopForm(NotifyForm):
    """How and when the provider is told of an intake stop, and what the register then says."""

    stop_from = forms.DateField(label=__("Intagsstoppet gäller från"))
    stop_until = forms.DateField(
        label=__("Intagsstoppet gäller till och med"),
        help_text=__("Tomt: tills ni häver det."),
        required=False,
    )
    stop_reason = text_field(
        __("Skälet, för den som placerar"),
        __("Alla med roll i nämnden läser det. Skriv kort, och inget om enskilda."),
        rows=2,
    )

    def clean_stop_reason(self) -> str:
        said: str = self.cleaned_data["stop_reason"]
        if len(said) > REASON_LENGTH:
            raise forms.ValidationError(
                _("Skälet får ha högst %(most)s tecken. Nu är det %(count)s.")
                % {"most": REASON_LENGTH, "count": len(said)}
            )
        return said

    def _stop(self) -> StopFacts | None:
        said = self.cleaned_data
        return StopFacts(said["stop_from"], said["stop_reason"], said["stop_until"])


class ProofForm(VersionForm):
    """The proof that the provider got the letter."""

    proof = forms.FileField(label=__("Bevis om delgivning"))
    note = forms.CharField(label=__("Om delgivningen"), max_length=300, required=False)

    def paper(self) -> Paper:
        """Return the proof as something to store."""
        upload = self.cleaned_data["proof"]
        return Paper(_("Bevis om delgivning"), upload.name, upload.read())


def contesttext_field() -> Any:
    """Return the field in which a contest is written."""
    return text_field(
        __("Vad är fel, och varför?"),
        __("Skriv inga namn eller personnummer på enskilda."),
        rows=8,
    )


class OwnContestForm(VersionForm):
    """What the provider has against a decision, in its own words."""

    text = contesttext_field()
    paper = file_field(__("Bifoga en fil"), __("Till exempel ett schema eller ett intyg."))

    def contest(self) -> ContestFacts:
        """Return what was typed as the service wants it."""
        said = self.cleaned_data
        return ContestFacts(said["text"], paper=paper_of(said["paper"], _("Bestridande")))


class ContestForm(OwnContestForm):
    """A contest that came on another way than through the portal."""

    contested_on = forms.DateField(label=__("Kom in den"))
    medium = forms.TypedChoiceField(
        label=__("Kom genom"), choices=choices_of(Medium), coerce=Medium
    )

    def contest(self) -> ContestFacts:
        """Return what was typed as the service wants it."""
        said = self.cleaned_data
        return ContestFacts(
            said["text"],
            contested_on=said["contested_on"],
            paper=paper_of(said["paper"], _("Bestridande")),
            medium=said["medium"],
        )


class CarryOutForm(VersionForm):
    """When and how a decision was carried out."""

    carried_out_on = forms.DateField(label=__("Verkställd den"))
    is_accepted = forms.BooleanField(
        label=__("Utföraren har godtagit beslutet"),
        help_text=__("Behövs om tiden för att bestrida inte har gått ut."),
        required=False,
    )
    note = text_field(
        __("Så verkställdes det"),
        __("Till exempel ”Avdraget på faktura 4711”."),
        required=False,
        rows=3,
    )


class CloseForm(VersionForm):
    """A note when a case is closed."""

    note = text_field(__("Anteckning"), required=False, rows=3)


class LiftForm(InsynForm):
    """Why an intake stop is lifted."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = text_field(__("Varför intagsstoppet hävs"), rows=3)
