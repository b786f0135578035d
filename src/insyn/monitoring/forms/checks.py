"""Forms about register checks. They read and tidy; services decide."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.documents.rules import MAX_BYTES
from insyn.documents.services import Paper
from insyn.kernel.access import Access, Permission
from insyn.monitoring.rules import (
    ALWAYS_ASKED,
    SOURCES,
    CheckKind,
    CheckResult,
    Standing,
)
from insyn.monitoring.rules.changes import MANAGER
from insyn.monitoring.services import CheckFacts
from insyn.platform import clock
from insyn.platform.forms import FilterForm, InsynForm, SeveralField, any_choice, offer
from insyn.registry.models import Agreement, Provider


class CheckFilter(FilterForm):
    """Narrow the list of checks down."""

    q = forms.CharField(label=_("Utförare"), max_length=100, required=False)
    kind = forms.ChoiceField(
        label=_("Kontroll"), choices=any_choice(CheckKind.choices()), required=False
    )
    result = forms.ChoiceField(
        label=_("Resultat"), choices=any_choice(CheckResult.choices()), required=False
    )
    standing = forms.ChoiceField(
        label=_("Aktualitet"), choices=any_choice(Standing.choices()), required=False
    )
    agreement = forms.ModelChoiceField(Agreement.objects.none(), label=_("Avtal"), required=False)

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agreement", Agreement.objects.visible_to(access))


class ProviderSearch(FilterForm):
    """Ask which provider a check is about."""

    q = forms.CharField(label=_("Namn eller organisationsnummer"), max_length=100, required=False)


class AgreementChoice(FilterForm):
    """Ask which agreement's providers to note."""

    agreement = forms.ModelChoiceField(
        Agreement.objects.none(), label=_("Avtal"), required=False, empty_label=_("Välj")
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agreement", Agreement.objects.visible_to(access))


class ProofForm(InsynForm):
    """Ask who has checked, when, and for the proof."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    checked_on = forms.DateField(label=_("Dag då kontrollen gjordes"))
    proof = forms.FileField(
        label=_("Bevis"),
        required=False,
        help_text=_("Till exempel svaret från registret som PDF eller bild. Högst 20 MB."),
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Authority.objects.select_related("municipality").filter(
            pk__in=access.authorities_where(Permission.CHECK_REGISTERS)
        )
        offer(self, "authority", mine)
        self.initial.setdefault("authority", mine.first())
        self.initial.setdefault("checked_on", clock.today())

    def paper(self, title: str) -> Paper | None:
        """Return the uploaded proof, or None."""
        upload = self.cleaned_data["proof"]
        if upload is None:
            return None
        return Paper(
            title=title[:200],
            file_name=(upload.name or "bevis")[-200:],
            content=upload.read(MAX_BYTES + 1),
            dated_on=self.cleaned_data["checked_on"],
        )


TOLD = {
    CheckKind.OFFICERS: "företrädare",
    CheckKind.OWNER: "huvudman",
    CheckKind.PERMIT: MANAGER,
}
"""What is compared from one check by hand to the next."""


class NoteForm(ProofForm):
    """Ask what each register showed of one provider: first the kinds that are asked for now."""

    agreement = forms.ModelChoiceField(
        Agreement.objects.none(),
        label=_("Avtal"),
        required=False,
        help_text=_("Med ett gemensamt avtal ser även de andra nämnderna i samverkan kontrollen."),
    )
    valid_until = forms.DateField(
        label=_("Gäller till"), required=False, help_text=_("Tolv månader om du lämnar det tomt.")
    )
    field_order = ("authority", "agreement", "checked_on", "valid_until", "proof")

    def __init__(
        self,
        access: Access,
        provider: Provider,
        *args: Any,
        first: Collection[CheckKind] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(access, *args, **kwargs)
        self._first = frozenset(first or ALWAYS_ASKED)
        offer(self, "agreement", Agreement.objects.visible_to(access).filter(
            contracts__provider=provider
        ))  # fmt: skip
        for kind in CheckKind:
            self._add_kind(kind)

    def _add_kind(self, kind: CheckKind) -> None:
        self.fields[f"result_{kind}"] = forms.ChoiceField(
            label=gettext("Resultat"), choices=_results(), required=False
        )
        self.fields[f"source_{kind}"] = forms.CharField(
            label=gettext("Källa"), max_length=100, required=False, initial=SOURCES[kind]
        )
        self.fields[f"remark_{kind}"] = forms.CharField(
            label=gettext("Vad kontrollen visade"),
            widget=forms.Textarea(attrs={"rows": 2}),
            max_length=2000,
            required=False,
            help_text=gettext("Behövs när resultatet är något annat än utan anmärkning."),
        )
        self.fields[f"judgement_{kind}"] = forms.CharField(
            label=gettext("Bedömning"),
            widget=forms.Textarea(attrs={"rows": 2}),
            max_length=2000,
            required=False,
        )
        if kind in TOLD:
            self.fields[f"told_{kind}"] = forms.CharField(
                label=gettext("Vem eller vilka"),
                max_length=300,
                required=False,
                help_text=gettext(
                    "Som registret skriver. Är det andra nästa gång får ni en signal."
                ),
            )

    @property
    def common(self) -> list[forms.BoundField]:
        """Return the fields that all kinds share."""
        return [self[name] for name in self.field_order]

    @property
    def groups(self) -> list[dict[str, Any]]:
        """Return the kinds that are asked for now, each with its fields, for the page."""
        return [self._group(kind) for kind in CheckKind if kind in self._first]

    @property
    def more(self) -> list[dict[str, Any]]:
        """Return the other kinds, which the page keeps folded."""
        return [self._group(kind) for kind in CheckKind if kind not in self._first]

    @property
    def is_more_used(self) -> bool:
        """Tell whether something has been sent for a kind that is folded."""
        return any(
            field.data for group in self.more for field in (group["short"][0], group["long"][0])
        )

    def _group(self, kind: CheckKind) -> dict[str, Any]:
        told = [self[f"told_{kind}"]] if kind in TOLD else []
        return {
            "kind": kind,
            "short": [self[f"result_{kind}"], self[f"source_{kind}"]],
            "long": [self[f"remark_{kind}"], self[f"judgement_{kind}"], *told],
        }

    def clean(self) -> dict[str, Any]:
        chosen = [kind for kind in CheckKind if self.cleaned_data.get(f"result_{kind}")]
        if not chosen:
            raise forms.ValidationError(gettext("Välj ett resultat för minst en kontroll."))
        for kind in chosen:
            is_ok = self.cleaned_data[f"result_{kind}"] == CheckResult.OK
            if not is_ok and not self.cleaned_data.get(f"remark_{kind}"):
                self.add_error(
                    f"remark_{kind}",
                    gettext("%(kind)s: skriv vad kontrollen visade, eller varför det är okänt.")
                    % {"kind": gettext(kind.label)},
                )
        return self.cleaned_data

    def facts(self) -> list[CheckFacts]:
        """Return the kinds with a result."""
        data = self.cleaned_data
        return [
            CheckFacts(
                kind=kind,
                source=data[f"source_{kind}"],
                result=CheckResult(data[f"result_{kind}"]),
                remark=data[f"remark_{kind}"],
                judgement=data[f"judgement_{kind}"],
                valid_until=data["valid_until"],
                checked_on=data["checked_on"],
                details=self._details(kind),
            )
            for kind in CheckKind
            if data[f"result_{kind}"]
        ]

    def _details(self, kind: CheckKind) -> dict[str, str]:
        told = self.cleaned_data.get(f"told_{kind}")
        return {TOLD[kind]: told} if told else {}


class BulkForm(ProofForm):
    """Ask for which providers the checks showed nothing."""

    kinds = forms.TypedMultipleChoiceField(
        label=_("Kontroller"),
        coerce=CheckKind,
        widget=forms.CheckboxSelectMultiple,
        initial=list(ALWAYS_ASKED),
    )
    source = forms.CharField(
        label=_("Källa"),
        max_length=100,
        required=False,
        help_text=_("Lämna tomt för den vanliga källan för varje kontroll."),
    )
    providers = SeveralField(
        Provider.objects.none(),
        label=_("Utförare utan anmärkning"),
        help_text=_("Avmarkera dem som har en anmärkning och anteckna dem var för sig."),
    )
    field_order = ("authority", "checked_on", "kinds", "source", "proof", "providers")

    def __init__(self, access: Access, providers: Sequence[Provider], *args: Any, **kwargs: Any):
        super().__init__(access, *args, **kwargs)
        keys = [provider.pk for provider in providers]
        offer(self, "providers", Provider.objects.filter(pk__in=keys))
        self.initial.setdefault("providers", keys)
        kinds = self.fields["kinds"]
        assert isinstance(kinds, forms.TypedMultipleChoiceField)
        kinds.choices = [(kind.value, gettext(kind.label)) for kind in CheckKind]

    def facts(self) -> dict[str, Any]:
        """Return what ``note_all_ok`` asks for, but for the agreement and the proof."""
        names = ("authority", "providers", "kinds", "source", "checked_on")
        return {name: self.cleaned_data[name] for name in names}


def _results() -> list[tuple[str, str]]:
    words = [(result.value, gettext(result.label)) for result in CheckResult]
    return [("", gettext("Inte kontrollerad")), *words]
