"""Addresses of the app."""

from django.urls import path

from insyn.findings.views import (
    assessing,
    depth,
    examples,
    fact_check,
    inspectorate,
    shortcomings,
    signals,
)
from insyn.findings.views import findings as views
from insyn.findings.views import second_reading as second

_TWO = "uppfoljningar/<int:pk>/tva-bedomare/"
app_name = "findings"
urlpatterns = [
    path("uppfoljningar/<int:pk>/resultat/", views.followup, name="followup"),
    path("uppfoljningar/<int:pk>/resultat/omraden/<int:section_pk>/", assessing.area, name="area"),
    path("uppfoljningar/<int:pk>/krav/", assessing.requirements, name="requirements"),
    path(
        "uppfoljningar/<int:pk>/krav/<int:requirement_pk>/",
        assessing.requirement,
        name="requirement",
    ),
    path(_TWO, second.second_reading, name="second_reading"),
    path(f"{_TWO}utse/", second.second_name, name="second_name"),
    path(f"{_TWO}ta-bort/", second.second_remove, name="second_remove"),
    path(f"{_TWO}klar/", second.second_finish, name="second_finish"),
    path(f"{_TWO}omraden/<int:section_pk>/", second.second_area, name="second_area"),
    path(f"{_TWO}krav/<int:reading_pk>/", second.second_settle, name="second_settle"),
    path("uppfoljningar/<int:pk>/resultat/nytt/", views.add, name="add"),
    path("uppfoljningar/<int:pk>/resultat/text/", views.result_text, name="result_text"),
    path("uppfoljningar/<int:pk>/resultat/bedomning/", views.conclusion, name="conclusion"),
    path("uppfoljningar/<int:pk>/resultat/faststall/", views.assess, name="assess"),
    path("uppfoljningar/<int:pk>/resultat/skicka/", views.send, name="send"),
    path("uppfoljningar/<int:pk>/faktagranskning/", fact_check.fact_check, name="fact_check"),
    path("uppfoljningar/<int:pk>/faktagranskning/skicka/", fact_check.send, name="fact_check_send"),
    path(
        "uppfoljningar/<int:pk>/faktagranskning/ny-dag/",
        fact_check.prolong,
        name="fact_check_prolong",
    ),
    path(
        "uppfoljningar/<int:pk>/faktagranskning/svar/",
        fact_check.type_in,
        name="fact_check_type_in",
    ),
    path("uppfoljningar/<int:pk>/faktagranskning/pdf/", fact_check.paper, name="fact_check_pdf"),
    path("faktagranskning/synpunkter/<int:pk>/svar/", fact_check.reply, name="fact_check_reply"),
    path("faktagranskning/synpunkter/<int:pk>/avgor/", fact_check.decide, name="fact_check_decide"),
    path("utforare/<int:pk>/resultat/", views.of_provider, name="of_provider"),
    path("resultat/<int:pk>/andra/", views.change, name="change"),
    path("resultat/<int:pk>/signaler/", signals.signals, name="signals"),
    path("resultat/<int:pk>/ta-bort/", views.remove, name="remove"),
    path("resultat/<int:pk>/avhjalpt/", views.remedy, name="remedy"),
    path("resultat/<int:pk>/inte-avhjalpt/", views.reopen, name="reopen"),
    path("uppfoljningar/<int:pk>/fordjupning/", depth.depth, name="depth"),
    path("uppfoljningar/<int:pk>/fordjupning/forslag/", depth.depth_propose, name="depth_propose"),
    path("uppfoljningar/<int:pk>/fordjupning/beslut/", depth.depth_decide, name="depth_decide"),
    path("resultat/<int:pk>/ivo/", inspectorate.inspectorate, name="inspectorate"),
    path("resultat/<int:pk>/ivo/anmald/", inspectorate.inspectorate_told, name="inspectorate_told"),
    path("ivo-fragor/", inspectorate.inspectorate_list, name="inspectorate_list"),
    path("resultat/<int:pk>/gott-exempel/", examples.example_ask, name="example_ask"),
    path("goda-exempel/", examples.examples, name="examples"),
    path("goda-exempel/<int:pk>/", examples.example, name="example"),
    path("goda-exempel/<int:pk>/svar/", examples.example_answer, name="example_answer"),
    path("goda-exempel/<int:pk>/dela/", examples.example_show, name="example_show"),
    path("bestallarens-brister/", shortcomings.shortcomings, name="shortcomings"),
]
