"""Who is asking, on every request, and which way they can go from here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from insyn.accounts.http import BY_LINK_KEY, address_of
from insyn.accounts.models import Authority, ColorMode, User
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.platform.sentences import said
from insyn.portal.queries.provider import key_figures_of
from insyn.registry.queries import access_of
from insyn.surveys.queries.people import invitations_of

VERSION = "0.1.0"
OPEN_NAMESPACES = frozenset(
    {"accounts", "portal", "provider_portal", "signals:open", "public", "coordination:link"}
)
"""Where a user without any role may go; every other page does not exist for them."""


class AccessMiddleware:
    """Put ``request.access`` in place, close the house to outsiders, tell every no in words.

    NotAllowed becomes 403. A rule's no that its page has no place for becomes a page of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access = SimpleLazyObject(lambda: _access(request))  # type: ignore[attr-defined]
        request.access_of = access_of  # type: ignore[attr-defined]
        request.key_figures_of = key_figures_of  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        del view, args, kwargs
        match = request.resolver_match
        inside = match is not None and match.namespace not in OPEN_NAMESPACES
        if inside and request.user.is_authenticated and not _of(request).mandates:
            raise Http404

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowed):
            raise PermissionDenied from exception
        if isinstance(exception, RuleViolation):
            context = {"sentence": said(exception)}
            return render(request, "409.html", context, status=HTTPStatus.CONFLICT)
        return None


def _of(request: HttpRequest) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    return access


def _access(request: HttpRequest) -> Access:
    origin = address_of(request)
    if isinstance(request.user, User):
        access = access_of(request.user, origin=origin)
        if access.mandates and BY_LINK_KEY not in request.session:
            return access  # roles and invitations never go together in one session
        return replace(access, mandates=(), invitations=invitations_of(request.user))
    return Access(user_id=None, name="anonym", origin=origin)


@dataclass(frozen=True, slots=True)
class Item:
    """One link of the left navigation."""

    label: str
    url: str
    icon: str
    current: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the left navigation and its links."""

    heading: str
    items: Sequence[Item]


RISK_PAGES = (
    "risk:assess risk:model risk:factor risk:score risk:matrix risk:sensitivity risk:backtest"
)
PLAN_PAGES = (
    "plans: risk:check risk:focus risk:of_plan risk:selections_of_plan board:of_plan "
    "followups:of_plan followups:start_activity"
)
"""How the names of the pages begin; the longest beginning that fits decides."""

GROUPS: Sequence[tuple[Promise | str, Sequence[tuple[Promise, str, str, str]]]] = (
    (
        "",
        (
            (_("Översikt"), "portal:start", "home", "portal:start"),
            (_("Att göra"), "agenda:list", "todo", "agenda:"),
            (_("Frågor till dig"), "followups:asked", "comment", "followups:asked"),
        ),
    ),
    (
        _("Register"),
        (
            (
                pgettext_lazy("flera", "Utförare"),
                "registry:providers",
                "building",
                "registry:provider",
            ),
            (_("Verksamheter"), "registry:units", "visit", "registry:unit"),
            (
                pgettext_lazy("flera", "Avtal"),
                "registry:agreements",
                "contract",
                "registry:agreement",
            ),
            (
                pgettext_lazy("flera", "Kontrakt"),
                "registry:contracts",
                "file-check",
                "registry:contract",
            ),
            (_("Aktuella intagsstopp"), "registry:intake_stops", "alert", "registry:intake_stops"),
            (_("Bevakning"), "registry:watch", "calendar", "registry:watch"),
            (_("Krav"), "requirements:catalogues", "checklist", "requirements:"),
            (_("Nyttjande"), "registry:usage", "chart", "registry:usage"),
            (_("Import och export"), "exchange:imports", "upload", "exchange:"),
        ),
    ),
    (
        _("Planering"),
        (
            (_("Plan och tidplan"), "plans:list", "calendar", PLAN_PAGES),
            (_("Risk"), "risk:assessments", "target", RISK_PAGES),
            (_("Urval och lottning"), "risk:selections", "dices", "risk:"),
            (
                _("Förslag om uppföljning"),
                "followups:proposals",
                "idea",
                "followups:proposal",
            ),
            (_("Uppföljningsmallar"), "criteria:templates", "template", "criteria:"),
        ),
    ),
    (
        _("Uppföljning"),
        (
            (_("Uppföljningar"), "followups:list", "survey", "followups:"),
            (_("Tematiska granskningar"), "themes:list", "search", "themes:"),
            (_("Enkäter"), "surveys:list", "send", "surveys:"),
            (_("Klientfrågor"), "surveys:client_sets", "comment", "surveys:client_"),
            (_("Utskick"), "mailing:list", "mail", "mailing:"),
            (_("Signaler"), "signals:list", "alert", "signals:"),
            (_("Registerkontroller"), "monitoring:list", "shield", "monitoring:"),
            (_("Fakturakontroll"), "invoices:list", "money", "invoices:"),
        ),
    ),
    (
        _("Åtgärder och dialog"),
        (
            (_("Åtgärdsplaner"), "measures:list", "finding", "measures:"),
            (
                _("Sanktioner"),
                "measures:sanctions",
                "gavel",
                "measures:sanction measures:ledger measures:intake",
            ),
            (
                _("Avslut av kontrakt"),
                "measures:termination_list",
                "ban",
                "measures:termination",
            ),
            (_("Dialogmöten"), "dialogues:meetings", "comment", "dialogues:"),
            (_("Samordning"), "coordination:instructions", "cooperation", "coordination:"),
        ),
    ),
    (
        pgettext_lazy("flera", "Resultat"),
        (
            (_("Statistik"), "results:start", "chart", "results:"),
            (_("Lika villkor"), "results:equal", "scale", "results:equal"),
            (_("Slump eller mönster"), "results:charts", "target", "results:charts"),
            (_("Belastning"), "results:burden", "hourglass", "results:burden"),
            (_("Nämndärenden"), "board:items", "gavel", "board:"),
            (_("Rapporter"), "reports:list", "report", "reports:"),
            (_("Publiceringar"), "publication:list", "globe", "publication:"),
            (_("Delegationsbeslut"), "delegations:decisions", "checklist", "delegations:"),
            (
                _("Post till diariet"),
                "followups:diary",
                "mail",
                "followups:diary followups:post_correct",
            ),
            (_("Goda exempel"), "findings:examples", "star", "findings:example"),
            (
                _("Beställarens brister"),
                "findings:shortcomings",
                "finding",
                "findings:shortcomings",
            ),
            (
                _("Frågor om IVO"),
                "findings:inspectorate_list",
                "scale",
                "findings:inspectorate",
            ),
        ),
    ),
)
ADMIN: Sequence[tuple[Promise, str, str, str, Permission]] = (
    (_("Medlemmar"), "accounts:members", "users", "accounts:member",
     Permission.MANAGE_MEMBERS),
    (_("Spår"), "portal:trail", "history", "portal:trail", Permission.READ_TRAIL),
)  # fmt: skip

ONLY_FOR: Mapping[str, Permission] = {
    "followups:diary": Permission.KEEP_DIARY,
    "followups:asked": Permission.GIVE_VIEWS,
    "signals:list": Permission.REPORT_SIGNAL,
}
"""Ways that lead nowhere for those without the permission."""

OF_DRAFTS = frozenset({"invoices:list"})
"""Ways that lead nowhere for those who read only what has been reported."""


def navigation(request: HttpRequest) -> dict[str, object]:
    """Give the base template its navigation, colour mode and who is asking."""
    user = getattr(request, "user", None) or AnonymousUser()
    if not isinstance(user, User):
        mode = request.session.get("color_mode", "auto") if hasattr(request, "session") else "auto"
        return {"color_mode": mode, "product_version": VERSION, "navigation": []}
    access = _of(request)
    current = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "access": access,
        "came_by_link": BY_LINK_KEY in request.session,
        "color_mode": ColorMode(user.color_mode),
        "product_version": VERSION,
        "navigation": [] if user.must_change_password else _groups(access, current),
        "current_authorities": SimpleLazyObject(lambda: _authorities(access)),
    }


def _authorities(access: Access) -> list[str]:
    ids = {mandate.authority_id for mandate in access.mandates}
    return [str(a) for a in Authority.objects.select_related("municipality").filter(pk__in=ids)]


def _groups(access: Access, current: str) -> list[Group]:
    """Return the ways that lead somewhere for the asker; none for one without a role."""
    if not access.mandates:
        return []
    place = _nearest(current)
    groups = [
        Group(str(heading), [_item(*link, place=place) for link in _open(access, links)])
        for heading, links in (GROUPS if access.authority_ids else GROUPS[:1])
    ]
    admin = [
        _item(label, route, icon, starts, place=place)
        for label, route, icon, starts, permission in ADMIN
        if access.may_somewhere(permission)
    ]
    return [*groups, Group(str(_("System")), admin)] if admin else groups


def _open(
    access: Access, links: Sequence[tuple[Promise, str, str, str]]
) -> list[tuple[Promise, str, str, str]]:
    """Return the ways that are for the asker; most are for everybody with a role."""
    sees_drafts = any(held.sees_drafts for held in access.held)
    return [
        link
        for link in links
        if (link[1] not in ONLY_FOR or access.may_somewhere(ONLY_FOR[link[1]]))
        and (link[1] not in OF_DRAFTS or sees_drafts)
    ]


def _nearest(current: str) -> str:
    """Return the longest of the beginnings in the navigation that the page's name has."""
    links = [*(link for _heading, links in GROUPS for link in links), *ADMIN]
    starts = {start for link in links for start in str(link[3]).split()}
    return max((start for start in starts if current.startswith(start)), key=len, default="")


def _item(label: Promise, route: str, icon: str, starts: str, *, place: str) -> Item:
    return Item(str(label), reverse(route), icon, current=place in starts.split())
