"""Reading how requirements and areas are assessed, and by whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insyn.accounts.models import User
from insyn.criteria.models import ScaleLevel, Section
from insyn.criteria.rules import Level
from insyn.findings.forms.findings import VersionForm
from insyn.findings.models import RequirementAssessment, SecondReading
from insyn.findings.queries.assessing import Asked
from insyn.findings.queries.second_reading import possible_readers
from insyn.findings.rules.assessing import Judged, Proposal, proposed_area
from insyn.findings.services import RequirementFacts
from insyn.followups.models import Followup
from insyn.followups.rules.forms import Depth
from insyn.kernel.access import Access
from insyn.platform.forms import FilterForm, any_choice, choices_of, offer

PROPOSED = "proposed"
"""The choice to let the requirements decide the area."""
Written = RequirementAssessment | SecondReading


def area_levels(levels: Sequence[ScaleLevel]) -> list[tuple[str, Any]]:
    """Return what an area may be assessed as, on the own scale or the standard."""
    if not levels:
        return choices_of(Level)
    named: list[tuple[str, Any]] = [
        (str(row.pk), f"{row.label}: {row.definition}" if row.definition else row.label)
        for row in levels
    ]
    if all(row.counts_as != Level.NOT_ASSESSED for row in levels):
        named.append((Level.NOT_ASSESSED.value, _(Level.NOT_ASSESSED.label)))
    return named


def requirement_levels(levels: Sequence[ScaleLevel]) -> list[tuple[str, Any]]:
    """Return what a requirement may be assessed as: also that it does not apply here."""
    named = area_levels(levels)
    if levels and all(row.counts_as != Level.NOT_APPLICABLE for row in levels):
        apart = (Level.NOT_APPLICABLE.value, _(Level.NOT_APPLICABLE.label))
        named.insert(len(named) - 1, apart)
    return named


def level_of(code: str, levels: Sequence[ScaleLevel]) -> Level | ScaleLevel:
    """Return the level that was chosen, on the template's own scale if it has one."""
    return next((row for row in levels if str(row.pk) == code), None) or Level(code)


def code_of(row: Written | None) -> str:
    """Return what the form's choice of the assessment is; empty when there is none."""
    if row is None:
        return ""
    return str(row.scale_level_id or row.level)


@dataclass(frozen=True, slots=True)
class RowOfForm:
    """A requirement with the fields that it is assessed by."""

    asked: Asked
    level: forms.BoundField
    note: forms.BoundField
    version: forms.BoundField


class RequirementsForm(VersionForm):
    """Several requirements at once; what is left empty is left alone."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(
        self,
        rows: Sequence[Asked],
        levels: Sequence[ScaleLevel],
        written: Mapping[int, Written],
        data: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self._asked, self._levels = rows, levels
        for asked in rows:
            self._add(asked, written.get(asked.wording.pk))

    def _add(self, asked: Asked, row: Written | None) -> None:
        number, key = asked.wording.number, asked.wording.pk
        self.fields[f"level_{key}"] = forms.ChoiceField(
            label=_("Bedömning av krav %(number)s") % {"number": number},
            choices=requirement_levels(self._levels),
            widget=forms.RadioSelect(attrs={"data-row": "1"}),
            required=False,
            initial=code_of(row),
        )
        self.fields[f"note_{key}"] = forms.CharField(
            label=_("Motivering av krav %(number)s") % {"number": number},
            widget=forms.Textarea(attrs={"rows": 2}),
            required=False,
            initial=row.note if row else "",
        )
        self.fields[f"seen_{key}"] = forms.IntegerField(
            widget=forms.HiddenInput, min_value=0, required=False,
            initial=row.version if row else 0,
        )  # fmt: skip

    @property
    def rows(self) -> list[RowOfForm]:
        return [
            RowOfForm(asked, *(self[f"{name}_{asked.wording.pk}"] for name in _FIELDS))
            for asked in self._asked
        ]

    def requirements(self) -> list[RequirementFacts]:
        """Return the requirements that a level was chosen for."""
        said = self.cleaned_data
        return [
            RequirementFacts(
                wording=asked.wording,
                level=level_of(said[f"level_{asked.wording.pk}"], self._levels),
                note=said[f"note_{asked.wording.pk}"],
                version=said[f"seen_{asked.wording.pk}"] or 0,
            )
            for asked in self._asked
            if said[f"level_{asked.wording.pk}"]
        ]

    def clean(self) -> dict[str, Any]:
        """Demand a level where a note has been written."""
        cleaned = super().clean() or self.cleaned_data
        for asked in self._asked:
            key = asked.wording.pk
            if cleaned.get(f"note_{key}") and not cleaned.get(f"level_{key}"):
                self.add_error(f"level_{key}", _("Välj en nivå för kravet som du har motiverat."))
        return cleaned


_FIELDS = ("level", "note", "seen")


class AreaForm(RequirementsForm):
    """How an area and its requirements are assessed, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    level = forms.ChoiceField(label=gettext_lazy("Bedömning"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("Motivering"),
        help_text=gettext_lazy("Skriv vad bedömningen stöder sig på. Utföraren ser den inte."),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )

    def __init__(
        self,
        rows: Sequence[Asked],
        levels: Sequence[ScaleLevel],
        written: Mapping[int, Written],
        data: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(rows, levels, written, data, **kwargs)
        choices = area_levels(levels)
        if rows:
            choices.insert(0, (PROPOSED, _("Följ kravens bedömning")))
            self.fields["level"].label = _("Bedömning av området")
            self.fields["note"].label = _("Motivering av området")
        self.fields["level"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Demand another choice when the own scale has no level for what is proposed."""
        cleaned = super().clean()
        if cleaned.get("level") == PROPOSED and not self.errors:
            proposal = self._proposal()
            says = proposal is not None and proposal.level != Level.NOT_ASSESSED
            if proposal and says and on_scale(proposal.level, self._levels) is None:
                self.add_error("level", _("Skalan har ingen nivå som motsvarar det. Välj själv."))
        return cleaned

    def area(self) -> tuple[Level | ScaleLevel | None, str]:
        """Return the area's level and why; no level when the requirements say nothing yet."""
        said = self.cleaned_data
        if said["level"] != PROPOSED:
            return level_of(said["level"], self._levels), said["note"]
        proposal = self._proposal()
        if proposal is None or proposal.level == Level.NOT_ASSESSED:
            return None, ""
        level = on_scale(proposal.level, self._levels)
        return level, said["note"] or proposal.because

    def _proposal(self) -> Proposal | None:
        chosen = {one.wording.pk: one.level for one in self.requirements()}
        return proposed_area(
            [_judged(asked, chosen.get(asked.wording.pk)) for asked in self._asked]
        )


def _judged(asked: Asked, level: Level | ScaleLevel | None) -> Judged:
    row = asked.wording
    counts = Level(level.counts_as) if isinstance(level, ScaleLevel) else level
    return Judged(row.number, counts, is_critical=row.is_critical, weight=row.weight)


def on_scale(level: Level, levels: Sequence[ScaleLevel]) -> Level | ScaleLevel | None:
    """Return the level on the own scale: the best that counts as it; None if none does."""
    if not levels:
        return level
    return next((row for row in levels if row.counts_as == level), None)


class RequirementForm(RequirementsForm):
    """One requirement; a level must be chosen."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for asked in self._asked:
            key = f"level_{asked.wording.pk}"
            if not cleaned.get(key) and key not in self.errors:
                self.add_error(key, _("Välj en nivå."))
        return cleaned


class RequirementsFilter(FilterForm):
    """Ask which of a follow-up's requirements to list."""

    q = forms.CharField(label=gettext_lazy("Nummer eller text"), max_length=100)
    section = forms.ModelChoiceField(Section.objects.none(), label=gettext_lazy("Område"))
    level = forms.ChoiceField(label=gettext_lazy("Bedömning"), choices=any_choice(Level.choices()))
    is_left = forms.BooleanField(label=gettext_lazy("Bara det som återstår"))
    is_critical = forms.BooleanField(label=gettext_lazy("Bara kritiska"))
    is_in_depth = forms.BooleanField(label=gettext_lazy("Bara det som fördjupas"))

    def __init__(self, access: Access, followup: Followup, data: Any) -> None:
        super().__init__(data)
        sections = Section.objects.visible_to(access)
        offer(self, "section", sections.filter(version=followup.template_version_id))
        if followup.depth != Depth.IN_DEPTH:
            del self.fields["is_in_depth"]


class SecondReaderForm(VersionForm):
    """Who is to assess apart from the reviewers."""

    user = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Andra bedömare"),
        help_text=gettext_lazy(
            "Någon som får göra uppföljningar hos nämnden och inte är uppföljare här."
        ),
    )

    def __init__(self, access: Access, followup: Followup, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offer(self, "user", possible_readers(access, followup))


class SettlingForm(VersionForm):
    """Which level a requirement ends on, and why."""

    level = forms.ChoiceField(label=gettext_lazy("Nivå"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Skäl"),
        help_text=gettext_lazy("Skriv vad som avgjorde. Det står kvar i historiken."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, levels: Sequence[ScaleLevel], data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._levels = levels
        self.fields["level"].choices = requirement_levels(levels)  # type: ignore[attr-defined]

    def clean_level(self) -> Level | ScaleLevel:
        return level_of(self.cleaned_data["level"], self._levels)
