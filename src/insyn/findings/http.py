"""What the pages of assessment share: finding the row, and answering a button."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as __

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, day, label
from insyn.findings.forms import VersionForm
from insyn.findings.models import Finding
from insyn.findings.rules import Severity
from insyn.followups.models import Followup
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation


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
        messages.error(request, str(no))
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


FINDING_COLUMNS = (
    ListColumn(__("Uppföljning"), lambda row: row.followup.number, width=14),
    ListColumn(__("Utförare"), lambda row: str(row.followup.contract.provider)),
    ListColumn(__("Nämnd"), lambda row: str(row.followup.authority)),
    ListColumn(__("Vad som sågs"), lambda row: row.text, width=60),
    ListColumn(__("Område"), lambda row: str(row.area)),
    ListColumn(__("Slag"), lambda row: label(row.shown_kind)),
    ListColumn(__("Allvar"), lambda row: label(Severity(row.severity) if row.severity else None)),
    day(__("Sågs"), lambda row: row.seen_on),
    day(__("Avhjälpt"), lambda row: row.remedied_on),
)
"""A list of findings as a file."""
