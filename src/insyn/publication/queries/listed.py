"""Publications for those who prepare, approve and read them inside."""

from typing import Any

from django.db.models import Q, QuerySet

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Permission
from insyn.publication.models import Publication
from insyn.publication.rules import PublicationEvent
from insyn.registry.models import Contract, Provider, ServiceArea

ORDERS = {
    "title": ("title", "pk"),
    "period": ("last_on", "pk"),
    "state": ("state", "-last_on", "pk"),
    "authority": ("authority__municipality__name", "authority__name", "-last_on", "pk"),
}


def publications_seen(access: Access) -> QuerySet[Publication]:
    """Return what the asker sees, with what its pages say of it."""
    rows = Publication.objects.visible_to(access)
    return rows.select_related(
        "authority__municipality", "prepared_by", "proposed_by", "approved_by", "corrects"
    )


def listed(access: Access, chosen: dict[str, Any], *, sort: str = "") -> QuerySet[Publication]:
    """Return the publications that the filter keeps, in the order asked for."""
    rows = publications_seen(access)
    if chosen["q"]:
        rows = rows.filter(title__icontains=chosen["q"])
    for name in ("state", "authority"):
        if chosen[name]:
            rows = rows.filter(**{name: chosen[name]})
    order = ORDERS.get(sort.removeprefix("-"), ("-last_on", "-pk"))
    rows = rows.order_by(*order)
    return rows.reverse() if sort.startswith("-") and sort[1:] in ORDERS else rows


def boards_seen(access: Access) -> QuerySet[Authority]:
    """Return the boards whose publications the asker can see."""
    return _boards(access.authority_ids)


def boards_preparing(access: Access) -> QuerySet[Authority]:
    """Return the boards for which the asker may prepare."""
    return _boards(access.authorities_where(Permission.PREPARE_PUBLICATION))


def _boards(keys: frozenset[int]) -> QuerySet[Authority]:
    return Authority.objects.filter(pk__in=keys).select_related("municipality")


def areas() -> QuerySet[ServiceArea]:
    """Return the service areas to choose among."""
    return ServiceArea.objects.order_by("name")


def providers_in(access: Access, publication: Publication) -> QuerySet[Provider]:
    """Return who has a contract with the board in the period: who can be noted about."""
    contracts = Contract.objects.visible_to(access).filter(
        Q(ends_on=None) | Q(ends_on__gte=publication.first_on),
        agreement__authority=publication.authority_id,
        starts_on__lte=publication.last_on,
    )
    return Provider.objects.filter(pk__in=contracts.order_by().values("provider"))


def may_of(access: Access, publication: Publication) -> dict[str, bool]:
    """Return what the asker can do with the publication now, for the buttons of its page."""
    row, board = publication, publication.authority_id
    prepares = access.may(Permission.PREPARE_PUBLICATION, authority_id=board)
    approves = access.may(Permission.APPROVE_PUBLICATION, authority_id=board)
    either = prepares or approves
    return {
        "edit": prepares and row.is_draft,
        "propose": prepares and row.may(PublicationEvent.PROPOSE),
        "take_back": either and row.may(PublicationEvent.TAKE_BACK),
        "approve": (approves and row.may(PublicationEvent.APPROVE) and not has_made(access, row)),
        "publish": either and row.may(PublicationEvent.PUBLISH),
        "withdraw": either and row.may(PublicationEvent.WITHDRAW),
        "correct": prepares and row.may(PublicationEvent.REPLACE) and not _is_corrected(row),
    }


def has_made(access: Access, publication: Publication) -> bool:
    """Tell whether the asker has begun, changed, gathered, noted on or proposed the edition."""
    if access.user_id in {publication.prepared_by_id, publication.proposed_by_id}:
        return True
    return publication.makers.filter(pk=access.user_id or 0).exists()


def _is_corrected(publication: Publication) -> bool:
    return Publication.objects.filter(corrects=publication.pk).exists()
