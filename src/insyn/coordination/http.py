"""What the pages of coordination share."""

import re
from functools import partial

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from insyn.accounts.http import Request
from insyn.coordination.models import (
    DistrictShare,
    Instruction,
    NetworkMeeting,
    SampledUnit,
    ServiceDuty,
)
from insyn.coordination.queries.instructions import instructions_seen, sampled_seen
from insyn.coordination.queries.link import parts_of, sampled_of
from insyn.coordination.queries.network import meetings_seen
from insyn.coordination.rules import Refusal
from insyn.coordination.services.locks import refuse
from insyn.coordination.services.workbook import may_use_file
from insyn.documents.http import ListColumn, count, day, label
from insyn.kernel.access import Permission
from insyn.kernel.errors import NotAllowed
from insyn.platform.answers import FormPage

ROWS_PER_PAGE = 50
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)

INSTRUCTION_COLUMNS = (
    ListColumn(__("Anvisning"), lambda row: row.title, width=40),
    ListColumn(__("Läge"), lambda row: label(row.shown_state), width=12),
    day(__("Period från"), lambda row: row.starts_on),
    day(__("Period till"), lambda row: row.ends_on),
    day(__("Rapporteras senast"), lambda row: row.report_by),
    count(__("Nämnder"), lambda row: row.share_count),
    count(__("Verksamheter i urvalet"), lambda row: row.sample_count),
    day(__("Utfärdad"), lambda row: row.published_on),
    ListColumn(__("Samordnande nämnd"), lambda row: str(row.authority), width=32),
)
"""The instructions as a file."""

PROGRESS_COLUMNS = (
    ListColumn(__("Läge"), lambda line: label(line.state), width=20),
    ListColumn(__("Verksamhet"), lambda line: str(line.sampled.unit), width=36),
    ListColumn(__("Utförare"), lambda line: str(line.sampled.unit.provider), width=32),
    ListColumn(__("Insats"), lambda line: str(line.sampled.unit.service_area), width=28),
    ListColumn(__("Nämnd"), lambda line: line.sampled.authority.name, width=32),
    ListColumn(__("Anvisning"), lambda line: str(line.sampled.instruction), width=36),
    day(__("Rapporteras senast"), lambda line: line.sampled.instruction.report_by),
    day(__("Rapporterad"), lambda line: line.reported_on),
    count(__("Brister"), lambda line: line.deficiencies),
    ListColumn(__("Fördjupad uppföljning"), lambda line: "ja" if line.in_depth_due else ""),
)
"""What has been reported in and what has not, as a file."""

DUTY_COLUMNS = (
    ListColumn(__("Läge"), lambda line: label(line.state), width=20),
    ListColumn(__("Insats"), lambda line: str(line.area), width=32),
    ListColumn(__("Regiform"), lambda line: _(line.shown_form), width=20),
    ListColumn(
        __("Ansvarar för verksamheten"),
        lambda line: line.duty.run_by.name if line.duty and line.duty.run_by else "",
        width=32,
    ),
    ListColumn(
        __("Följer upp"),
        lambda line: line.duty.reviewer.name if line.duty and line.duty.reviewer else "",
        width=32,
    ),
    ListColumn(
        __("Bygger på"), lambda line: label(line.duty.shown_ground) if line.duty else "", width=28
    ),
    ListColumn(__("Anteckning"), lambda line: line.duty.note if line.duty else "", width=40),
    ListColumn(__("Samordnande nämnd"), lambda line: str(line.coordinator), width=32),
)
"""The responsibility list as a file."""


def seen_instruction(request: Request, pk: int) -> Instruction:
    """Return the instruction, or answer 404."""
    return get_object_or_404(instructions_seen(request.access), pk=pk)


def written_instruction(request: Request, pk: int) -> Instruction:
    """Return the instruction to one who coordinates there; else answer 404 or 403."""
    row = seen_instruction(request, pk)
    request.access.require(Permission.COORDINATE, authority_id=row.authority_id)
    return row


def shared_part(request: Request, pk: int) -> DistrictShare:
    """Return the part to one who may report it in by a role; else answer 404 or 403."""
    rows = DistrictShare.objects.visible_to(request.access).select_related(
        "authority", "instruction__authority__municipality", "contact_user"
    )
    row = get_object_or_404(rows.filter(instruction__published_on__isnull=False), pk=pk)
    if not may_use_file(request.access, row):
        raise NotAllowed(Permission.CARRY_OUT_FOLLOWUP)
    return row


def contacted_part(request: Request, pk: int) -> DistrictShare:
    """Return the part to one who coordinates there; else answer 404 or 403."""
    rows = DistrictShare.objects.visible_to(request.access).select_related(
        "authority", "instruction__authority__municipality", "contact_user"
    )
    row = get_object_or_404(rows, pk=pk)
    request.access.require(Permission.COORDINATE, authority_id=row.instruction.authority_id)
    return row


def linked_part(request: Request, pk: int) -> DistrictShare:
    """Return the part to one who reports it in by a link; else answer 404."""
    return get_object_or_404(parts_of(request.access), pk=pk)


def linked_unit(request: Request, pk: int) -> tuple[DistrictShare, SampledUnit]:
    """Return a unit of such a part, with the part; else answer 404."""
    row = get_object_or_404(sampled_of(request.access), pk=pk)
    rows = parts_of(request.access)
    share = get_object_or_404(rows, instruction=row.instruction_id, authority=row.authority_id)
    return share, row


def reported_unit(request: Request, pk: int) -> SampledUnit:
    """Return the unit to one who carries out follow-ups where it is to be made; else 404 or 403."""
    row = get_object_or_404(sampled_seen(request.access), pk=pk)
    request.access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=row.authority_id)
    return row


def seen_meeting(request: Request, pk: int) -> NetworkMeeting:
    """Return the meeting, or answer 404."""
    return get_object_or_404(meetings_seen(request.access), pk=pk)


def written_meeting(request: Request, pk: int) -> NetworkMeeting:
    """Return the meeting to one who coordinates there; else answer 404 or 403."""
    row = seen_meeting(request, pk)
    request.access.require(Permission.COORDINATE, authority_id=row.authority_id)
    return row


def written_duty(request: Request, pk: int) -> ServiceDuty:
    """Return the line to one who coordinates there; else answer 404 or 403."""
    rows = ServiceDuty.objects.visible_to(request.access).select_related("authority")
    row = get_object_or_404(rows, pk=pk)
    request.access.require(Permission.COORDINATE, authority_id=row.authority_id)
    return row


def version_in(sent: QueryDict) -> int:
    """Return the version that a button carries; what cannot be read is the version of no row."""
    raw = sent.get("version", "")
    return int(raw) if _NUMBER.fullmatch(raw) else -1


def about_instruction(
    row: Instruction, heading: str, *, done: str, button: str, lead: str = "",
    stop: Refusal | None = None,
) -> FormPage:  # fmt: skip
    """Return what surrounds a form about the instruction; ``stop`` is why it is not shown."""
    return FormPage(
        template="coordination/form.html",
        heading=heading,
        back=reverse("coordination:instruction", args=[row.pk]),
        done=done,
        button=button,
        lead=lead,
        opens=partial(refuse, stop),
        context={"instruction": row},
    )


def about_meeting(
    row: NetworkMeeting, heading: str, *, done: str, button: str, lead: str = "",
    stop: Refusal | None = None,
) -> FormPage:  # fmt: skip
    """Return what surrounds a form about the meeting; ``stop`` is why it is not shown."""
    return FormPage(
        template="coordination/form.html",
        heading=heading,
        back=reverse("coordination:meeting", args=[row.pk]),
        done=done,
        button=button,
        lead=lead,
        opens=partial(refuse, stop),
        context={"meeting": row},
    )
