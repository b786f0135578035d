"""Storing and reading documents."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.documents.models import Document
from insyn.documents.rules import Direction, check_retention, check_upload
from insyn.kernel.access import Access, Secrecy
from insyn.platform import clock


@dataclass(frozen=True, slots=True)
class Paper:
    """What is to be stored: the file, and what the diary needs to know of it."""

    title: str
    file_name: str
    content: bytes
    secrecy: Secrecy = Secrecy.INTERNAL
    direction: Direction = Direction.INTERNAL
    case_number: str = ""
    counterpart: str = ""
    dated_on: date | None = None
    retain_until: date | None = None


@transaction.atomic
def store_document(access: Access, authority: Authority, paper: Paper) -> Document:
    """Store a document for the authority and say so in its trail.

    The caller has asked for permission: a document is always part of another event.

    Raises:
        RuleViolation: the file may not be stored (see ``rules.check_upload``).
    """
    content_type = check_upload(
        file_name=paper.file_name,
        title=paper.title,
        size=len(paper.content),
        beginning=paper.content[:16],
    )
    check_retention(paper.secrecy, has_retention_date=paper.retain_until is not None)
    document = Document(
        authority=authority,
        secrecy=paper.secrecy,
        title=paper.title,
        direction=paper.direction,
        case_number=paper.case_number,
        counterpart=paper.counterpart,
        dated_on=paper.dated_on or clock.today(),
        retain_until=paper.retain_until,
        file_name=paper.file_name,
        content_type=content_type,
        size=len(paper.content),
        sha256=hashlib.sha256(paper.content).hexdigest(),
        stored_by_id=access.user_id,
        stored_at=clock.now(),
    )
    document.file.save(paper.file_name, ContentFile(paper.content), save=False)
    document.full_clean()
    document.save()
    record(
        access,
        "document.stored",
        document,
        place=Place(authority.pk, paper.secrecy),
        facts={"sha256": document.sha256},
    )
    return document


@transaction.atomic
def open_document(access: Access, document: Document) -> bytes:
    """Return the file's bytes; reading a guarded document leaves a line in the trail.

    Source: lag (2001:454) om behandling av personuppgifter inom socialtjänsten, 10 §.
    """
    secrecy = Secrecy(document.secrecy)
    if secrecy >= Secrecy.RESTRICTED:
        record(access, "document.read", document, place=Place(document.authority_id, secrecy))
    with document.file.open("rb") as file:
        content: bytes = file.read()
    return content
