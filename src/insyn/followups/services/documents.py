"""Documents the provider is asked for: requested, received, reviewed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.documents.services import Paper, store_document
from insyn.followups.models import DocumentRequest, Followup
from insyn.followups.rules import (
    ENDED,
    USUAL_DOCUMENTS,
    BasisKind,
    LegalBasis,
    RequestState,
    State,
    documents_due,
    legal_basis,
)
from insyn.followups.rules.correspondence import Medium, Way
from insyn.followups.services.locks import locked_followup
from insyn.followups.services.post import PostFacts, note_post
from insyn.followups.services.preparation import add_basis
from insyn.followups.services.trail import note
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.rules import Law

Facts = dict[str, str | int | bool | None]

_NAMED = ("followup__contract__provider", "followup__authority__municipality")


@transaction.atomic
def request_document(  # noqa: PLR0913  the facts of a request, each by its name
    access: Access,
    followup: Followup,
    *,
    title: str,
    due_on: date,
    secrecy: Secrecy = Secrecy.INTERNAL,
    is_supplement: bool = False,
    asked_on: date | None = None,
) -> DocumentRequest:
    """Ask the provider for a document, with the legal basis that the service's law gives.

    A request is never more open than its follow-up.

    Raises:
        RuleViolation: the follow-up has ended, or the last day lies before the request.
    """
    row = _locked(access, followup)
    day = asked_on or clock.today()
    if due_on < day:
        raise RuleViolation(_("Sista dagen kan inte ligga före dagen då handlingen begärs."))
    request = DocumentRequest(
        followup=row,
        title=title.strip(),
        due_on=due_on,
        secrecy=max(secrecy, Secrecy(row.secrecy)),
        is_supplement=is_supplement,
        asked_on=day,
        legal_basis=basis_of(row, day).label,
    )
    request.save()
    _note(access, "followup.document_requested", request, {"due_on": due_on.isoformat()})
    return request


def basis_of(followup: Followup, asked_on: date) -> LegalBasis:
    """Return the ground on which its provider is asked for documents that day."""
    area = followup.lot.service_area if followup.lot else None
    return legal_basis(Law(area.law) if area else None, asked_on)


@transaction.atomic
def request_usual_documents(
    access: Access, followup: Followup, *, due_on: date | None = None
) -> list[DocumentRequest]:
    """Ask for the four documents of nearly every visit; those already asked for are left.

    Raises:
        RuleViolation: all of them have been asked for.
    """
    row = _locked(access, followup)
    asked = DocumentRequest.objects.visible_to(access).filter(followup=row)
    titles = set(asked.values_list("title", flat=True))
    made = [
        request_document(
            access,
            row,
            title=usual.title,
            due_on=due_on or documents_due(clock.today()),
            secrecy=Secrecy.CLIENT_DOCUMENT if usual.is_about_clients else Secrecy.INTERNAL,
        )
        for usual in USUAL_DOCUMENTS
        if usual.title not in titles
    ]
    if not made:
        raise RuleViolation(_("De vanliga handlingarna är redan begärda."))
    return made


@transaction.atomic
def receive_document(
    access: Access,
    request: DocumentRequest,
    *,
    papers: Sequence[Paper] = (),
    received_on: date | None = None,
) -> DocumentRequest:
    """Note that what was asked for has come in, and store the files, if any.

    The provider's own contact may hand in; so may one who carries out the follow-up. What
    comes in is as guarded as the request: a document about clients needs a retention date.

    Raises:
        RuleViolation: it has been reviewed already, is dated before the request, or a file
            may not be stored.
    """
    row = _locked_request(access, request, from_provider=True)
    day = received_on or clock.today()
    if day < row.asked_on:
        raise RuleViolation(_("Handlingen kan inte ha kommit in innan den begärdes."))
    if row.state == RequestState.REVIEWED:
        raise RuleViolation(_("Handlingen är redan granskad. Begär en komplettering i stället."))
    for paper in papers:
        document = store_document(access, row.followup.authority, _filed(paper, row, day))
        row.documents.add(document)
        _post(access, row, document)
    row.state, row.received_on = RequestState.RECEIVED, row.received_on or day
    row.save(update_fields=["state", "received_on"])
    add_basis(access, row.followup, kind=BasisKind.DOCUMENTS)
    _note(access, "followup.document_received", row, {"files": len(papers)})
    return row


def _post(access: Access, request: DocumentRequest, document: Document) -> None:
    """Note the file as a letter that came in; in the portal when the provider handed it in."""
    provider = request.followup.contract.provider
    is_theirs = access.answers_for(provider.pk, authority_id=request.followup.authority_id)
    facts = PostFacts(
        authority=request.followup.authority,
        way=Way.INCOMING,
        party=provider.name,
        summary=_told(request.title, document.title),
        followup=request.followup,
        medium=Medium.PORTAL if is_theirs else Medium.OTHER,
        document=document,
        secrecy=Secrecy(document.secrecy),
        about=request,
    )
    note_post(access, facts)


def _told(asked: str, given: str) -> str:
    """Return what came in, said once when the file is called what was asked for."""
    return asked if given == asked else f"{asked}: {given}"


def _filed(paper: Paper, request: DocumentRequest, day: date) -> Paper:
    """Return the paper as an incoming one, never more open than the request."""
    return replace(
        paper,
        secrecy=max(Secrecy(request.secrecy), paper.secrecy),
        direction=Direction.INCOMING,
        counterpart=paper.counterpart or str(request.followup.contract.provider),
        dated_on=paper.dated_on or day,
    )


@transaction.atomic
def review_document(
    access: Access, request: DocumentRequest, *, judgement: str, reviewed_on: date | None = None
) -> DocumentRequest:
    """Write what the review of a received document came to.

    Raises:
        RuleViolation: it has not come in, or the review is dated before it did.
    """
    row = _locked_request(access, request)
    day = reviewed_on or clock.today()
    if row.state == RequestState.REQUESTED:
        raise RuleViolation(_("Handlingen har inte kommit in. Anteckna först att den är mottagen."))
    if row.received_on is not None and day < row.received_on:
        raise RuleViolation(_("Handlingen kan inte ha granskats innan den kom in."))
    row.state, row.reviewed_on, row.judgement = RequestState.REVIEWED, day, judgement.strip()
    row.save(update_fields=["state", "reviewed_on", "judgement"])
    _note(access, "followup.document_reviewed", row, {})
    return row


@transaction.atomic
def withdraw_request(access: Access, request: DocumentRequest) -> None:
    """Take back a request; only while nothing has come in."""
    row = _locked_request(access, request)
    if row.state != RequestState.REQUESTED:
        raise RuleViolation(_("Handlingen har kommit in. Då går det inte att ta tillbaka begäran."))
    _note(access, "followup.request_withdrawn", row, {})
    row.delete()


def _locked(access: Access, followup: Followup) -> Followup:
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    row = locked_followup(access, followup)
    _check_open(row)
    return row


def _locked_request(
    access: Access, request: DocumentRequest, *, from_provider: bool = False
) -> DocumentRequest:
    rows = DocumentRequest.objects.visible_to(access)
    provider_id = request.followup.contract.provider_id
    authority_id = request.followup.authority_id
    if from_provider and access.answers_for(provider_id, authority_id=authority_id):
        rows = DocumentRequest.objects.shown_to_provider(access)
    else:
        access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority_id)
    row = locked_row(rows.select_related(*_NAMED), pk=request.pk)
    _check_open(row.followup)
    return row


def _check_open(followup: Followup) -> None:
    if State(followup.state) in ENDED:
        raise RuleViolation(
            _("Uppföljningen är avslutad eller inställd. Då begärs inga handlingar.")
        )


def _note(access: Access, event: str, request: DocumentRequest, facts: Facts) -> None:
    """Write a line; the title of a document about clients stays out of it."""
    secrecy = Secrecy(request.secrecy)
    if secrecy < Secrecy.CLIENT_DOCUMENT:
        facts = {"document": request.title, **facts}
    note(access, event, request.followup, {**facts, "request": request.pk}, secrecy=secrecy)
