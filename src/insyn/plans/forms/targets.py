"""Whom an activity is about, as it is ticked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from insyn.plans.forms.activity_changes import ReasonForm
from insyn.plans.models import ActivityTarget, PlannedActivity
from insyn.plans.services.activities import TargetFacts
from insyn.registry.models import Provider, Unit
from insyn.registry.rules.names import LONGEST_NAME


class TargetsForm(ReasonForm):
    """Ask which of those chosen stay, and which of those found are added."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    kept = forms.MultipleChoiceField(
        label=_("Valda"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Ta bort krysset för den som inte ska vara med."),
    )
    added = forms.MultipleChoiceField(
        label=_("Lägg till"), widget=forms.CheckboxSelectMultiple, required=False
    )
    others = forms.CharField(
        label=_("Utförare som inte finns i registret"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=4_000,
        required=False,
        help_text=_("Ett namn per rad. De kan följas upp när de finns i registret."),
    )
    field_order = ["version", "kept", "added", "others", "reason"]
    needed_later = frozenset({"kept", "added", "others"})

    def __init__(
        self,
        activity: PlannedActivity,
        found: Sequence[Provider | Unit],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(activity.plan, *args, **kwargs)
        stored = list(activity.targets.all())
        taken = {(target.provider_id, target.unit_id) for target in stored}
        self.stored = {str(target.pk): target for target in stored}
        self.found = {str(row.pk): row for row in found if _key(row) not in taken}
        self.fields["kept"].initial = list(self.stored)
        self._offer("kept", [(pk, _named(target)) for pk, target in self.stored.items()])
        self._offer("added", [(pk, _described(row)) for pk, row in self.found.items()])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
        if not choices:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Return the targets, the reason and the version, as the service wants them.

        Raises:
            ValidationError: there is nothing to tick.
        """
        said = super().clean() or {}
        if self.errors:
            return said
        names = [line.strip() for line in said.get("others", "").splitlines() if line.strip()]
        if not self.stored and not self.found and not names:
            raise ValidationError(__("Sök först efter den som aktiviteten gäller."))
        kept = [self.stored[pk] for pk in said.get("kept", ())]
        targets = [TargetFacts(one.provider, one.unit, one.listed_as) for one in kept]
        targets += [_facts(self.found[pk]) for pk in said.get("added", ())]
        targets += [TargetFacts(listed_as=name[:LONGEST_NAME]) for name in dict.fromkeys(names)]
        rest: dict[str, Any] = {n: said[n] for n in ("reason", "version") if n in said}
        return {"targets": targets, **rest}


def _key(row: Provider | Unit) -> tuple[int, int | None]:
    return (row.provider_id, row.pk) if isinstance(row, Unit) else (row.pk, None)


def _facts(row: Provider | Unit) -> TargetFacts:
    return TargetFacts(row.provider, row) if isinstance(row, Unit) else TargetFacts(row)


def _named(target: ActivityTarget) -> str:
    if target.provider is None:
        return __("%s (finns inte i registret)") % target.listed_as
    if target.unit is not None:
        return f"{target.unit} ({target.provider})"
    return f"{target.provider} ({target.provider.shown_number})"


def _described(row: Provider | Unit) -> str:
    if isinstance(row, Unit):
        return f"{row} ({row.provider}, {row.service_area})"
    return f"{row} ({row.shown_number})"
