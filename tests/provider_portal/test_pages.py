from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from insyn.audit.models import AuditEvent
from insyn.documents.models import Document
from insyn.followups.models import DocumentRequest
from insyn.followups.rules import RequestState, State
from insyn.kernel.access import Secrecy
from insyn.measures.models import ActionPlan, CorrectiveAction, Letter, PlanStep
from insyn.measures.rules import HAPPENED, ItemState, LetterKind, PlanEvent, PlanState
from insyn.platform import clock
from insyn.provider_portal.rules import CLIENT_DOCUMENT_KEPT
from insyn.registry.queries import access_of
from tests.factories import DAY, FollowupFactory, ProviderContactFactory
from tests.world import World

pytestmark = pytest.mark.django_db

ANSWER = {"measure": "Ny rutin", "responsible": "Verksamhetschefen", "done_by": "2026-06-01"}


def get(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"provider_portal:{name}", args=args))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def post(client: Client, name: str, pk: int, **said: object):
    return client.post(reverse(f"provider_portal:{name}", args=[pk]), said, follow=True)


def pdf(name: str = "rutin.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 innehall", content_type="application/pdf")


def plan_of(anna) -> ActionPlan:
    return ActionPlan.objects.visible_to(access_of(anna)).get()


def action_of(anna) -> CorrectiveAction:
    return CorrectiveAction.objects.visible_to(access_of(anna)).get()


def test_the_tasks_say_what_by_when_and_why(as_contact, world) -> None:
    shown = get(as_contact, "tasks")

    assert "Uppföljningen visade brister. Svara på hur ni åtgärdar dem." in shown
    assert "Senast 2 mars 2026" in shown
    assert "Lämna in: Rutiner för lex Sarah" in shown
    assert "Lämna in: Genomförandeplaner" in shown
    assert "Om enskilda" in shown
    assert "Försenad" in shown


def test_what_has_been_handed_in_is_no_task(as_contact, world) -> None:
    DocumentRequest.objects.filter(pk=world.request.pk).unscoped(reason="set-up").update(
        state=RequestState.RECEIVED
    )

    assert "Rutiner för lex Sarah" not in get(as_contact, "tasks")


@pytest.mark.parametrize("state", [State.CLOSED, State.CANCELLED])
def test_an_ended_followup_asks_for_nothing(state, as_contact, world) -> None:
    world.followup.state, world.followup.cancelled_reason = state, "Avtalet upphörde"
    world.followup.save()

    assert "Lämna in:" not in get(as_contact, "tasks")


def test_a_reminder_stands_on_the_task(as_contact, world) -> None:
    PlanStep.objects.create(plan=world.plan, event=PlanEvent.REMIND, happened_on=DAY)

    assert "Påmind" in get(as_contact, "tasks")


def test_one_who_has_nothing_to_do_is_told_so(client) -> None:
    client.force_login(ProviderContactFactory.create().user)

    assert "Inget att göra just nu" in get(client, "tasks")


def test_the_tasks_ask_few_questions_however_many_they_are(
    as_contact, world, django_assert_max_num_queries
) -> None:
    for number in range(30):
        DocumentRequest.objects.create(
            followup=world.followup, title=f"Handling {number}", asked_on=DAY, due_on=DAY
        )

    with django_assert_max_num_queries(25):
        get(as_contact, "tasks")


def test_the_plan_shows_what_is_demanded_and_what_is_left(as_contact, world) -> None:
    shown = get(as_contact, "plan", world.plan.pk)

    for text in (
        "Registerutdrag begärs inte återkommande",
        "Avtalet 4.2",
        "Rutin som visar återkommande kontroll",
        "saknar åtgärd, ansvarig och slutdatum",
    ):
        assert text in shown


def test_the_provider_answers_and_hands_in(as_contact, anna, world) -> None:
    post(as_contact, "answer", world.action.pk, **ANSWER, version=1)
    answer = post(as_contact, "submit", world.plan.pk, version=1)

    assert "Åtgärdsplanen är inlämnad" in answer.content.decode()
    assert plan_of(anna).state == PlanState.SUBMITTED
    assert action_of(anna).state == ItemState.ANSWERED


def test_half_an_answer_is_saved_and_the_gap_is_named(as_contact, anna, world) -> None:
    post(as_contact, "answer", world.action.pk, measure="Ny rutin", version=1)

    answer = post(as_contact, "submit", world.plan.pk, version=1)

    assert "saknar ansvarig och slutdatum" in answer.content.decode()
    assert plan_of(anna).state == PlanState.REQUESTED
    assert action_of(anna).measure == "Ny rutin"


def test_handing_in_twice_tells_and_doubles_nothing(as_contact, anna, world) -> None:
    post(as_contact, "answer", world.action.pk, **ANSWER, version=1)
    post(as_contact, "submit", world.plan.pk, version=1)

    answer = post(as_contact, "submit", world.plan.pk, version=1)

    assert "redan inlämnad" in answer.content.decode()
    assert len(PlanStep.objects.visible_to(access_of(anna))) == 1


def test_the_words_of_the_reviewer_stand_on_what_came_back(as_contact, world) -> None:
    world.action.state, world.action.comment = ItemState.RETURNED, "Ange vem som ansvarar"
    world.action.save()
    world.plan.state = PlanState.RETURNED
    world.plan.save()
    PlanStep.objects.create(
        plan=world.plan, event=PlanEvent.RETURN, happened_on=DAY, note="Planen är för vag"
    )

    shown = get(as_contact, "plan", world.plan.pk)

    assert "Ange vem som ansvarar" in shown
    assert "Planen är för vag" in shown


def test_an_accepted_answer_is_only_read(as_contact, anna, world) -> None:
    world.action.state = ItemState.ACCEPTED
    world.action.save()

    shown = get(as_contact, "answer", world.action.pk)
    answer = post(as_contact, "answer", world.action.pk, **ANSWER, version=1)

    assert "<textarea" not in shown
    assert "Svaret är godtaget" in answer.content.decode()
    assert action_of(anna).measure == ""


def test_a_plan_with_the_authority_is_only_read(as_contact, world) -> None:
    world.plan.state = PlanState.UNDER_REVIEW
    world.plan.save()

    shown = get(as_contact, "plan", world.plan.pk)

    assert reverse("provider_portal:submit", args=[world.plan.pk]) not in shown
    assert reverse("provider_portal:answer", args=[world.action.pk]) not in shown


def test_a_stale_answer_keeps_what_was_typed(as_contact, world) -> None:
    post(as_contact, "answer", world.action.pk, **ANSWER, version=1)

    answer = post(as_contact, "answer", world.action.pk, measure="Min text", version=1)

    shown = answer.content.decode()
    assert "Någon annan har ändrat" in shown
    assert "Min text" in shown


def test_nonsense_in_every_field_gets_swedish_sentences(as_contact, world) -> None:
    nonsense = {"done_by": "i morgon", "responsible": "x" * 400, "measure": "y" * 20_000}

    shown = post(as_contact, "answer", world.action.pk, **nonsense, version=1).content.decode()

    for sentence in ("ska vara ett datum", "högst 150 tecken", "högst 10000 tecken"):
        assert sentence in shown.replace("\xa0", "").replace("\u202f", "").replace(
            "10 000", "10000"
        )


def test_a_document_is_handed_in_and_receipted_with_the_time(as_contact, anna, world) -> None:
    answer = post(as_contact, "hand_in", world.request.pk, uploads=[pdf(), pdf("bilaga.pdf")])

    assert "Vi har tagit emot 2 filer" in answer.content.decode()
    row = DocumentRequest.objects.visible_to(access_of(anna)).get(pk=world.request.pk)
    assert (row.state, row.received_on) == (RequestState.RECEIVED, clock.today())
    stored = Document.objects.visible_to(access_of(anna)).filter(file_name="rutin.pdf").get()
    assert (stored.secrecy, stored.retain_until) == (Secrecy.INTERNAL, None)


def test_a_document_about_clients_gets_its_secrecy_and_its_day_by_itself(
    as_contact, anna, bo, world
) -> None:
    post(as_contact, "hand_in", world.client_request.pk, uploads=[pdf("plan.pdf")])

    stored = Document.objects.visible_to(access_of(anna)).get(file_name="plan.pdf")
    assert stored.secrecy == Secrecy.CLIENT_DOCUMENT
    assert stored.retain_until == clock.today() + CLIENT_DOCUMENT_KEPT
    assert not Document.objects.visible_to(access_of(bo)).filter(pk=stored.pk)


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (SimpleUploadedFile("rutin.exe", b"MZ"), "tas inte emot"),
        (SimpleUploadedFile("rutin.pdf", b"inte en pdf"), "inte det som filändelsen säger"),
        (SimpleUploadedFile("registerutdrag.pdf", b"%PDF-"), "Registerutdrag får inte sparas"),
        (SimpleUploadedFile("tom.pdf", b""), "tom"),
    ],
    ids=["program", "false", "extract", "empty"],
)
def test_a_file_that_may_not_be_stored_is_refused_with_a_sentence(
    upload, sentence, as_contact, anna, world
) -> None:
    upload.file = BytesIO(upload.read())

    answer = post(as_contact, "hand_in", world.request.pk, uploads=[upload])

    assert sentence in answer.content.decode()
    row = DocumentRequest.objects.visible_to(access_of(anna)).get(pk=world.request.pk)
    assert row.state == RequestState.REQUESTED


def test_nothing_chosen_is_told(as_contact, world) -> None:
    assert "Välj en fil" in post(as_contact, "hand_in", world.request.pk).content.decode()


def test_a_reviewed_document_takes_no_more_files(as_contact, anna, world) -> None:
    DocumentRequest.objects.filter(pk=world.request.pk).unscoped(reason="set-up").update(
        state=RequestState.REVIEWED, received_on=DAY
    )

    assert 'type="file"' not in get(as_contact, "hand_in", world.request.pk)
    answer = post(as_contact, "hand_in", world.request.pk, uploads=[pdf()])
    assert "redan granskad" in answer.content.decode()


@pytest.mark.parametrize("extension", ["pdf", "docx"])
def test_a_letter_is_fetched_as_it_was_issued(extension, as_contact, world) -> None:
    answer = as_contact.get(reverse("provider_portal:letter", args=[world.letter.pk, extension]))

    assert answer.content == b"%PDF-1.7"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_letter_in_another_format_does_not_exist(as_contact, world) -> None:
    address = reverse("provider_portal:letter", args=[world.letter.pk, "html"])

    assert as_contact.get(address).status_code == 404


def addresses(world: World) -> list[str]:
    return [
        reverse("provider_portal:plan", args=[world.plan.pk]),
        reverse("provider_portal:answer", args=[world.action.pk]),
        reverse("provider_portal:hand_in", args=[world.request.pk]),
        reverse("provider_portal:hand_in", args=[world.client_request.pk]),
        reverse("provider_portal:result", args=[world.followup.pk]),
        reverse("provider_portal:letter", args=[world.letter.pk, "pdf"]),
    ]


def test_another_providers_contact_sees_and_does_nothing(client, other_contact, world) -> None:
    client.force_login(other_contact)

    assert {client.get(address).status_code for address in addresses(world)} == {404}
    for name, pk in (
        ("answer", world.action.pk), ("submit", world.plan.pk), ("hand_in", world.request.pk),
    ):  # fmt: skip
        assert post(client, name, pk, **ANSWER, version=1).status_code == 404
    shown = get(client, "tasks")
    assert "Åkerö" not in shown
    assert "2026-001" not in shown


def test_a_contact_whose_time_is_over_sees_nothing(client, contact, world) -> None:
    contact.provider_contacts.update(valid_to=clock.today() - timedelta(days=1))
    client.force_login(contact)

    assert {client.get(address).status_code for address in addresses(world)} == {404}


def test_a_contact_reaches_nothing_of_the_authoritys_own_pages(as_contact, world) -> None:
    inside = [
        reverse("measures:followup", args=[world.followup.pk]),
        reverse("findings:followup", args=[world.followup.pk]),
        reverse("documents:download", args=[world.document.pk]),
        reverse("documents:download", args=[world.client_document.pk]),
    ]

    assert {as_contact.get(address).status_code for address in inside} == {404}


def test_a_guarded_followup_is_not_shown_to_the_provider(as_contact, world) -> None:
    world.followup.secrecy = Secrecy.RESTRICTED
    world.followup.save()

    for name, pk in (("result", world.followup.pk), ("plan", world.plan.pk),
                     ("answer", world.action.pk)):  # fmt: skip
        assert as_contact.get(reverse(f"provider_portal:{name}", args=[pk])).status_code == 404


def test_one_who_is_both_staff_and_contact_uses_both(client, anna, ekby, provider, world) -> None:
    ProviderContactFactory.create(user=anna, provider=provider, authority=ekby)
    client.force_login(anna)

    assert "Vad ni ska göra" in get(client, "tasks")
    staff = client.get(reverse("measures:followup", args=[world.followup.pk]))
    assert staff.status_code == 200


def test_what_the_provider_does_stands_in_the_trail_of_the_authority(
    as_contact, anna, world
) -> None:
    post(as_contact, "answer", world.action.pk, **ANSWER, version=1)
    post(as_contact, "submit", world.plan.pk, version=1)

    rows = AuditEvent.objects.visible_to(access_of(anna)).order_by("pk")
    assert [row.event for row in rows] == [
        "plan.answered", "plan.submit", "followup.basis_added",
    ]  # fmt: skip


def test_many_results_come_in_pages(client, contact, world) -> None:
    for _ in range(50):
        FollowupFactory.create(
            authority=world.authority, contract=world.contract, state=State.SENT,
            carried_out_on=DAY, reported_on=DAY,
        )  # fmt: skip
    client.force_login(contact)

    shown = client.get(reverse("provider_portal:tasks"), {"page": 2}).content.decode()

    assert "Visar 51–51 av 51" in shown


def test_every_letter_stands_on_the_plan_in_order(as_contact, world) -> None:
    Letter.objects.create(
        plan=world.plan, kind=LetterKind.WARNING, issued_on=DAY, word=world.document,
        pdf=world.document,
    )  # fmt: skip

    shown = get(as_contact, "plan", world.plan.pk)

    assert shown.index("Begäran om åtgärdsplan") < shown.index("Varning om vite")


def test_the_time_line_leaves_out_what_happens_inside_the_authority(as_contact, world) -> None:
    for event in PlanEvent:
        PlanStep.objects.create(plan=world.plan, event=event, happened_on=DAY)

    shown = get(as_contact, "plan", world.plan.pk)

    told = {event for event in PlanEvent if f"<strong>{HAPPENED[event]}</strong>" in shown}
    assert set(PlanEvent) - told == {PlanEvent.REVIEW, PlanEvent.ESCALATE}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/mina-uppgifter/", "/utforare/att-gora/"),
        ("/mina-uppgifter/atgardsplan/7/", "/utforare/atgardsplan/7/"),
        ("/mina-uppgifter/brev/7/pdf/", "/utforare/brev/7/pdf/"),
    ],
)
def test_an_address_from_before_leads_on_for_good(old, new, as_contact) -> None:
    answer = as_contact.get(old)

    assert (answer.status_code, answer.headers["Location"]) == (301, new)
