"""Addresses of the pages of coordination."""

from django.urls import path

from insyn.coordination.views import instructions, others, reporting

app_name = "coordination"
urlpatterns = [
    path("samordning/", instructions.instructions, name="instructions"),
    path("samordning/anvisning/ny/", instructions.write, name="write"),
    path("samordning/anvisning/<int:pk>/", instructions.instruction, name="instruction"),
    path("samordning/anvisning/<int:pk>/andra/", instructions.change, name="change"),
    path("samordning/anvisning/<int:pk>/antal/", instructions.share, name="share"),
    path("samordning/anvisning/<int:pk>/valj/", instructions.choose, name="choose"),
    path("samordning/anvisning/<int:pk>/lotta/", instructions.draw, name="draw"),
    path("samordning/anvisning/<int:pk>/utfarda/", instructions.publish, name="publish"),
    path("samordning/anvisning/<int:pk>/ersatt/", instructions.replace, name="replace"),
    path("samordning/anvisning/<int:pk>/mall/", instructions.check_template, name="template"),
    path("samordning/anvisning/<int:pk>/vikt/", reporting.matter, name="matter"),
    path("samordning/urval/<int:pk>/ta-bort/", instructions.remove_unit, name="remove_unit"),
    path("samordning/urval/<int:pk>/", reporting.reported, name="reported"),
    path("samordning/urval/<int:pk>/rapportera/", reporting.report, name="report"),
    path("samordning/inrapporterat/", reporting.progress, name="progress"),
    path("samordning/namnder/", others.coordinations, name="coordinations"),
    path("samordning/namnder/<int:pk>/avsluta/", others.end, name="end"),
    path("samordning/natverk/", others.meetings, name="meetings"),
    path("samordning/natverk/nytt/", others.plan, name="plan"),
    path("samordning/natverk/<int:pk>/", others.meeting, name="meeting"),
    path("samordning/natverk/<int:pk>/andra/", others.change, name="meeting_change"),
    path("samordning/natverk/<int:pk>/stall-in/", others.cancel, name="cancel"),
    path("samordning/natverk/<int:pk>/anteckna/", others.hold, name="hold"),
    path("samordning/natverk/<int:pk>/punkt/", others.agree, name="agree"),
    path("samordning/natverk/punkt/<int:pk>/klar/", others.done, name="point_done"),
    path("samordning/ansvar/", others.duties, name="duties"),
    path("samordning/ansvar/ny/", others.add_duty, name="add_duty"),
    path("samordning/ansvar/<int:pk>/", others.duty, name="duty"),
    path("samordning/ansvar/<int:pk>/ta-bort/", others.remove_duty, name="remove_duty"),
]
