"""Storing and reading documents."""

import hashlib
from dataclasses import dataclass
from datetime import date
from io import SEEK_END
from typing import IO

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.documents.models import Document
from insyn.documents.rules import (
    ARCHIVE_TYPE,
    Direction,
    check_retention,
    check_upload,
    tidy_name,
)
from insyn.kernel.access import Access, Secrecy
from insyn.kernel.errors import RuleViolation
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
    document = _document(access, authority, paper, content_type)
    document.size = len(paper.content)
    document.sha256 = hashlib.sha256(paper.content).hexdigest()
    return _kept(access, document, ContentFile(paper.content))


@transaction.atomic
def store_archive(
    access: Access, authority: Authority, paper: Paper, archive: IO[bytes]
) -> Document:
    """Store a zip file that the system itself has made, read a piece at a time.

    Nobody can hand in a zip: ``store_document`` refuses it. The caller has asked for permission.
    ``paper`` says all but the content.
    """
    document = _document(access, authority, paper, ARCHIVE_TYPE)
    document.size = archive.seek(0, SEEK_END)
    archive.seek(0)
    document.sha256 = hashlib.file_digest(archive, "sha256").hexdigest()  # type: ignore[arg-type]
    archive.seek(0)
    return _kept(access, document, File(archive))


def _document(access: Access, authority: Authority, paper: Paper, content_type: str) -> Document:
    return Document(
        authority=authority,
        secrecy=paper.secrecy,
        title=paper.title,
        direction=paper.direction,
        case_number=paper.case_number,
        counterpart=paper.counterpart,
        dated_on=paper.dated_on or clock.today(),
        retain_until=paper.retain_until,
        file_name=tidy_name(paper.file_name),
        content_type=content_type,
        stored_by_id=access.user_id,
        stored_at=clock.now(),
    )


def _kept(access: Access, document: Document, content: File) -> Document:  # type: ignore[type-arg]
    """Return the document with its file stored, and a line in the trail."""
    document.file.save(document.file_name, content, save=False)
    document.full_clean()
    document.save()
    authority, secrecy = document.authority, Secrecy(document.secrecy)
    record(
        access,
        "document.stored",
        document,
        place=Place(authority.pk, secrecy),
        facts={"sha256": document.sha256},
    )
    return document


@transaction.atomic
def note_seen(access: Access, document: Document) -> None:
    """Say in the trail that a guarded document's card was read; others leave no line."""
    _note(access, document, "document.seen")


@transaction.atomic
def open_document(access: Access, document: Document) -> bytes:
    """Return the file's bytes; reading a guarded document leaves a line in the trail.

    Raises:
        RuleViolation: the file is gone or is no longer what was stored.

    Source: lag (2001:454) om behandling av personuppgifter inom socialtjänsten, 10 §.
    """
    _note(access, document, "document.read")
    try:
        with document.file.open("rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise RuleViolation(
            _(
                "Filen är inte längre den som sparades. Kontakta den som driver installationen, "
                "som kan hämta tillbaka den från en säkerhetskopia."
            )
        )
    return content


def _note(access: Access, document: Document, event: str) -> None:
    secrecy = Secrecy(document.secrecy)
    if secrecy >= Secrecy.RESTRICTED:
        record(access, event, document, place=Place(document.authority_id, secrecy))


@dataclass(frozen=True, slots=True)
class Taken:
    """A list that somebody took out: which, as what, with which filters, and how many rows."""

    name: str
    file_type: str
    filters: str
    row_count: int


@transaction.atomic
def note_taken(access: Access, taken: Taken) -> None:
    """Say in the trail of each of the asker's authorities that a list was taken out."""
    facts: Facts = {
        "list": taken.name,
        "file_type": taken.file_type,
        "filters": taken.filters,
        "rows": taken.row_count,
    }
    ids = {mandate.authority_id for mandate in access.mandates}
    for authority in Authority.objects.select_related("municipality").filter(pk__in=ids):
        record(access, "list.exported", authority, place=Place(authority.pk), facts=facts)
