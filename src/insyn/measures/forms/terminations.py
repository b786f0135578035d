"""Reading what is planned, decided, told and done when a contract ends."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from insyn.accounts.models import Authority, User
from insyn.documents.services import Paper
from insyn.kernel.access import Access
from insyn.measures.forms.action_plans import VersionForm
from insyn.measures.models import Sanction, Termination, TerminationTask
from insyn.measures.rules.sanctions import Delivery
from insyn.measures.rules.terminations import (
    PLANNED,
    TaskPart,
    TerminationKind,
    TerminationState,
)
from insyn.measures.services.termination_moves import EndDecision, EndNotice
from insyn.measures.services.termination_tasks import TaskDetails
from insyn.measures.services.terminations import TerminationFacts
from insyn.platform import clock
from insyn.platform.forms import FilterForm, any_choice, choices_of, offer
from insyn.registry.models import Agreement, Contract
from insyn.registry.queries.agreements import possible_responsible


def _text(label: Any, help_text: Any = "", *, required: bool = True, rows: int = 4) -> Any:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=required, widget=widget)


def _at_once() -> Any:
    return _text(
        __("Varför avtalet hävs"),
        __(
            "Bara vid hävning. Varför är avtalsbrottet så väsentligt att uppsägningstiden inte går "
            "att vänta ut?"
        ),
        required=False,
    )


class TerminationFilter(FilterForm):
    """Which terminations the list shows."""

    q = forms.CharField(label=__("Utförare"), max_length=100)
    state = forms.ChoiceField(label=__("Läge"), choices=any_choice(TerminationState.choices()))
    kind = forms.ChoiceField(label=__("Slag"), choices=any_choice(TerminationKind.choices()))
    authority = forms.ModelChoiceField(Authority.objects.none(), label=__("Nämnd"))
    agreement = forms.ModelChoiceField(Agreement.objects.none(), label=__("Avtal"))
    is_open = forms.BooleanField(label=__("Bara pågående"))

    def __init__(self, access: Access, data: Any) -> None:
        super().__init__(data)
        seen = Termination.objects.visible_to(access).order_by()
        authorities = Authority.objects.select_related("municipality")
        offer(self, "authority", authorities.filter(pk__in=seen.values("authority")))
        agreements = Agreement.objects.visible_to(access)
        offer(self, "agreement", agreements.filter(pk__in=seen.values("contract__agreement")))


class TerminationForm(VersionForm):
    """What is known of the end of a contract."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    kind = forms.TypedChoiceField(
        label=__("Så upphör kontraktet"),
        choices=choices_of(TerminationKind),
        coerce=TerminationKind,
    )
    reason = _text(__("Skälet"), __("Står i brevet till utföraren. Skriv inget om enskilda."))
    at_once = _at_once()
    clause = forms.CharField(
        label=__("Klausul i avtalet"),
        help_text=__("Till exempel ”§ 10.2”. Står i brevet."),
        max_length=100,
        required=False,
    )
    ends_on = forms.DateField(
        label=__("Planerad sista dag"),
        help_text=__(
            "Tomt: så snart uppsägningstiden tillåter. Uppgifternas dagar räknas från den."
        ),
        required=False,
    )
    placed = forms.IntegerField(
        label=__("Antal som är placerade hos utföraren"),
        help_text=__("Bara antalet. Vilka de är hör hemma i socialtjänstens akter."),
        min_value=0,
        max_value=100_000,
    )
    responsible = forms.ModelChoiceField(
        User.objects.none(),
        label=__("Ansvarig"),
        required=False,
        empty_label=__("Ingen vald"),
    )

    def __init__(
        self,
        contract: Contract,
        *args: Any,
        sanction: Sanction | None = None,
        state: str = TerminationState.PREPARED,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        people = possible_responsible([contract.agreement.authority_id], today=clock.today())
        offer(self, "responsible", people)
        if sanction is not None:
            del self.fields["kind"]
            del self.fields["clause"]
        if state not in PLANNED:
            for name in set(self.fields) - {"version", "responsible"}:
                del self.fields[name]
        self.sanction = sanction

    def facts(self, known: Termination | None = None) -> TerminationFacts:
        """Return what was typed; what the form does not ask for stays as it was."""
        said = {name: getattr(known, name) for name in _KNOWN} if known else {}
        if self.sanction is not None:
            said |= {"kind": TerminationKind(self.sanction.kind), "clause": self.sanction.clause}
        typed = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return TerminationFacts(**(said | typed))


_KNOWN = ("kind", "reason", "at_once", "clause", "ends_on", "placed", "responsible")


def known_of(row: Termination) -> dict[str, Any]:
    """Return what the termination says, for the form that changes it."""
    return {name: getattr(row, name) for name in (*_KNOWN, "version")}


class DecideEndForm(VersionForm):
    """A decision to end the contract."""

    decided_on = forms.DateField(label=__("Beslutsdatum"))
    board_reference = forms.CharField(
        label=__("Nämndens beslut, datum och §"),
        help_text=__(
            "Fyll bara i om nämnden själv har beslutat, till exempel ”2026-11-17 § 92”. "
            "Annars beslutar du på din delegation."
        ),
        max_length=100,
        required=False,
    )
    at_once = _at_once()

    def __init__(self, row: Termination, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row.kind != TerminationKind.RESCISSION:
            del self.fields["at_once"]

    def ruling(self) -> EndDecision:
        """Return the decision as the service wants it."""
        said = self.cleaned_data
        return EndDecision(said["board_reference"], said["decided_on"], said.get("at_once", ""))


class ReceiveForm(VersionForm):
    """When the provider gave notice, and the last day."""

    notice_on = forms.DateField(label=__("Uppsägningen kom"))
    ends_on = forms.DateField(
        label=__("Kontraktets sista dag"),
        help_text=__("Tomt: så snart uppsägningstiden tillåter."),
        required=False,
    )
    delivery_note = forms.CharField(label=__("Anteckning"), max_length=300, required=False)
    proof = forms.FileField(label=__("Utförarens uppsägning"), required=False)

    def notice(self) -> EndNotice:
        """Return what was typed as the service wants it."""
        said = dict(self.cleaned_data)
        upload = said.pop("proof", None)
        said.pop("version")
        paper = Paper(_("Uppsägning"), upload.name, upload.read()) if upload else None
        return EndNotice(proof=paper, **said)


class NoticeForm(ReceiveForm):
    """How and when the provider is told, and the last day."""

    field_order = ("notice_on", "ends_on", "delivery", "delivery_note", "proof")

    notice_on = forms.DateField(
        label=__("Brevets dag"), help_text=__("Finns en uppsägningstid räknas den från den dagen.")
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
    proof = forms.FileField(label=__("Bevis om delgivning"), required=False)


class StopForm(VersionForm):
    """Why a contract goes on after all."""

    reason = forms.CharField(
        label=__("Varför avslutet inte fullföljs"),
        help_text=__("Har utföraren fått uppsägningen står skälet i ett brev."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TaskForm(VersionForm):
    """One task: what, who in role, by when, and how many are left."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    part = forms.TypedChoiceField(label=__("Gäller"), choices=choices_of(TaskPart), coerce=TaskPart)
    title = forms.CharField(label=__("Uppgift"), max_length=200)
    responsible = forms.CharField(
        label=__("Ansvarig"), help_text=__("En roll eller en enhet."), max_length=150,
        required=False,
    )  # fmt: skip
    due_on = forms.DateField(label=__("Klart senast"), required=False)
    count_all = forms.IntegerField(
        label=__("Antal"), min_value=0, max_value=1_000_000, required=False,
        help_text=__("Bara antal: placerade, akter eller annat. Aldrig vilka."),
    )  # fmt: skip
    count_left = forms.IntegerField(
        label=__("Antal kvar"), min_value=0, max_value=1_000_000, required=False
    )
    handed_to = forms.CharField(
        label=__("Lämnat till"),
        help_text=__("För akter: vilken nämnd och vilken roll som tog emot dem."),
        max_length=200,
        required=False,
    )
    note = forms.CharField(label=__("Anteckning"), max_length=300, required=False)
    done_on = forms.DateField(
        label=__("Klart den"), help_text=__("Tomt så länge uppgiften är kvar."), required=False
    )

    def details(self) -> TaskDetails:
        """Return what was typed as the service wants it."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return TaskDetails(**said)


def task_said(task: TerminationTask) -> dict[str, Any]:
    """Return what the task says, for the form that changes it."""
    names = (
        "part", "title", "responsible", "due_on", "count_all", "count_left", "handed_to", "note",
        "done_on", "version",
    )  # fmt: skip
    return {name: getattr(task, name) for name in names}
