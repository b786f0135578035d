"""Reading a proposal to go in depth, and the decision on it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from insyn.criteria.models import Section
from insyn.findings.forms.findings import VersionForm
from insyn.findings.models import DepthDecision, Finding
from insyn.findings.queries.depth import (
    forms_in_depth,
    ticked_beforehand,
    told_findings,
)
from insyn.findings.queries.wordings import wordings_of
from insyn.findings.services import DepthFacts, DepthVerdict
from insyn.followups.models import Followup, FollowupForm
from insyn.kernel.access import Access
from insyn.platform.forms import SeveralField, offer
from insyn.requirements.models import RequirementVersion

YES, NO = "yes", "no"


class WordingsField(SeveralField):
    """Requirements to tick, each with its whole text."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the number and the text, not cut short as in a list to choose one from."""
        return f"{obj.number} {obj.text}".strip()


class DepthForm(VersionForm):
    """Why a follow-up in depth is proposed, what it takes up, and how it is made."""

    needed_later = frozenset({"sections", "wordings", "findings", "planned_for"})
    """One thing of the scope is enough, and the day can be chosen with the decision."""

    reasons = forms.CharField(
        label=gettext_lazy("Skäl"),
        help_text=gettext_lazy("Vad i den översiktliga uppföljningen talar för att gå djupare?"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    findings = SeveralField(
        Finding.objects.none(), label=gettext_lazy("Resultat att följa"), required=False
    )
    sections = SeveralField(Section.objects.none(), label=gettext_lazy("Områden"), required=False)
    wordings = WordingsField(
        RequirementVersion.objects.none(), label=gettext_lazy("Krav"), required=False
    )
    methods = forms.CharField(
        label=gettext_lazy("Hur den görs"),
        help_text=gettext_lazy(
            "Till exempel: oanmält kvällsbesök, schema för fyra veckor, samtal."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    planned_for = forms.DateField(
        label=gettext_lazy("Görs senast"), widget=forms.DateInput, required=False
    )

    def __init__(self, access: Access, followup: Followup, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        sections = Section.objects.visible_to(access)
        offer(self, "sections", sections.filter(version=followup.template_version_id))
        offer(self, "wordings", wordings_of(access, followup))
        offer(self, "findings", told_findings(access, followup))

    def facts(self) -> DepthFacts:
        """Return the proposal."""
        said = self.cleaned_data
        return DepthFacts(
            reasons=said["reasons"],
            sections=list(said["sections"]),
            requirements=[row.requirement for row in said["wordings"]],
            findings=list(said["findings"]),
            methods=said["methods"],
            planned_for=said["planned_for"],
        )


def proposed(access: Access, followup: Followup, decision: DepthDecision | None) -> dict[str, Any]:
    """Return what the form shows: what was proposed, else what the deficiencies propose."""
    if decision is None:
        scope = ticked_beforehand(access, followup)
        sections, requirements = list(scope.sections), scope.requirements
        said: dict[str, Any] = {"findings": list(scope.findings), "version": 0}
    else:
        sections = list(decision.sections.visible_to(access).values_list("pk", flat=True))
        chosen = decision.requirements.visible_to(access).values_list("pk", flat=True)
        requirements = frozenset(chosen)
        findings = list(decision.findings.visible_to(access).values_list("pk", flat=True))
        names = ("reasons", "methods", "planned_for", "version")
        said = {name: getattr(decision, name) for name in names} | {"findings": findings}
    wordings = wordings_of(access, followup).filter(requirement__in=requirements)
    return said | {
        "sections": sections,
        "wordings": list(wordings.values_list("pk", flat=True)),
    }


class VerdictForm(VersionForm):
    """Yes or no to a follow-up in depth, and why."""

    goes_in_depth = forms.ChoiceField(
        label=gettext_lazy("Beslut"),
        choices=[
            (YES, gettext_lazy("Fördjupad uppföljning görs")),
            (NO, gettext_lazy("Ingen fördjupad uppföljning")),
        ],
        widget=forms.RadioSelect,
    )
    decided_reasons = forms.CharField(
        label=gettext_lazy("Beslutets skäl"), widget=forms.Textarea(attrs={"rows": 3})
    )
    planned_for = forms.DateField(
        label=gettext_lazy("Fördjupningen görs senast"),
        help_text=gettext_lazy("Behövs bara när svaret är ja."),
        widget=forms.DateInput,
        required=False,
    )
    form = forms.ModelChoiceField(
        FollowupForm.objects.none(),
        label=gettext_lazy("Form för fördjupningen"),
        required=False,
        empty_label=gettext_lazy("Ingen särskild form"),
    )
    decided_on = forms.DateField(label=gettext_lazy("Beslutsdatum"), widget=forms.DateInput)
    board_reference = forms.CharField(
        label=gettext_lazy("Nämndens beslut, datum och §"),
        help_text=gettext_lazy("Om nämnden själv har beslutat. Till exempel: 2026-03-18 § 42."),
        max_length=100,
        required=False,
    )

    def __init__(self, access: Access, followup: Followup, data: Any = None, **kwargs: Any) -> None:
        self._may_note_board = kwargs.pop("may_note_board")
        super().__init__(data, **kwargs)
        offer(self, "form", forms_in_depth(access, followup))
        if not self._may_note_board:
            del self.fields["board_reference"]

    def facts(self) -> DepthVerdict:
        """Return the decision."""
        said = self.cleaned_data
        return DepthVerdict(
            goes_in_depth=said["goes_in_depth"] == YES,
            reasons=said["decided_reasons"],
            planned_for=said["planned_for"],
            form=said["form"],
            board_reference=said.get("board_reference", ""),
            decided_on=said["decided_on"],
        )
