import datetime
import io
import uuid
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from insyn.audit.models import AuditEvent
from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.followups.rules import State
from insyn.kernel.access import Secrecy
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.registry.queries import access_of
from insyn.visits import services
from insyn.visits.models import Photo, Visit
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import VisitState
from tests.factories import DAY, QuestionFactory, SectionFactory

pytestmark = pytest.mark.django_db
KEY = uuid.UUID(int=7)
SECRET = b"59.3293 hemlig plats"


def picture(color: str = "red", size=(40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "JPEG", comment=SECRET)
    return out.getvalue()


@pytest.fixture
def visit(followup) -> Visit:
    return Visit.objects.create(followup=followup, kind=VisitKind.VISIT, planned_on=DAY)


@pytest.fixture
def access(anna):
    return access_of(anna)


def facts(**changed) -> services.PhotoFacts:
    told = services.PhotoFacts(KEY, picture(), "IMG_1.HEIC.jpg", "Entrén")
    return replace(told, **changed)


def store(access, visit, **changed) -> Photo:
    return services.store_photo(access, visit, facts(**changed))


def test_a_photo_is_kept_as_working_material_without_what_the_camera_wrote(access, visit) -> None:
    photo = store(access, visit)

    document = photo.document
    assert (document.direction, document.secrecy) == (Direction.WORKING, Secrecy.INTERNAL)
    assert (document.title, document.content_type) == ("Entrén", "image/jpeg")
    with document.file.open("rb") as file:
        assert SECRET not in file.read()


def test_a_photo_is_as_guarded_as_its_follow_up(access, followup, visit) -> None:
    followup.secrecy = Secrecy.RESTRICTED
    followup.save()

    assert store(access, visit).document.secrecy == Secrecy.RESTRICTED


def test_the_same_photo_sent_twice_is_kept_once(access, visit) -> None:
    assert store(access, visit).pk == store(access, visit).pk
    assert Document.objects.visible_to(access).count() == 1


def test_a_photo_that_is_kept_is_acknowledged_after_the_follow_up_is_sent(
    access, followup, visit
) -> None:
    kept = store(access, visit)
    followup.state, followup.reported_on = State.SENT, DAY
    followup.save()

    assert store(access, visit).pk == kept.pk
    with pytest.raises(RuleViolation, match="skickad"):
        store(access, visit, key=uuid.UUID(int=8))


def test_a_mark_of_another_visit_is_refused(access, followup, visit) -> None:
    other = Visit.objects.create(followup=followup, kind=VisitKind.VISIT, planned_on=DAY)
    store(access, visit)

    with pytest.raises(RuleViolation, match="annat besök"):
        store(access, other)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"content": b"%PDF-1.7"}, "JPEG eller PNG"),
        ({"content": b"\xff\xd8\xff trasig"}, "går inte att läsa"),
        ({"caption": "Pärm för 19850312-1231"}, "personnummer"),
        ({"file_name": "19850312-1231.jpg"}, "personnummer"),
    ],
)
def test_what_may_not_be_kept_is_refused_and_leaves_nothing(changed, word, access, visit) -> None:
    with pytest.raises(RuleViolation, match=word):
        store(access, visit, **changed)
    assert not Document.objects.visible_to(access).exists()


def test_an_area_or_a_question_of_another_template_is_refused(access, visit) -> None:
    for changed in ({"section": SectionFactory.create()}, {"question": QuestionFactory.create()}):
        with pytest.raises(RuleViolation, match="mall"):
            store(access, visit, **changed)


def test_a_visit_that_is_off_takes_no_photos(access, visit) -> None:
    visit.state, visit.cancelled_reason = VisitState.CANCELLED, "Snö"
    visit.save()

    with pytest.raises(RuleViolation, match="inställt"):
        store(access, visit)


@pytest.mark.parametrize("who", ["bo", "cilla", "dag"])
def test_others_take_no_photos(who, visit, request) -> None:
    with pytest.raises(NotAllowed):
        store(access_of(request.getfixturevalue(who)), visit)


def test_a_photo_is_described_anew(access, visit, section) -> None:
    photo = services.caption_photo(access, store(access, visit), caption=" Köket ", section=section)

    assert (photo.caption, photo.section) == ("Köket", section)
    assert Document.objects.visible_to(access).get().title == "Köket"


def test_a_removed_photo_leaves_a_line_and_no_file(
    access, followup, visit, django_capture_on_commit_callbacks
) -> None:
    photo = store(access, visit)
    storage, name = photo.document.file.storage, str(photo.document.file.name)

    with django_capture_on_commit_callbacks(execute=True):
        services.remove_photo(access, photo)

    assert not storage.exists(name)
    assert not Document.objects.visible_to(access).exists()
    line = AuditEvent.objects.visible_to(access).get(event="photo.removed")
    assert line.facts["caption"] == "Entrén"
    assert len(str(line.facts["sha256"])) == 64


def test_several_photos_are_kept_all_or_none(access, visit) -> None:
    good, bad = facts(), facts(key=uuid.UUID(int=9), content=b"GIF89a", file_name="katt.gif.jpg")

    with pytest.raises(RuleViolation, match=r"^katt.gif.jpg: "):
        services.store_photos(access, visit, [good, bad])
    assert not Photo.objects.visible_to(access).exists()


def upload(client, visit, *names: str, **typed):
    files = [
        SimpleUploadedFile(name, picture(color), "image/jpeg")
        for name, color in zip(names, ("red", "blue", "green"), strict=False)
    ]
    told = {"key": KEY, "caption": "Matsalen", "photos": files} | typed
    return client.post(reverse("visits:photos_new", args=[visit.pk]), told, follow=True)


def test_photos_are_uploaded_without_a_script_and_shown_with_what_they_show(
    as_anna, access, visit
) -> None:
    page = upload(as_anna, visit, "a.jpg", "b.jpg").content.decode()

    assert "Fotona är sparade." in page
    assert page.count('alt="Matsalen"') == 2
    assert Photo.objects.visible_to(access).count() == 2


def test_the_same_page_sent_twice_keeps_each_photo_once(as_anna, access, visit) -> None:
    for _number in range(2):
        upload(as_anna, visit, "a.jpg", "b.jpg")

    assert Photo.objects.visible_to(access).count() == 2


def test_photos_without_words_are_refused(as_anna, access, visit) -> None:
    page = upload(as_anna, visit, "a.jpg", caption="").content.decode()

    assert "Fyll i ”Vad bilderna visar”." in page
    assert not Photo.objects.visible_to(access).exists()


def test_a_photo_goes_out_through_the_documents_door(as_anna, access, visit) -> None:
    photo = store(access, visit)

    answer = as_anna.get(reverse("documents:download", args=[photo.document_id]))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("who", ["bo", "cilla", "dag", "contact", "system_admin"])
def test_nobody_else_opens_a_photo(who, client, access, followup, visit, request) -> None:
    photo = store(access, visit)
    followup.state, followup.reported_on = State.SENT, DAY
    followup.save()
    client.force_login(request.getfixturevalue(who))

    for address in ("documents:download", "documents:detail"):
        assert client.get(reverse(address, args=[photo.document_id])).status_code == 404
    assert client.post(reverse("visits:photo_remove", args=[photo.pk])).status_code == 404


def test_a_photo_remembers_when_it_was_taken(access, visit) -> None:
    then = datetime.datetime(2026, 3, 2, 18, 20, tzinfo=datetime.UTC)

    assert store(access, visit, taken_at=then).taken_at == then
