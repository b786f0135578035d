"""Addresses of thematic reviews."""

from django.urls import path

from insyn.themes.views import life, parts, reviews, sample

app_name = "themes"
ONE = "tematiska-granskningar/<int:pk>/"
urlpatterns = [
    path("tematiska-granskningar/", reviews.review_list, name="list"),
    path("tematiska-granskningar/ny/", reviews.create, name="create"),
    path("tematiska-granskningar/sammanfattning/", reviews.summary, name="summary"),
    path(ONE, reviews.detail, name="detail"),
    path(f"{ONE}andra/", reviews.edit, name="edit"),
    path(f"{ONE}resultat/", reviews.texts, name="texts"),
    path(f"{ONE}utkast/<slug:ending>/", reviews.draft, name="draft"),
    path(f"{ONE}paborja/", life.start, name="start"),
    path(f"{ONE}lamna/", life.write, name="write"),
    path(f"{ONE}oppna/", life.reopen, name="reopen"),
    path(f"{ONE}behandling/", life.decide, name="decide"),
    path(f"{ONE}stall-in/", life.cancel, name="cancel"),
    path(f"{ONE}urval/", sample.add, name="sample"),
    path(f"{ONE}urval/lotta/", sample.draw, name="draw"),
    path(f"{ONE}urval/<int:row>/", sample.change, name="service"),
    path(f"{ONE}urval/<int:row>/ta-bort/", sample.remove, name="service_remove"),
    path(f"{ONE}uppfoljningar/", sample.followups, name="followups"),
    path(f"{ONE}<slug:part>/ny/", parts.add, name="part_add"),
    path(f"{ONE}<slug:part>/<int:row>/", parts.change, name="part_change"),
    path(f"{ONE}<slug:part>/<int:row>/ta-bort/", parts.remove, name="part_remove"),
    path(f"{ONE}rekommendationer/<int:row>/genomford/", parts.done, name="done"),
]
