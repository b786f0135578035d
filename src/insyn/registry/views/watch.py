"""Pages about the dates to watch, and the calendar that brings them."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, time

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.kernel.duties import Appointment
from insyn.papers.calendar import CONTENT_TYPE, Day, calendar
from insyn.platform import clock
from insyn.registry import services
from insyn.registry.forms.watch import WatchFilter
from insyn.registry.http import PER_PAGE, WATCH_COLUMNS
from insyn.registry.models import WatchFeed
from insyn.registry.queries import access_of
from insyn.registry.queries.appointments import appointments_of
from insyn.registry.queries.feeds import feed_behind, own_feed
from insyn.registry.queries.watch import listed_dates, watch_dates, watch_rows
from insyn.registry.rules.watch import Horizon, WatchDate, reach


@require_GET
def watch(request: Request) -> HttpResponseBase:
    """List the dates that the asker may watch, by month."""
    _require_content(request)
    filters = WatchFilter(request.access, request.GET)
    sort, today = request.GET.get("sort", ""), clock.today()
    dates = listed_dates(request.access, chosen=filters.chosen, sort=sort, today=today)
    if file := list_file(request, WATCH_COLUMNS, lambda: watch_rows(dates), _("Bevakning")):
        return file
    page = Paginator(dates, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "filters": filters,
        "sort": sort or "on",
        "rows": watch_rows(page.object_list),
        "is_by_month": sort in {"", "on", "-on"},
        "has_feed": own_feed(request.access) is not None,
    }
    return render(request, "registry/watch.html", context)


def _require_content(request: Request) -> None:
    """Hide the watch from those whose role sees no agreements: it would always be empty."""
    if not request.access.authority_ids:
        raise Http404


@require_GET
def watch_calendar(request: Request) -> HttpResponse:
    """Show whether the asker has a calendar address, never the address itself."""
    _require_content(request)
    return render(request, "registry/watch_calendar.html", {"feed": own_feed(request.access)})


@require_POST
def watch_feed_make(request: Request) -> HttpResponse:
    """Make a new address and show it once, in the answer itself: it is stored nowhere."""
    token = services.make_feed(request.access)
    address = request.build_absolute_uri(reverse("registry:watch_feed", args=[token]))
    context = {"feed": own_feed(request.access), "address": address}
    return render(request, "registry/watch_calendar.html", context)


@require_POST
def watch_feed_revoke(request: Request) -> HttpResponse:
    """Let the asker's address lead nowhere."""
    services.revoke_feed(request.access)
    messages.success(request, _("Adressen är återkallad. Kalendern slutar att uppdateras."))
    return redirect("registry:watch_calendar")


@require_safe
@login_not_required
def watch_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Return the dates that the address's owner may watch now, for a calendar program.

    An address that is unknown or revoked, or whose owner has lost every role, does not exist.
    """
    feed = feed_behind(token)
    access = access_of(feed.user) if feed else None
    if feed is None or access is None or not access.authority_ids:
        raise Http404
    today = clock.today()
    dates = watch_dates(access, today=today, until=today + reach(Horizon.TWO_YEARS))
    services.note_read(feed, today=today)
    with translation.override(feed.user.language):
        content = _content(request, feed, dates, appointments_of(access, today=today))
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    headers = {"ETag": etag, "Cache-Control": "private, no-store"}
    answer = HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _content(
    request: HttpRequest,
    feed: WatchFeed,
    dates: list[WatchDate],
    appointments: Iterable[Appointment],
) -> bytes:
    """Return the calendar: titles of kinds and agreements, never of persons or providers."""
    host, stamp = request.get_host(), feed.created_at
    days = [_day(request, one, host) for one in dates]
    days += [_appointment(request, one, host) for one in appointments]
    return calendar(_("Insyn: bevakning"), days, stamp=stamp)


def _day(request: HttpRequest, one: WatchDate, host: str) -> Day:
    what = one.what
    page = reverse("registry:agreement", args=[what.agreement_id])
    return Day(
        uid=f"{what.kind.value}-{what.key}@{host}",
        on=one.on,
        title=f"{_(what.kind.label)}: {what.agreement}",
        url=request.build_absolute_uri(page),
        revision=what.revision,
    )


def _appointment(request: HttpRequest, one: Appointment, host: str) -> Day:
    return Day(
        uid=f"{one.key}@{host}",
        on=one.on,
        title=one.title,
        url=request.build_absolute_uri(one.url),
        revision=one.revision,
        starts=_moment(one.on, one.starts_at),
        ends=_moment(one.on, one.ends_at),
    )


def _moment(on: date, at: time | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(on, at)) if at else None
