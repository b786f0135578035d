"""Photos of a visit: of places and papers, never of people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.criteria.models import Question, Section
from insyn.documents.rules import Direction, tidy_name
from insyn.documents.services import Paper, store_document
from insyn.followups.models import Followup
from insyn.followups.services import trail
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.papers.pictures import tidy_picture
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.visits.models import Photo, Visit
from insyn.visits.rules.photos import MOST_PHOTOS, photo_problem
from insyn.visits.services.locks import locked_visit, refuse, screened, visit_for_changes

CAPTION_LENGTH = 200
_STEM_LENGTH = 100


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """A photo as it comes from a form or a device. ``key`` is made where it was taken."""

    key: UUID
    content: bytes
    file_name: str = ""
    caption: str = ""
    section: Section | None = None
    question: Question | None = None
    taken_at: datetime | None = None


@transaction.atomic
def store_photo(access: Access, visit: Visit, facts: PhotoFacts) -> Photo:
    """Return the photo, kept smaller and without what the camera wrote into it.

    Sent twice with the same key it is kept once, whatever has become of the follow-up since.

    Raises:
        RuleViolation: it is no photo, its caption holds a personal number, the visit has been
            cancelled, or the follow-up has been sent.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=visit.followup.authority_id)
    kept = _kept(access, visit, facts.key)
    if kept is not None:
        return kept
    refuse(photo_problem(facts.content))
    picture = tidy_picture(facts.content)
    row, visit = visit_for_changes(access, visit)
    kept = _kept(access, visit, facts.key)
    if kept is not None:  # another try of the same came in between
        return kept
    _check_room(access, row, visit, facts)
    (caption,) = screened(facts.caption[:CAPTION_LENGTH])
    stem = tidy_name(facts.file_name or "foto").rpartition(".")[0][:_STEM_LENGTH] or "foto"
    screened(stem)
    paper = Paper(
        title=caption or _("Foto från besöket"),
        file_name=f"{stem}.{picture.extension}",
        content=picture.content,
        secrecy=Secrecy(row.secrecy),
        direction=Direction.WORKING,
    )
    photo = Photo(
        visit=visit,
        key=facts.key,
        section=facts.section,
        question=facts.question,
        caption=caption,
        document=store_document(access, row.authority, paper),
        taken_at=facts.taken_at or clock.now(),
        added_by_id=access.user_id,
    )
    photo.save()
    trail.note(access, "photo.added", row, _facts(photo))
    return photo


@transaction.atomic
def store_photos(access: Access, visit: Visit, photos: Sequence[PhotoFacts]) -> list[Photo]:
    """Return several photos, all kept or none; a refusal names the file.

    Raises:
        RuleViolation: the same as for one.
    """
    kept = []
    for facts in photos:
        try:
            kept.append(store_photo(access, visit, facts))
        except RuleViolation as no:
            raise RuleViolation(f"{facts.file_name}: {no}" if facts.file_name else str(no)) from no
    return kept


def _kept(access: Access, visit: Visit, key: UUID) -> Photo | None:
    photo = Photo.objects.visible_to(access).filter(key=key).first()
    if photo is None or photo.visit_id == visit.pk:
        return photo
    raise RuleViolation(_("Bilden hör redan till ett annat besök."))


def _check_room(access: Access, followup: Followup, visit: Visit, facts: PhotoFacts) -> None:
    if Photo.objects.visible_to(access).filter(visit=visit).count() >= MOST_PHOTOS:
        raise RuleViolation(
            _("Besöket har redan %(most)d bilder. Ta bort någon först.") % {"most": MOST_PHOTOS}
        )
    version = followup.template_version_id
    if facts.section is not None and facts.section.version_id != version:
        raise RuleViolation(_("Området finns inte i uppföljningens mall."))
    if facts.question is not None and facts.question.section.version_id != version:
        raise RuleViolation(_("Frågan finns inte i uppföljningens mall."))


def _facts(photo: Photo) -> Facts:
    return {
        "visit": photo.visit_id,
        "photo": photo.pk,
        "caption": photo.caption,
        "sha256": photo.document.sha256,
    }


def _locked(access: Access, photo: Photo) -> tuple[Followup, Photo]:
    row, _visit = locked_visit(access, photo.visit)
    rows = Photo.objects.visible_to(access).select_related("document")
    return row, locked_row(rows, pk=photo.pk)


@transaction.atomic
def caption_photo(access: Access, photo: Photo, *, caption: str, section: Section | None) -> Photo:
    """Say what the photo shows and which area it belongs to."""
    row, photo = _locked(access, photo)
    if section is not None and section.version_id != row.template_version_id:
        raise RuleViolation(_("Området finns inte i uppföljningens mall."))
    before = photo.caption
    (photo.caption,) = screened(caption)
    photo.section = section
    photo.save(update_fields=["caption", "section"])
    photo.document.title = photo.caption or _("Foto från besöket")
    photo.document.save(update_fields=["title"])
    facts: Facts = {"photo": photo.pk, "caption_before": before, "caption_after": photo.caption}
    trail.note(access, "photo.changed", row, facts)
    return photo


@transaction.atomic
def remove_photo(access: Access, photo: Photo) -> None:
    """Take away a photo and its file. The trail keeps what it showed and its checksum."""
    row, photo = _locked(access, photo)
    trail.note(access, "photo.removed", row, _facts(photo))
    document = photo.document
    storage, name = document.file.storage, str(document.file.name)
    photo.delete()
    document.delete()
    transaction.on_commit(lambda: storage.delete(name))
