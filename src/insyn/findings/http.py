"""What the pages of assessment share: finding the row, and answering a button."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as __

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, count, day, label
from insyn.findings.forms import VersionForm
from insyn.findings.models import Finding, RequirementAssessment
from insyn.findings.rules import Severity
from insyn.followups.http import Tab
from insyn.followups.models import Followup
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform.sentences import said
from insyn.requirements.rules import Strength


def seen_finding(request: Request, pk: int) -> Finding:
    """Return the finding with its follow-up, or answer 404."""
    rows = Finding.objects.visible_to(request.access)
    return get_object_or_404(rows.select_related("followup__contract__provider"), pk=pk)


def written_finding(request: Request, pk: int) -> Finding:
    """Return the finding to one who may carry out its follow-up; else answer 404 or 403."""
    finding = seen_finding(request, pk)
    authority_id = finding.followup.authority_id
    request.access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority_id)
    return finding


def version_of(request: Request) -> int | None:
    """Return the version that the page with the button showed, if it can be read."""
    form = VersionForm(request.POST)
    return form.cleaned_data["version"] if form.is_valid() else None


def press(
    request: Request, act: Callable[[], object], *, done: str, followup: Followup
) -> HttpResponse:
    """Let a button's event happen, tell how it went, and show the page anew."""
    try:
        act()
    except RuleViolation as no:
        messages.error(request, said(no))
    else:
        messages.success(request, done)
    return redirect("findings:followup", followup.pk)


def saved(form: VersionForm, act: Callable[[], object]) -> bool:
    """Tell whether the event of a valid form happened; else the form says why not."""
    try:
        act()
    except RuleViolation as no:
        form.refuse(no)
        return False
    return True


RESULT = Tab("result", "findings:followup")
DEPTH = Tab("result", "findings:depth")
PER_PAGE = 50


def warn_untold(request: Request) -> None:
    """Say that nobody at the provider could be mailed."""
    messages.warning(
        request,
        gettext(
            "Ingen hos utföraren har en e-postadress i Insyn. Berätta för dem på annat sätt, eller "
            "lägg till en kontaktperson."
        ),
    )


FINDING_COLUMNS = (
    ListColumn(__("Uppföljning"), lambda row: row.followup.number, width=14),
    ListColumn(__("Utförare"), lambda row: str(row.followup.contract.provider)),
    ListColumn(__("Nämnd"), lambda row: str(row.followup.authority)),
    ListColumn(__("Vad som sågs"), lambda row: row.text, width=60),
    ListColumn(__("Område"), lambda row: str(row.area)),
    ListColumn(__("Verksamhet"), lambda row: str(row.unit or "")),
    ListColumn(__("Slag"), lambda row: label(row.shown_kind)),
    ListColumn(__("Allvar"), lambda row: label(Severity(row.severity) if row.severity else None)),
    ListColumn(__("Krav"), lambda row: row.requirement, width=40),
    ListColumn(__("Vad det stöder sig på"), lambda row: row.evidence, width=40),
    ListColumn(__("Resultat som krävs"), lambda row: row.required_result, width=40),
    day(__("Sågs"), lambda row: row.seen_on),
    day(__("Ska vara avhjälpt"), lambda row: row.due_on),
    day(__("Avhjälpt"), lambda row: row.remedied_on),
)
"""A list of findings as a file."""

_OF_FINDING = (
    ListColumn(__("Uppföljning"), lambda row: row.followup.number, width=14),
    ListColumn(__("Utförare"), lambda row: str(row.followup.contract.provider)),
    ListColumn(__("Nämnd"), lambda row: str(row.followup.authority)),
)
SHORTCOMING_COLUMNS = (
    *_OF_FINDING,
    ListColumn(__("Vad som sågs"), lambda row: row.text, width=60),
    ListColumn(__("Område"), lambda row: row.area),
    ListColumn(__("Ansvarig hos nämnden"), lambda row: row.responsible),
    day(__("Sågs"), lambda row: row.seen_on),
    day(__("Ska vara avhjälpt"), lambda row: row.due_on),
    day(__("Avhjälpt"), lambda row: row.remedied_on),
    ListColumn(__("Hur bristen avhjälptes"), lambda row: row.remedied_note, width=40),
)
"""What the commissioner lacks, as a file."""

ASKED_COLUMNS = (
    ListColumn(__("Uppföljning"), lambda row: row.finding.followup.number, width=14),
    ListColumn(__("Utförare"), lambda row: str(row.finding.followup.contract.provider)),
    ListColumn(__("Nämnd"), lambda row: str(row.finding.followup.authority)),
    ListColumn(__("Brist"), lambda row: row.finding.text, width=60),
    ListColumn(__("Allvar"), lambda row: label(row.finding.shown_severity)),
    day(__("Sågs"), lambda row: row.finding.seen_on),
    ListColumn(__("Läge"), lambda row: label(row.standing)),
    ListColumn(__("Skäl"), lambda row: row.question.reason if row.question else "", width=50),
    day(__("Besvarad"), lambda row: row.question.answered_on if row.question else None),
    day(__("Anmäld"), lambda row: row.question.told_on if row.question else None),
    ListColumn(__("Diarienummer"), lambda row: row.question.case_number if row.question else ""),
)
"""Whether IVO is to be told of what, as a file."""

EXAMPLE_COLUMNS = (
    ListColumn(__("Rubrik"), lambda row: row.title, width=40),
    ListColumn(__("Gott exempel"), lambda row: row.text, width=80),
    ListColumn(__("Område"), lambda row: row.finding.area),
    ListColumn(__("Verksamhetsområde"), lambda row: str(row.service_area or "")),
    ListColumn(__("Utförare som vill nämnas"), lambda row: row.told_name),
    ListColumn(__("Nämnd"), lambda row: str(row.finding.followup.authority)),
    day(__("Delat"), lambda row: row.shared_on),
)
"""Shared good examples, as a file: a provider that does not want to be named is not."""

REQUIREMENT_COLUMNS = (
    ListColumn(__("Område"), lambda row: str(row.section or "")),
    ListColumn(__("Nummer"), lambda row: row.wording.number, width=12),
    ListColumn(__("Krav"), lambda row: row.wording.text, width=60),
    ListColumn(__("Styrka"), lambda row: label(Strength(row.wording.strength)), width=10),
    count(__("Vikt"), lambda row: row.wording.weight),
    ListColumn(
        __("Kritiskt"), lambda row: gettext("Ja") if row.wording.is_critical else "", width=10
    ),
    ListColumn(__("Fördjupas"), lambda row: gettext("Ja") if row.is_in_depth else "", width=10),
    ListColumn(__("Bedömning"), lambda row: _said(row.assessment)),
    ListColumn(
        __("Motivering"), lambda row: row.assessment.note if row.assessment else "", width=60
    ),
    day(__("Bedömd"), lambda row: row.assessment.assessed_on if row.assessment else None),
)
"""The requirements of a follow-up as a file."""


def _said(row: RequirementAssessment | None) -> str:
    """Return how a requirement was assessed, in the board's own word if it has one."""
    return (row.own_word or label(row.shown_level)) if row else ""
