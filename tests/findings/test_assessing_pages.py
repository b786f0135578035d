import datetime

import pytest
from django.test import Client
from django.urls import reverse

from insyn.accounts.models import Membership
from insyn.criteria.rules import AnswerType, Level
from insyn.findings import services
from insyn.findings.models import Finding, RequirementAssessment
from insyn.findings.queries.checklist_assessing import checklist_of
from insyn.findings.queries.evidence import evidence_of
from insyn.findings.rules import FindingKind
from insyn.followups.models import CallingUnitView, DocumentRequest, Followup
from insyn.followups.rules import RequestState, State
from insyn.kernel.access import Role, Secrecy
from insyn.kernel.evidence import EvidenceKind
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import CheckKind, CheckResult
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.surveys.models import SurveyAnswer
from insyn.surveys.rules import AnswerState, ResponseState
from insyn.visits.models import (
    FileSample,
    Interview,
    InterviewTheme,
    Observation,
    StaffingCheck,
    Visit,
    VisitAnswer,
)
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import InterviewGroup
from tests.factories import (
    DAY,
    FollowupFactory,
    MembershipFactory,
    QuestionFactory,
    ScaleFactory,
    ScaleLevelFactory,
    SectionFactory,
    SurveyResponseFactory,
    UserFactory,
)
from tests.findings.assessing import demand, said

pytestmark = pytest.mark.django_db
FEW = 21


@pytest.fixture
def wording(followup, section):
    return demand(followup, section, "4.2", text="Utföraren ska ha en rutin för avvikelser.")


@pytest.fixture
def reader(ekby):
    user = UserFactory.create(username="erik")
    MembershipFactory.create(user=user, authority=ekby, role=Role.REVIEWER)
    return user


@pytest.fixture
def as_reader(reader):
    client = Client()
    client.force_login(reader)
    return client


def question_of(wording):
    rows = wording.requirement.questions.unscoped(reason="the test's own")
    return rows.get()


def of_requirement(followup, wording) -> str:
    return reverse("findings:requirement", args=[followup.pk, wording.requirement_id])


def of_area(followup, section) -> str:
    return reverse("findings:area", args=[followup.pk, section.pk])


def fields(wording, level: str, version: int = 0, note: str = "") -> dict[str, object]:
    key = wording.pk
    return {f"level_{key}": level, f"seen_{key}": version, f"note_{key}": note}


def answered(
    followup: Followup, question, value: str, *, on: datetime.date = DAY, **fields: object
) -> SurveyAnswer:
    response = SurveyResponseFactory.create(
        round__authority=followup.authority, round__opens_on=on, contract=followup.contract,
        unit=None, state=ResponseState.ACCEPTED, submitted_at=clock.now(), **fields,
    )  # fmt: skip
    return SurveyAnswer.objects.create(
        response=response, question=question, state=AnswerState.ANSWERED, value=value
    )


def level_of(user, wording) -> str:
    return RequirementAssessment.objects.visible_to(access_of(user)).get(wording=wording).level


def test_a_requirement_is_assessed_on_its_page(as_anna, anna, followup, wording) -> None:
    url = of_requirement(followup, wording)

    shown = as_anna.get(url).content.decode()
    answer = as_anna.post(url, fields(wording, "partly", note="Rutin finns inte på natten."))

    assert "Utföraren ska ha en rutin för avvikelser." in shown
    assert answer.headers["Location"] == reverse("findings:requirements", args=[followup.pk])
    assert level_of(anna, wording) == Level.PARTLY


def test_saving_and_going_on_leads_to_the_next_requirement(
    as_anna, followup, section, wording
) -> None:
    other = demand(followup, section, "4.3")

    answer = as_anna.post(of_requirement(followup, wording), fields(wording, "met") | {"next": "1"})

    assert answer.headers["Location"] == of_requirement(followup, other)


def test_a_page_that_is_stale_says_so_and_saves_nothing(as_anna, anna, followup, wording) -> None:
    services.assess_requirement(access_of(anna), followup, facts=said(wording))

    answer = as_anna.post(of_requirement(followup, wording), fields(wording, "not_met"))

    assert "Någon annan har bedömt kravet 4.2" in answer.content.decode()
    assert level_of(anna, wording) == Level.MET


def test_a_whole_area_is_one_form_and_one_save(as_anna, anna, followup, section, wording) -> None:
    other = demand(followup, section, "4.3", is_critical=True)

    answer = as_anna.post(
        of_area(followup, section),
        fields(wording, "met") | fields(other, "not_met")
        | {"level": "proposed", "note": "", "version": 0},
    )  # fmt: skip

    assert answer.status_code == 302
    assert level_of(anna, other) == Level.NOT_MET
    area = followup.area_assessments.visible_to(access_of(anna)).get()
    assert area.level == Level.NOT_MET
    assert "4.3" in area.note


def test_an_area_that_is_saved_halfway_is_not_assessed(
    as_anna, anna, followup, section, wording
) -> None:
    as_anna.post(of_area(followup, section), {"level": "proposed", "note": "", "version": 0})

    assert not followup.area_assessments.visible_to(access_of(anna)).exists()


def test_a_note_without_a_level_is_asked_about(as_anna, followup, section, wording) -> None:
    answer = as_anna.post(
        of_area(followup, section),
        fields(wording, "", note="Bra") | {"level": "met", "note": "", "version": 0},
    )

    assert "Välj en nivå för kravet som du har motiverat." in answer.content.decode()


def test_the_own_scale_is_offered_and_followed(as_anna, anna, ekby, followup, section, wording):
    scale = ScaleFactory.create(authority=ekby)
    good = ScaleLevelFactory.create(scale=scale, label="Godkänd", counts_as=Level.MET)
    version = followup.template_version
    version.scale = scale
    version.save()

    shown = as_anna.get(of_requirement(followup, wording)).content.decode()
    as_anna.post(
        of_area(followup, section),
        fields(wording, str(good.pk)) | {"level": "proposed", "note": "", "version": 0},
    )

    assert "Godkänd" in shown
    assert followup.area_assessments.visible_to(access_of(anna)).get().scale_level == good


def test_a_reader_and_the_provider_see_nothing_before_it_is_sent(
    as_bo, client, contact, followup, wording
) -> None:
    client.force_login(contact)

    for who in (as_bo, client):
        for url in (
            of_requirement(followup, wording),
            reverse("findings:requirements", args=[followup.pk]),
            reverse("findings:second_reading", args=[followup.pk]),
        ):
            assert who.get(url).status_code == 404


def test_who_said_what_is_kept_apart_and_the_difference_is_in_words(
    as_anna, anna, followup, wording
) -> None:
    answered(followup, question_of(wording), "yes")
    services.assess_requirement(access_of(anna), followup, facts=said(wording, Level.NOT_MET))

    page = as_anna.get(of_requirement(followup, wording))

    known = page.context["one"].known
    assert [row.kind for row in known.provider] == [EvidenceKind.ANSWER]
    assert known.reviewers == []
    assert (
        "Utförarens svar betyder att kravet är uppfyllt. Ni bedömer det som inte uppfyllt."
        in page.content.decode()
    )


def test_survey_answers_are_the_latest_of_the_year_and_of_the_year_before(
    anna, followup, wording
) -> None:
    question = question_of(wording)
    year = datetime.timedelta(days=365)
    answered(followup, question, "no", on=DAY - datetime.timedelta(days=30))
    answered(followup, question, "yes", on=DAY)
    answered(followup, question, "partly", on=DAY - year)
    answered(followup, question, "no", on=DAY - 2 * year)

    found = evidence_of(access_of(anna), followup, [question.pk])[question.pk]

    assert [(row.kind, row.text.split()[-1]) for row in found] == [
        (EvidenceKind.ANSWER, "Ja."),
        (EvidenceKind.EARLIER_ANSWER, "Delvis."),
    ]


def test_an_answer_to_another_question_about_the_same_requirement_counts(
    anna, followup, wording
) -> None:
    asked = question_of(wording)
    elsewhere = QuestionFactory.create(answer_type=AnswerType.YES_NO)
    elsewhere.requirements.add(wording.requirement)
    answered(followup, elsewhere, "no")

    found = evidence_of(access_of(anna), followup, [asked.pk])

    assert [row.text.split()[-1] for row in found[asked.pk]] == ["Nej."]


@pytest.mark.parametrize("state", [ResponseState.SAVED, ResponseState.RETURNED])
def test_answers_that_are_not_handed_in_are_not_shown(anna, followup, wording, state) -> None:
    answer = answered(followup, question_of(wording), "yes")
    answer.response.state = state
    answer.response.save()

    assert question_of(wording).pk not in evidence_of(
        access_of(anna), followup, [question_of(wording).pk]
    )


@pytest.fixture
def visit(followup) -> Visit:
    return Visit.objects.create(
        followup=followup, kind=VisitKind.VISIT, planned_on=DAY, visited_on=DAY
    )


def test_all_that_was_done_on_the_visit_is_beside_the_requirement(
    anna, followup, section, wording, visit
) -> None:
    question = question_of(wording)
    VisitAnswer.objects.create(visit=visit, question=question, value="no", comment="Saknas")
    FileSample.objects.create(
        visit=visit, question=question, looked_for="Plan", sampled=5, passed=3
    )
    Observation.objects.create(
        followup=followup, section=section, question=question, text="Pärm", noted_at=clock.now()
    )
    talk = Interview.objects.create(visit=visit, group=InterviewGroup.STAFF, count=4)
    InterviewTheme.objects.create(interview=talk, section=section, theme="Rutin", said_by=3)
    StaffingCheck.objects.create(
        visit=visit, counted_at=datetime.time(20), role="Boendestöd", scheduled=3, present=2
    )

    found = evidence_of(access_of(anna), followup, [question.pk])

    assert {row.text for row in found[question.pk]} == {
        "Nej. Saknas", "Plan: 3 av 5 granskade i ordning.", "Pärm",
    }  # fmt: skip
    whole = {row.text: row for row in found[None]}
    assert whole["Rutin (sagt av 3 av 4)."].section_id == section.pk
    assert whole["Rutin (sagt av 3 av 4)."].said_by.startswith("Medarbetare")
    assert "Boendestöd: 2 på plats, 3 enligt schemat." in whole


def test_documents_views_and_registers_are_beside_the_whole(anna, followup, wording) -> None:
    common = {"followup": followup, "asked_on": DAY}
    DocumentRequest.objects.create(
        **common, title="Rutin", due_on=DAY, state=RequestState.REVIEWED, judgement="Duger"
    )
    DocumentRequest.objects.create(
        **common, title="Genomförandeplaner", due_on=DAY, secrecy=Secrecy.CLIENT_DOCUMENT,
        state=RequestState.REVIEWED, judgement="H 17 saknar mål",
    )  # fmt: skip
    CallingUnitView.objects.create(**common, unit_name="Unga", received_on=DAY, text="Bra")
    RegisterCheck.objects.create(
        authority=followup.authority, provider=followup.contract.provider, kind=CheckKind.F_TAX,
        source="Skatteverket", checked_on=DAY, result=CheckResult.OK,
    )  # fmt: skip

    texts = [row.text for row in evidence_of(access_of(anna), followup, [])[None]]

    assert texts[0] == "Rutin: Duger"
    assert "innehållet visas inte här" in texts[1]
    assert texts[2:] == ["Bra", "F-skatt: Utan anmärkning."]
    assert not any("H 17" in text for text in texts)


def test_earlier_findings_on_the_same_requirement_are_shown(
    as_anna, ekby, followup, wording
) -> None:
    earlier = FollowupFactory.create(authority=ekby, contract=followup.contract, number="2025-007")
    Finding.objects.create(
        followup=earlier, kind=FindingKind.DEFICIENCY, area="Personal", text="Rutin saknades",
        wording=wording, seen_on=DAY,
    )  # fmt: skip

    known = as_anna.get(of_requirement(followup, wording)).context["one"].known

    assert [row.text for row in known.earlier] == ["Brist: Rutin saknades (inte avhjälpt)"]


def test_a_cooperation_sees_how_it_was_assessed_and_never_what_is_behind(
    client, cilla, norrby, cooperation, followup, section, wording, anna
) -> None:
    cooperation.members.add(norrby, followup.authority)
    agreement = followup.contract.agreement
    agreement.cooperation = cooperation
    agreement.save()
    answered(followup, question_of(wording), "yes")
    services.assess_requirement(access_of(anna), followup, facts=said(wording))
    Followup.objects.unscoped(reason="the test's own").filter(pk=followup.pk).update(
        state=State.SENT, reported_on=DAY
    )
    client.force_login(cilla)

    page = client.get(of_requirement(followup, wording))

    assert page.status_code == 200
    assert "Uppfyllt" in page.content.decode()
    assert not page.context["one"].known
    assert not page.context["around"]
    assert client.get(reverse("findings:second_reading", args=[followup.pk])).status_code == 404


# The list


def test_the_list_is_filtered_sorted_and_taken_out(as_anna, anna, followup, section, wording):
    demand(followup, section, "4.10", is_critical=True)
    services.assess_requirement(access_of(anna), followup, facts=said(wording))
    url = reverse("findings:requirements", args=[followup.pk])

    def numbers(query: str) -> list[str]:
        return [row.wording.number for row in as_anna.get(url + query).context["page"]]

    assert numbers("?sort=number") == ["4.2", "4.10"]
    assert numbers("?sort=-number") == ["4.10", "4.2"]
    assert numbers("?is_left=on") == numbers("?is_critical=on") == ["4.10"]
    assert numbers("?level=met") == numbers("?q=4.2") == ["4.2"]
    file = as_anna.get(f"{url}?fil=csv")
    assert "Uppfyllt" in b"".join(file).decode("utf-8-sig")


# The hidden share


def hide(followup) -> None:
    version = followup.template_version
    version.is_scored = version.hides_score = True
    version.save()


def pages(followup, section, wording) -> list[str]:
    return [
        reverse("followups:detail", args=[followup.pk]),
        reverse("followups:list"),
        reverse("followups:history", args=[followup.pk]),
        reverse("findings:followup", args=[followup.pk]),
        reverse("findings:conclusion", args=[followup.pk]),
        reverse("findings:requirements", args=[followup.pk]),
        of_area(followup, section),
        of_requirement(followup, wording),
        reverse("findings:second_reading", args=[followup.pk]),
        reverse("findings:requirements", args=[followup.pk]) + "?fil=csv",
        reverse("followups:list") + "?fil=csv",
        reverse("portal:start"),
    ]


def test_a_hidden_share_leaks_nowhere_until_the_draft_is_shared(
    as_anna, anna, followup, section, wording
) -> None:
    hide(followup)
    other = demand(followup, section, "4.3", weight=1)
    services.assess_requirements(
        access_of(anna), followup, facts=[said(wording), said(other, Level.NOT_MET)]
    )
    telling = ("66 procent", "66 %", "0,66", "66.6", "0.66")

    for url in pages(followup, section, wording):
        answer = as_anna.get(url)
        body = b"".join(answer).decode()
        assert not any(words in body for words in telling), url
    hidden = as_anna.get(reverse("findings:requirements", args=[followup.pk])).content.decode()
    assert "Andelen visas när utkastet har delats" in hidden

    Followup.objects.unscoped(reason="the test's own").filter(pk=followup.pk).update(
        state=State.FACT_CHECK
    )
    shown = as_anna.get(reverse("findings:requirements", args=[followup.pk])).content.decode()
    assert "66 procent" in shown


# The second reader


def test_the_second_reader_sees_no_level_anywhere_until_both_are_done(
    as_anna, as_reader, anna, followup, section, wording, reader
) -> None:
    services.name_second_reader(access_of(anna), followup, user=reader)
    note = "Ingen rutin på natten"
    services.assess_requirement(
        access_of(anna), followup, facts=said(wording, Level.NOT_MET, note=note)
    )
    services.assess_area(access_of(anna), followup, section=section, level=Level.NOT_MET, note=note)

    for url in pages(followup, section, wording):
        body = b"".join(as_reader.get(url, follow=True)).decode()
        assert note not in body, url
        for page_state in ("Inte uppfyllt</span>", "not_met;", "före: "):
            assert page_state not in body.replace("\n", ""), url
    assert note in as_anna.get(of_requirement(followup, wording)).content.decode()


def test_the_reviewers_see_no_second_level_until_both_are_done(
    as_anna, as_reader, anna, followup, section, wording, reader
) -> None:
    services.name_second_reader(access_of(anna), followup, user=reader)
    area = reverse("findings:second_area", args=[followup.pk, section.pk])
    note = "Jag fann rutinen"
    assert as_reader.post(area, fields(wording, "met", note=note)).status_code == 302

    url = reverse("findings:second_reading", args=[followup.pk])
    for page in (*pages(followup, section, wording), url):
        assert note not in b"".join(as_anna.get(page)).decode()

    as_reader.post(reverse("findings:second_finish", args=[followup.pk]), {"version": 1})
    services.assess_requirement(access_of(anna), followup, facts=said(wording, Level.NOT_MET))
    assert note in as_anna.get(url).content.decode()


def test_two_assess_apart_and_settle_what_differs(
    as_anna, as_reader, anna, followup, section, wording, reader
) -> None:
    two = reverse("findings:second_reading", args=[followup.pk])
    as_anna.post(
        reverse("findings:second_name", args=[followup.pk]), {"user": reader.pk, "version": 0}
    )
    as_anna.post(of_requirement(followup, wording), fields(wording, "met"))
    area = reverse("findings:second_area", args=[followup.pk, section.pk])
    as_reader.post(area, fields(wording, "not_met"))
    as_reader.post(reverse("findings:second_finish", args=[followup.pk]), {"version": 1})

    page = as_anna.get(two)
    reading = page.context["comparison"].differing[0].reading
    settle = reverse("findings:second_settle", args=[followup.pk, reading.pk])
    as_anna.post(settle, {"level": "partly", "reason": "Finns dagtid", "version": reading.version})

    assert "0 av 1 lika" in page.content.decode()
    assert level_of(anna, wording) == Level.PARTLY
    assert "Finns dagtid" in as_anna.get(two).content.decode()


def test_the_second_readers_pages_are_nobody_elses(
    as_anna, anna, followup, section, wording, reader
) -> None:
    services.name_second_reader(access_of(anna), followup, user=reader)

    area = reverse("findings:second_area", args=[followup.pk, section.pk])
    assert as_anna.get(area).status_code == 404


def test_one_who_has_lost_their_role_reads_nothing(
    as_reader, anna, followup, section, wording, reader
) -> None:
    services.name_second_reader(access_of(anna), followup, user=reader)
    Membership.objects.filter(user=reader).delete()

    area = reverse("findings:second_area", args=[followup.pk, section.pk])
    assert as_reader.get(area).status_code == 404


# How much it costs


@pytest.fixture
def large(followup: Followup, section, other_section, visit) -> Followup:
    """One of 100 questions, 60 requirements and 300 observations."""
    sections = [section, other_section, *SectionFactory.create_batch(3, version=section.version)]
    for number in range(60):
        demand(followup, sections[number % 5], f"{number % 5 + 1}.{number // 5 + 1}")
    for number in range(40):
        QuestionFactory.create(section=sections[number % 5])
    Observation.objects.bulk_create(
        Observation(followup=followup, section=sections[number % 5], visit=visit,
                    text=f"Iakttagelse {number}", noted_at=clock.now())
        for number in range(300)
    )  # fmt: skip
    return followup


@pytest.mark.parametrize("name", ["findings:requirements", "findings:followup"])
def test_a_large_followup_opens_with_few_questions(
    name, as_anna, large, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(FEW):
        assert as_anna.get(reverse(name, args=[large.pk])).status_code == 200


def test_a_large_area_opens_with_few_questions(
    as_anna, large, section, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(FEW):
        assert as_anna.get(of_area(large, section)).status_code == 200


def test_the_checklist_of_a_large_followup_costs_one_question(
    anna, large, django_assert_num_queries
) -> None:
    access = access_of(anna)
    assert large.contract.agreement_id
    with django_assert_num_queries(1):
        items = list(checklist_of(access, large, DAY))

    assert [item.text for item in items] == ["Bedöm kraven: 0 av 60 är bedömda"]
