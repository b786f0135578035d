import time, datetime, pytest
from insyn.surveys import services
from insyn.surveys.models import *
from insyn.surveys.rules import *
from insyn.registry.models import Unit, Contract
from insyn.accounts.models import User
from insyn.platform import clock
from django.db import connection, reset_queries
from tests.surveys.rounds import board_of, TODAY
from tests.factories import *
pytestmark = pytest.mark.django_db

def test_bench(ekby, anna, capsys):
    with clock.pretend(TODAY):
        board=board_of(ekby, anna)
        for n in range(37):
            QuestionFactory.create(section=board.section, number=10+n, code=f"G{n}", respondent="provider", answer_type="yes_no")
        contract=ContractFactory.create(agreement=board.agreement)
        units=Unit.objects.bulk_create([Unit(name=f"E{n}",provider=contract.provider,service_area=board.home_care) for n in range(5000)],batch_size=500)
        contract.units.add(*units)
        u=UserFactory.create(username="c", email="c@omsorg.se"); ProviderContactFactory.create(user=u,provider=contract.provider,authority=ekby)
        out=[]
        def t(name,f):
            a,w=time.process_time(),time.time(); r=f(); out.append(f"{name}: cpu {time.process_time()-a:.2f}s wall {time.time()-w:.2f}s"); return r
        r=t("create",lambda: services.create_round(board.access,ekby,facts=board.facts()))
        r=t("send 5002",lambda: services.send_round(board.access,r))
        rs=SurveyResponse.objects.visible_to(board.access).filter(round=r)
        keys=list(rs.values_list("pk",flat=True)); qs=[q.pk for q in board.section.questions.filter(respondent="provider",answer_type="yes_no")]
        SurveyAnswer.objects.bulk_create([SurveyAnswer(response_id=k,question_id=q,state="answered",value="yes") for k in keys for q in qs],batch_size=5000)
        rs.update(state="submitted")
        r2=services.create_round(board.access,ekby,facts=board.facts(title="Nästa",prefilled_from=r))
        r2=t("send 5002 with prefill of %d"%(len(keys)*len(qs)),lambda: services.send_round(board.access,r2))
        t("remind all",lambda: services.remind_round(board.access,r2))
    with capsys.disabled(): print("\n"+"\n".join(out))
