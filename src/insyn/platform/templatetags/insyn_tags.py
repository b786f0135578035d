"""Tags and filters of every page."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest
from django.template import Context, TemplateSyntaxError
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from insyn.kernel import orgnr as organisation_number
from insyn.kernel.access import Access, Permission
from insyn.kernel.choices import Choice
from insyn.kernel.sentences import Sentence
from insyn.platform.sentences import said

register = template.Library()

NOTHING = "–"
THIN_SPACE = "\u202f"
BAR_WIDTH = 520
PAGES_AROUND = 1
"""How many pages stand on each side of the present one in a pagination."""

NOTICE_ICONS = {"info": "info", "success": "done", "warning": "finding", "danger": "alert"}
COLORS = frozenset({"neutral", "info", "accent", "success", "warning", "danger"})
STATES: dict[str, tuple[str, str]] = {
    code: look
    for look, codes in {
        ("neutral", "planned"): "planned draft unknown not_assessed awaited untested",
        ("info", "hourglass"): (
            "requested prepared proposed issued frozen with_provider disputable fact_check unread"
            " queued invited notified"
        ),
        ("accent", "ongoing"): (
            "ongoing submitted under_review measures started received answered sent assessed open"
            " sending opened saved to_reply"
        ),
        ("warning", "clock"): "late expired postponed no_answer",
        ("warning", "undo"): "returned",
        ("danger", "finding"): (
            "warned alarm not_met major acute blocked intake_stop does_not_comply error failed"
            " bounced"
        ),
        ("success", "done"): (
            "approved closed verified carried_out accepted decided reviewed published met ok active"
            " settled full current complies complies_after_action_plan done followable adopted"
            " held"
        ),
        ("neutral", "minus"): "no no_depth declined",
        ("warning", "hourglass"): "unanswered to_tell",
        ("info", "comment"): "asked",
        ("success", "check"): "green told given",
        ("accent", "target"): "in_depth",
        ("neutral", "cancelled"): "cancelled retired ended not_applicable replaced withdrawn",
        ("warning", "finding"): (
            "remark partly minor under_investigation escalated deficiency commissioner_shortcoming"
            " not_followable warning unsure disputed none rejected"
        ),
        ("info", "idea"): "development_area",
        ("info", "info"): "note",
        ("success", "star"): "good_practice",
        ("info", "minus"): "yellow",
        ("warning", "alert"): "orange",
        ("danger", "alert"): "red",
    }.items()
    for code in codes.split()
}
"""Colour and icon of every state code in the system; a code that is not here is neutral."""

_SPRITE = Path(__file__).parent.parent / "static/insyn/icons.svg"


@cache
def icon_names() -> frozenset[str]:
    """Return the names of the icons in the sprite."""
    return frozenset(re.findall(r'<symbol id="([^"]+)"', _SPRITE.read_text(encoding="utf-8")))


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a drawing that screen readers pass over.

    Raises:
        TemplateSyntaxError: the sprite has no such icon.
    """
    if name not in icon_names():
        raise TemplateSyntaxError(f"No icon is called {name!r}.")
    address = f"{static('insyn/icons.svg')}#{name}"
    return format_html(
        '<svg class="u-i" aria-hidden="true" focusable="false"><use href="{}"/></svg>', address
    )


@register.filter
def translated(value: object) -> str:
    """Return the label of a choice, or any Swedish text, in the reader's language."""
    if isinstance(value, Sentence):
        return said(value)
    text = str(getattr(value, "label", "" if value is None else value))
    return _(text) if text else ""


@register.filter
def number(value: float | Decimal | None, decimals: int = 0) -> str:
    """Return the number as the reader's language writes it; nothing is a dash."""
    if value is None or value == "":
        return NOTHING
    english = f"{value:,.{decimals}f}"
    if get_language() == "en":
        return english
    return english.translate({ord(","): THIN_SPACE, ord("."): ",", ord("-"): "−"})


@register.filter
def quantity(value: float | Decimal | None) -> str:
    """Return how many there are: with two decimals only where there is a part of one."""
    return number(value, 0 if value is None or value == int(value) else 2)


@register.simple_tag
def period(first: date | None, last: date | None) -> SafeString:
    """Return the two days of a period, which a narrow cell breaks between and never inside."""
    day = '<span class="u-nowrap">{}</span>'
    return format_html(f"{day}–<wbr>{day}", iso(first), iso(last))


@register.filter
def orgnr(value: str | None) -> str:
    """Return the organisation number as people write it."""
    return organisation_number.show(value) if value else NOTHING


@register.filter
def weeknumber(value: date | None) -> str:
    """Return the ISO week as ”v. 47”."""
    if value is None:
        return NOTHING
    return _("v. %(week)d") % {"week": value.isocalendar().week}


@register.filter
def iso(value: date | None) -> str:
    """Return the day as 2026-11-21, a moment as 2026-11-21 14:05 in the local time zone."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{local:%Y-%m-%d %H:%M}"
    return value.isoformat()


@register.simple_block_tag
def notice(content: str, kind: str, title: str = "") -> SafeString:
    """Return the content as a notice whose kind is said in words, colour and icon."""
    words = {
        "info": _("Information"),
        "success": _("Klart"),
        "warning": _("Varning"),
        "danger": _("Fel"),
    }
    return format_html(
        '<div class="u-notice" data-kind="{}">{}<div><p class="u-notice-title">{}</p>{}</div>'
        "</div>",
        kind,
        icon(NOTICE_ICONS[kind]),
        title or words[kind],
        content,
    )


@register.simple_block_tag
def tag(content: str, color: str = "neutral") -> SafeString:
    """Return the content as a badge."""
    return _badge(color, "", content)


@register.simple_tag
def state_tag(state: Choice | str | None, label: str = "") -> SafeString:
    """Return a state as a badge: word, colour and icon."""
    if not state:
        return format_html('<span class="u-muted">{}</span>', NOTHING)
    color, drawing = STATES.get(str(state), ("neutral", "planned"))
    return _badge(color, icon(drawing), label or translated(state))


@register.simple_block_tag
def card(
    content: str,
    title: str,
    *,
    id: str = "",  # noqa: A002  the word of HTML
    level: int = 2,
    flush: bool = False,
    aside: str = "",
) -> SafeString:
    """Return the content in a card with a heading."""
    heading = f"{id or slugify(title)}-rubrik"
    return format_html(
        '<section class="u-card"{} aria-labelledby="{}"><div class="u-card-h">'
        '<h{} class="u-h2" id="{}">{}</h{}>{}</div><div class="{}">{}</div></section>',
        format_html(' id="{}"', id) if id else "",
        heading,
        level,
        heading,
        title,
        level,
        format_html('<span class="u-muted u-card-aside">{}</span>', aside) if aside else "",
        "u-flush" if flush else "u-card-b",
        content,
    )


@register.simple_tag
def may(access: Access, permission: str, authority_id: int) -> bool:
    """Tell whether the asker may, to leave out what leads to a page that would refuse them.

    Raises:
        ValueError: no permission has that code.
    """
    return access.may(Permission(permission), authority_id=authority_id)


@register.simple_tag(takes_context=True)
def block_content(context: Context, name: str) -> SafeString:
    """Return what the page puts in a block; empty text when it says nothing.

    So that a frame can leave out a part that is empty, and say a heading twice.
    """
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return mark_safe(block.render(context).strip()) if block else mark_safe("")  # noqa: S308


@register.simple_tag(takes_context=True)
def sort_header(
    context: Context, label: str, key: str, *, number: bool = False, css: str = ""
) -> SafeString:
    """Return a column head that sorts: first rising, then falling."""
    request: HttpRequest = context["request"]
    present = request.GET.get("sort") or str(context.get("sort", ""))
    order = {key: "ascending", f"-{key}": "descending"}.get(present, "none")
    query = request.GET.copy()
    query["sort"] = f"-{key}" if order == "ascending" else key
    query.pop("page", None)
    return format_html(
        '<th scope="col" class="{}" aria-sort="{}"><a class="u-sort" href="?{}">{}</a></th>',
        " ".join(filter(None, ("sort", "num" if number else "", css))),
        order,
        query.urlencode(),
        label,
    )


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, object]:
    """Show where in the list one is, and the way to the other pages."""
    request: HttpRequest = context["request"]
    numbers = page.paginator.get_elided_page_range(
        page.number, on_each_side=PAGES_AROUND, on_ends=1
    )
    return {"request": request, "page": page, "numbers": list(numbers)}


@register.simple_tag
def progress(done: int, total: int, label: str) -> SafeString:
    """Return a bar and the words ”12 av 30”."""
    reached = round(100 * done / total) if total else 0
    words = _("%(done)s av %(total)s") % {"done": number(done), "total": number(total)}
    return format_html(
        '<div class="u-prog"><p><strong>{}</strong><span class="u-num">{}</span></p>'
        '<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="t" width="100" height="8"/><rect class="f" width="{}" height="8"/></svg>'
        "</div>",
        label,
        words,
        reached,
    )


@register.simple_tag
def bar(scale: int, **parts: int) -> SafeString:
    """Return the parts side by side as a bar; ``scale`` is what fills the whole width.

    The bar is drawn for the eye: the row it stands in says the figures in words.
    """
    drawn = []
    start = 0.0
    for name, part in parts.items():
        width = BAR_WIDTH * part / scale if scale else 0
        drawn.append((name, f"{start:.1f}", f"{width:.1f}"))
        start += width
    return format_html(
        '<svg viewBox="0 0 {} 22" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bg" width="{}" height="22"/>{}</svg>',
        BAR_WIDTH,
        BAR_WIDTH,
        format_html_join("", '<rect class="{}" x="{}" width="{}" height="22"/>', _visible(drawn)),
    )


def _badge(color: str, drawing: str, text: str) -> SafeString:
    if color not in COLORS:
        raise TemplateSyntaxError(f"No tag has the colour {color!r}.")
    return format_html('<span class="ds-tag" data-color="{}">{}{}</span>', color, drawing, text)


def _visible(drawn: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return [part for part in drawn if part[2] != "0.0"]
