"""Addresses of matters for the board and of Word layouts."""

from django.urls import path

from insyn.board.views import items, layouts, papers, parts

app_name = "board"
_ITEM = "namndarenden/<int:pk>/"
_PART = f"{_ITEM}delar/<slug:part>/"
_LAYOUT = "wordmallar/<int:pk>/"
urlpatterns = [
    path("namndarenden/", items.item_list, name="items"),
    path("planer/<int:pk>/namndarenden/", items.of_plan, name="of_plan"),
    path("planer/<int:pk>/namndarenden/nytt/", items.item_create, name="create"),
    path(_ITEM, items.item_detail, name="item"),
    path(f"{_ITEM}andra/", items.item_edit, name="edit"),
    path(f"{_ITEM}ta-bort/", items.item_remove, name="remove"),
    path(f"{_PART}ny/", parts.part_add, name="part_add"),
    path(f"{_PART}<int:row>/", parts.part_edit, name="part_edit"),
    path(f"{_PART}<int:row>/flytta/<slug:way>/", parts.part_move, name="part_move"),
    path(f"{_PART}<int:row>/ta-bort/", parts.part_remove, name="part_remove"),
    path(f"{_ITEM}las/<slug:paper>/", papers.preview, name="preview"),
    path(f"{_ITEM}fil/<slug:paper>/<slug:ending>/", papers.download, name="download"),
    path(f"{_ITEM}expediera/", papers.issue, name="issue"),
    path(f"{_ITEM}ta-tillbaka/", papers.withdraw, name="withdraw"),
    path(f"{_ITEM}beslut/", papers.decide, name="decide"),
    path("wordmallar/", layouts.layout_list, name="layouts"),
    path("wordmallar/ny/", layouts.layout_add, name="layout_add"),
    path("wordmallar/exempel/<slug:paper>/", layouts.layout_sample, name="layout_sample"),
    path(_LAYOUT, layouts.layout_detail, name="layout"),
    path(f"{_LAYOUT}ny-version/", layouts.layout_version, name="layout_version"),
    path(f"{_LAYOUT}bruk/", layouts.layout_retire, name="layout_retire"),
]
