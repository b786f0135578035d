import datetime

from insyn.themes.models import Recommendation, ThematicReview, ThemeService, ThemeSource
from insyn.themes.rules import Receiver, SourceKind
from tests.doors import FORBIDDEN, HIDDEN, OPEN, POST_ONLY, Door
from tests.factories import DAY

WHY = "Dörrarna går till sina egna rader."


def a_review(world):
    row, _made = ThematicReview.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority,
        defaults={
            "title": "Bemötande",
            "theme": "bemötande",
            "question": "Varför sker det?",
            "starts_on": DAY,
            "ends_on": DAY + datetime.timedelta(days=60),
        },
    )
    return row


def review(world):
    return {"pk": a_review(world).pk}


def draft(world):
    return {**review(world), "ending": "docx"}


def part(world):
    return {**review(world), "part": "kallor"}


def source(world):
    row, _made = ThemeSource.objects.unscoped(reason=WHY).get_or_create(
        review=a_review(world), kind=SourceKind.SURVEY, defaults={"text": "Enkät 2025"}
    )
    return {**part(world), "row": row.pk}


def service(world):
    row, _made = ThemeService.objects.unscoped(reason=WHY).get_or_create(
        review=a_review(world), contract=world.contract
    )
    return {**review(world), "row": row.pk}


def recommendation(world):
    row, _made = Recommendation.objects.unscoped(reason=WHY).get_or_create(
        review=a_review(world), defaults={"text": "Gör en plan", "receiver": Receiver.BOARD}
    )
    return {**review(world), "row": row.pk}


def written(kwargs):
    """The review is not treated by the board: readers do not see that it exists."""
    return Door(bo=HIDDEN, kwargs=kwargs)


def pressed(kwargs):
    return Door(anna=POST_ONLY, bo=POST_ONLY, cilla=POST_ONLY, system_admin=POST_ONLY,
                kwargs=kwargs)  # fmt: skip


DOORS = {
    "themes:list": Door(cilla=OPEN, system_admin=OPEN),
    "themes:create": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "themes:summary": Door(cilla=OPEN, system_admin=OPEN),
    "themes:detail": written(review),
    "themes:edit": written(review),
    "themes:texts": written(review),
    "themes:draft": written(draft),
    "themes:decide": Door(anna=FORBIDDEN, bo=HIDDEN, kwargs=review),
    "themes:cancel": written(review),
    "themes:sample": written(review),
    "themes:draw": written(review),
    "themes:service": written(service),
    "themes:followups": written(review),
    "themes:part_add": written(part),
    "themes:part_change": written(source),
    "themes:done": written(recommendation),
    "themes:start": pressed(review),
    "themes:write": pressed(review),
    "themes:reopen": pressed(review),
    "themes:service_remove": pressed(service),
    "themes:part_remove": pressed(source),
}
