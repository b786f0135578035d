"""Files and texts that mean harm stay files and texts."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from insyn.accounts.models import User
from insyn.documents.models import Document
from insyn.papers.sheets.reading import MAX_FILE
from insyn.registry.models import ImportRun
from insyn.registry.queries import access_of
from tests.factories import ProviderFactory
from tests.secrecy.walking import readable
from tests.world import World

pytestmark = pytest.mark.django_db
MARKUP = "<script>alert(1)</script>{{ 7|add:35 }}{% debug %}${7*7}#eval(1)"
FORMULA = "=cmd|'/c calc'!A1"


class Unread(SimpleUploadedFile):
    """A file that says how large it is, and must not be read."""

    def chunks(self, chunk_size: int | None = None):
        raise AssertionError("the file was read")


def imported(client: Client, world: World, name: str, content: bytes):
    sent = {"file": SimpleUploadedFile(name, content), "authority": world.authority.pk}
    return client.post(reverse("exchange:import_new", args=["avtalslista"]), sent)


def test_a_list_that_is_too_large_is_refused(as_anna: Client, world) -> None:
    answer = imported(as_anna, world, "lista.csv", b"a;b\n" + b"x" * MAX_FILE)

    assert "20 MB" in answer.content.decode()
    assert ImportRun.objects.visible_to(access_of(User.objects.get(username="anna"))).count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb.xlsx", b"PK\x03\x04" + b"\x00" * 1000),
        ("lista.xlsx", b"MZ\x90\x00"),
        ("lista.csv", b"\x00\xff\xfe" * 500),
        ("lista.exe", b"a;b\n1;2\n"),
        ("lista.csv", b""),
        ("../../../etc/lista.csv", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_a_hostile_list_gets_a_sentence(name, content, as_anna, world) -> None:
    answer = imported(as_anna, world, name, content)

    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_a_formula_in_a_list_is_text_in_the_list_of_errors(as_anna: Client, world) -> None:
    rows = f"Åkerö AB;{FORMULA}\nNorrbo AB;@SUM(1+1)\n"
    made = imported(as_anna, world, "lista.csv", f"Leverantör;Org.nr\n{rows}".encode())
    assert made.status_code == 302
    run = ImportRun.objects.visible_to(access_of(User.objects.get(username="anna"))).first()
    assert run is not None

    answer = as_anna.get(reverse("exchange:import_errors", args=[run.pk]))

    cells = [cell for line in load_workbook(BytesIO(answer.content)).active for cell in line]
    assert {FORMULA, "@SUM(1+1)"} <= {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "n"}


@pytest.mark.parametrize(
    "name",
    [
        "../../../settings.pdf",
        "..\\..\\settings.pdf",
        "/etc/cron.d/x.pdf",
        "a\r\nSet-Cookie: x.pdf",
    ],
)
def test_no_file_name_leads_out_of_the_folder_or_into_a_header(
    name, as_anna, anna, world, settings
) -> None:
    upload = SimpleUploadedFile("x.pdf", b"%PDF-1.7", "application/pdf")
    upload._name = name  # as a hostile client may send it
    sent = {"uploads": upload, "received_on": "2026-11-01"}
    as_anna.post(reverse("followups:request_receive", args=[world.request.pk]), sent)

    document = Document.objects.visible_to(access_of(anna)).order_by("-pk").first()
    assert document is not None
    answer = as_anna.get(reverse("documents:download", args=[document.pk]))
    assert document.file.path.startswith(str(settings.MEDIA_ROOT))
    assert not {"/", "\\", "\r", "\n"} & set(document.file_name)
    assert "Set-Cookie" not in answer.headers


def test_what_is_written_is_shown_as_it_was_written(as_anna: Client, anna, world) -> None:
    world.report.title = world.followup.result_text = world.finding.text = MARKUP
    world.followup.overall_assessment = world.observation.text = MARKUP
    world.provider.name = world.visit.note = world.action.measure = MARKUP
    for row in (world.report, world.followup, world.finding, world.observation, world.provider,
                world.visit, world.action):  # fmt: skip
        row.save()
    pages = [
        reverse("followups:detail", args=[world.followup.pk]),
        reverse("findings:followup", args=[world.followup.pk]),
        reverse("visits:followup", args=[world.followup.pk]),
        reverse("measures:followup", args=[world.followup.pk]),
        reverse("reports:preview", args=[world.report.pk]),
        reverse("registry:provider", args=[world.provider.pk]),
        reverse("portal:start"),
        reverse("portal:deficiencies"),
    ]
    for page in pages:
        raw = as_anna.get(page).content.decode()
        assert "<script>alert" not in raw, page
        assert "{{ 7|add:35 }}" in raw, page
    for ending in ("docx", "pdf"):
        said = readable(
            as_anna.get(reverse("reports:download", args=[world.report.pk, ending]))
        ).replace("\n", " ")
        assert "{{ 7|add:35 }}" in said
        assert "#eval(1)" in said


@pytest.mark.parametrize("digits", ["800101", "8001011", "80010112", "800101123"])
@pytest.mark.parametrize("route", ["portal:search", "followups:list", "registry:providers",
                                   "monitoring:new", "measures:list"])  # fmt: skip
def test_a_sole_traders_number_is_not_found_out_by_trying(
    route, digits, as_anna: Client, world
) -> None:
    """The last digits are masked on every page; a search must not give them away."""
    world.provider.org_number = "8001011234"
    world.provider.name = "Enskild Omsorg"
    world.provider.save()
    ProviderFactory.create(name="En annan", org_number="8001021233")

    page = as_anna.get(reverse(route), {"q": digits}).content.decode()

    assert "Enskild Omsorg" not in page
