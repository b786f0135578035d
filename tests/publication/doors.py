import datetime

from insyn.platform import clock
from insyn.publication.models import Publication, Snapshot
from insyn.publication.rules import PublicationState
from insyn.registry.rules import OperatingForm
from tests.doors import FORBIDDEN, HIDDEN, OPEN, POST_ONLY, Door

WHY = "Dörrarna går till sina egna rader."
DAYS = {"first_on": datetime.date(2025, 1, 1), "last_on": datetime.date(2025, 12, 31)}


def with_line(row):
    Snapshot.objects.unscoped(reason=WHY).get_or_create(
        publication=row,
        provider_key=1,
        area_code="hvb",
        defaults={
            "name": "Åkerö Stödboende AB",
            "operating_form": OperatingForm.PRIVATE,
            "area_name": "HVB",
            "content": {
                "provider": {"id": 1, "organisation_number": None},
                "units": [],
                "followups": [],
                "results_withheld": False,
                "board_sentence": {"sv": "", "en": ""},
                "replies": None,
            },
        },
    )
    return row


def a_draft(world):
    row, _made = Publication.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority, title="Det vi provar", defaults=DAYS
    )
    return with_line(row)


def published(world):
    """Return what is out: its line is made first, for the database lets none in afterwards."""
    row, made = Publication.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority,
        title="Uppföljningar som allmänheten läser",
        defaults={**DAYS, "title_en": "Published"},
    )
    if made:
        with_line(row)
        row.state, row.published_at = PublicationState.PUBLISHED, clock.now()
        row.approved_on, row.fingerprint = DAYS["last_on"], "0" * 64
        row.save()
    return row


def draft(world):
    return {"pk": a_draft(world).pk}


def line(world):
    return {**draft(world), "key": 1}


def out(world):
    return {"pk": published(world).pk}


def out_line(world):
    return {**out(world), "key": 1}


def out_file(world):
    return {**out(world), "ending": "json"}


def pressed():
    return Door(anna=POST_ONLY, bo=POST_ONLY, cilla=POST_ONLY, system_admin=POST_ONLY,
                kwargs=draft)  # fmt: skip


def seen(kwargs):
    """A draft: readers do not see that it exists."""
    return Door(bo=HIDDEN, kwargs=kwargs)


def everybody(kwargs=lambda world: {}):
    people = ("anonymous", "dag", "contact", "system_admin", "anna", "bo", "cilla")
    return Door(**dict.fromkeys(people, OPEN), kwargs=kwargs)


DOORS = {
    "publication:list": Door(cilla=OPEN, system_admin=OPEN),
    "publication:create": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "publication:detail": seen(draft),
    "publication:edit": seen(draft),
    "publication:note": seen(draft),
    "publication:withdraw": Door(bo=FORBIDDEN, kwargs=out),
    "publication:preview": seen(draft),
    "publication:preview_compare": seen(draft),
    "publication:preview_about": seen(draft),
    "publication:preview_provider": seen(line),
    "publication:gather": pressed(),
    "publication:propose": pressed(),
    "publication:take_back": pressed(),
    "publication:approve": pressed(),
    "publication:publish": pressed(),
    "publication:correct": pressed(),
    "public:start": everybody(),
    "public:results": everybody(out),
    "public:provider": everybody(out_line),
    "public:compare": everybody(out),
    "public:about": everybody(out),
    "public:open_data": everybody(),
    "public:schema": everybody(),
    "public:data": everybody(out_file),
    "public:dcat": everybody(),
    "public:dcat_json": everybody(),
    "public:robots": everybody(),
    "public:sitemap": everybody(),
}
