"""Addresses of the pages of coordination."""

from django.urls import include, path

from insyn.coordination.views import contacts, instructions, link, others, reporting, workbook

app_name = "coordination"
LINK = [
    path("", link.parts, name="parts"),
    path("<int:pk>/", link.part, name="part"),
    path("<int:pk>/fil/", workbook.file_by_link, name="file"),
    path("verksamhet/<int:pk>/", link.report, name="report"),
    path("verksamhet/<int:pk>/kvitto/", link.receipt, name="receipt"),
]
"""What one who has come in by a personal link reaches without any role."""

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
    path("samordning/del/<int:pk>/fil/", workbook.file, name="file"),
    path("samordning/del/<int:pk>/kontakt/", contacts.contact, name="contact"),
    path("samordning/del/<int:pk>/kontakt/avsluta/", contacts.end, name="contact_end"),
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
    path("rapportera-in/", include((LINK, "link"))),
]
