"""What the pages about a follow-up share: finding the row, asking for permission first."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import ngettext

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, count, day, label
from insyn.followups.models import DocumentRequest, Followup
from insyn.followups.services.telling import told_of_followup
from insyn.kernel.access import Permission, Secrecy
from insyn.papers.excel import ColumnKind
from insyn.platform.answers import FormPage


def seen_followup(request: Request, pk: int) -> Followup:
    """Return the follow-up with what every page names, or answer 404."""
    rows = Followup.objects.visible_to(request.access).for_list()
    return get_object_or_404(rows.select_related("template_version__template"), pk=pk)


def written_followup(
    request: Request, pk: int, permission: Permission = Permission.CARRY_OUT_FOLLOWUP
) -> Followup:
    """Return the follow-up to one with the permission; else answer 404 or 403."""
    followup = seen_followup(request, pk)
    request.access.require(permission, authority_id=followup.authority_id)
    return followup


def written_request(request: Request, pk: int) -> DocumentRequest:
    """Return the requested document to one who may carry out its follow-up."""
    rows: QuerySet[DocumentRequest] = DocumentRequest.objects.visible_to(request.access)
    row = get_object_or_404(rows.select_related("followup"), pk=pk)
    authority_id = row.followup.authority_id
    request.access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority_id)
    return row


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the follow-up's tabs: what the menu calls it, and the name of its address."""

    name: str
    address: str


OVERVIEW = Tab("overview", "followups:detail")


def about_followup(
    followup: Followup, heading: str, *, tab: Tab, done: str, button: str, lead: str = ""
) -> FormPage:
    """Return what surrounds a form that leads back to one of the follow-up's tabs."""
    return FormPage(
        template="followups/form.html",
        heading=heading,
        back=reverse(tab.address, args=[followup.pk]),
        done=done,
        button=button,
        lead=lead,
        context={"followup": followup, "current": tab.name},
    )


def say_told(request: Request, told: int) -> None:
    """Tell how many at the provider got a mail, or that somebody must tell them in another way."""
    if told:
        said = ngettext("%(n)d person fick ett mejl.", "%(n)d personer fick ett mejl.", told)
        messages.info(request, said % {"n": told})
    else:
        messages.warning(
            request,
            _("Ingen hos utföraren har en e-postadress i Insyn. Hör av dig på annat sätt, och "
              "lägg till en kontaktperson så att utföraren kan svara."),
        )  # fmt: skip


def say_told_of(request: Request, followup: Followup) -> None:
    """Tell who was mailed about the follow-up, or why nobody was."""
    if followup.secrecy > Secrecy.INTERNAL:
        messages.warning(
            request,
            _("Utföraren kan inte läsa uppföljningen i Insyn, för att dess sekretess är hög. "
              "Skicka brevet på annat sätt."),
        )  # fmt: skip
    else:
        say_told(request, told_of_followup(followup))


FOLLOWUP_COLUMNS = (
    ListColumn(__("Nummer"), lambda row: row.number, width=14),
    ListColumn(__("Utförare"), lambda row: str(row.contract.provider)),
    ListColumn(__("Avtal"), lambda row: str(row.contract.agreement)),
    ListColumn(__("Avtalsområde"), lambda row: str(row.lot or "")),
    ListColumn(__("Nämnd"), lambda row: str(row.authority)),
    day(__("Planerad"), lambda row: row.planned_for),
    day(__("Genomförd"), lambda row: row.carried_out_on),
    ListColumn(__("Läge"), lambda row: row.own_state_label),
    ListColumn(__("Utfall"), lambda row: label(row.shown_outcome)),
    ListColumn(__("Form"), lambda row: str(row.form or "")),
    ListColumn(__("Slag"), lambda row: label(row.shown_kind)),
    ListColumn(__("Verksamhet"), lambda row: str(row.unit or "")),
)
"""A list of follow-ups as a file."""

PROGRESS_COLUMNS = (
    ListColumn(__("Form"), lambda row: row.activity.form.name),
    ListColumn(__("Aktivitet"), lambda row: row.activity.title, width=40),
    ListColumn(__("Läge"), lambda row: label(row.state), width=14),
    ListColumn(__("Framdrift"), lambda row: label(row.standing), width=14),
    ListColumn(__("Försenad"), lambda row: _("Ja") if row.is_late else "", width=12),
    ListColumn(__("Skäl"), lambda row: row.activity.state_reason),
    ListColumn(__("Period"), lambda row: row.periods),
    ListColumn(__("Ansvarig nämnd"), lambda row: str(row.activity.responsible_authority)),
    ListColumn(__("Ansvarig"), lambda row: str(row.activity.responsible or "")),
    count(__("Skapade uppföljningar"), lambda row: row.tally.made),
    count(__("Inte påbörjade"), lambda row: row.tally.not_begun),
    count(__("Pågår"), lambda row: row.tally.ongoing),
    count(__("Rapporterade"), lambda row: row.tally.reported),
    count(__("Inställda"), lambda row: row.tally.cancelled),
    count(__("Försenade"), lambda row: row.tally.late),
    ListColumn(__("Timmar"), lambda row: row.hours, ColumnKind.NUMBER, width=12),
)
"""How far a plan has come, as a file."""

POST_COLUMNS = (
    day(__("Datum"), lambda row: row.dated_on),
    ListColumn(__("Riktning"), lambda row: _(row.get_way_display()), width=12),
    ListColumn(__("Sätt"), lambda row: _(row.get_medium_display()), width=12),
    ListColumn(__("Avsändare eller mottagare"), lambda row: row.party, width=32),
    ListColumn(__("Kort innehåll"), lambda row: row.summary, width=48),
    ListColumn(__("Uppföljning"), lambda row: row.followup.number if row.followup else ""),
    ListColumn(__("Diarienummer"), lambda row: row.case_number, width=18),
    day(__("Diarieförd"), lambda row: row.registered_on),
    ListColumn(__("Sekretess"), lambda row: _(row.get_secrecy_display()), width=20),
    ListColumn(__("Nämnd"), lambda row: str(row.authority), width=32),
)
"""The post of the diary as a file."""

PROPOSAL_COLUMNS = (
    ListColumn(__("Utförare"), lambda row: str(row.contract.provider), width=32),
    ListColumn(__("Verksamhet"), lambda row: str(row.unit or ""), width=32),
    ListColumn(__("Avtal"), lambda row: str(row.contract.agreement), width=32),
    ListColumn(__("Grund"), lambda row: _(row.get_ground_display()), width=20),
    ListColumn(__("Skäl"), lambda row: row.reason, width=48),
    day(__("Bör göras från"), lambda row: row.window_from),
    day(__("Bör göras till"), lambda row: row.window_to),
    ListColumn(__("Läge"), lambda row: _(row.get_state_display()), width=14),
    ListColumn(__("Skäl till att den avböjs"), lambda row: row.declined_reason, width=40),
    ListColumn(__("Uppföljning"), lambda row: row.followup.number if row.followup else ""),
    ListColumn(__("Nämnd"), lambda row: str(row.authority), width=32),
)
"""The proposals of follow-ups as a file."""

DOCUMENT_COLUMNS = (
    ListColumn(__("Handling"), lambda row: str(row.document), width=40),
    ListColumn(__("Filnamn"), lambda row: row.document.file_name, width=40),
    day(__("Datum"), lambda row: row.document.dated_on),
    ListColumn(__("Uppföljning"), lambda row: row.request.followup.number, width=14),
    ListColumn(__("Begärd handling"), lambda row: row.request.title, width=40),
    ListColumn(__("Sekretess"), lambda row: _(row.document.get_secrecy_display())),
    ListColumn(__("Nämnd"), lambda row: str(row.request.followup.authority)),
)
"""The documents of a provider's follow-ups as a file: what the page names, never what they say."""
