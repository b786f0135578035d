"""Addresses of the pages of results."""

from django.urls import path

from insyn.results.views import ages, burden, charts, equal, figures

app_name = "results"
urlpatterns = [
    path("statistik/", figures.overview, name="start"),
    path("statistik/kontrakt/", ages.contracts, name="contracts"),
    path("statistik/alder/", ages.ages, name="ages"),
    path("statistik/<slug:table>/", figures.table_page, name="table"),
    path("statistik/<slug:table>/<slug:line>/<int:column>/", figures.rows, name="rows"),
    path("lika-villkor/", equal.equal, name="equal"),
    path("lika-villkor/<slug:line>/<slug:side>/", equal.equal_rows, name="equal_rows"),
    path("styrdiagram/", charts.charts, name="charts"),
    path("styrdiagram/<int:at>/", charts.charts_rows, name="charts_rows"),
    path("belastning/", burden.burden, name="burden"),
    path("utforare/<int:pk>/belastning/", burden.burden_of_provider, name="burden_of_provider"),
]
