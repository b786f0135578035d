"""Addresses of the report pages."""

from django.urls import path

from insyn.reports.views import making, papers, reports, texts

app_name = "reports"
_REPORT = "rapporter/<int:pk>/"
_TEXT = f"{_REPORT}text/<slug:place>/"
urlpatterns = [
    path("rapporter/", reports.report_list, name="list"),
    path("rapporter/valj/", making.report_begin, name="begin"),
    path("rapporter/ny/", making.report_create, name="create"),
    path("rapporter/ny/tematisk/", making.thematic_create, name="create_thematic"),
    path("rapporter/ny/<slug:kind>/", making.period_create, name="create_period"),
    path("rapporter/att-ta-till-namnden/", making.to_bring, name="to_bring"),
    path("uppfoljningar/<int:pk>/till-namnden/", making.single_create, name="create_single"),
    path(_REPORT, reports.report_detail, name="detail"),
    path(_TEXT, texts.passage_edit, name="passage"),
    path(f"{_TEXT}aterstall/", texts.passage_restore, name="restore"),
    path(f"{_REPORT}las/", reports.figures_lock, name="lock"),
    path(f"{_REPORT}handelse/", reports.report_move, name="move"),
    path(f"{_REPORT}till-namnden/", reports.report_propose, name="propose"),
    path(f"{_REPORT}lasning/", papers.report_preview, name="preview"),
    path(f"{_REPORT}siffra/<str:key>/", papers.figure_detail, name="figure"),
    path(f"{_REPORT}fil.<slug:ending>", papers.report_download, name="download"),
]
