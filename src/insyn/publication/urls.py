"""Addresses of publications: inside, and open to everybody."""

from django.urls import include, path

from insyn.publication.views import moves, open_data, open_pages, preparing, search_engines

ONE = "publiceringar/<int:pk>/"
SHOWN = f"{ONE}forhandsvisning/"
inside = [
    path("publiceringar/", preparing.publication_list, name="list"),
    path("publiceringar/ny/", preparing.create, name="create"),
    path(ONE, preparing.detail, name="detail"),
    path(f"{ONE}andra/", preparing.edit, name="edit"),
    path(f"{ONE}utforare/", preparing.note, name="note"),
    path(f"{ONE}hamta/", moves.gather, name="gather"),
    path(f"{ONE}lamna/", moves.propose, name="propose"),
    path(f"{ONE}ta-tillbaka/", moves.take_back, name="take_back"),
    path(f"{ONE}godkann/", moves.approve, name="approve"),
    path(f"{ONE}publicera/", moves.publish, name="publish"),
    path(f"{ONE}ratta/", moves.correct, name="correct"),
    path(f"{ONE}dra-in/", moves.withdraw, name="withdraw"),
    path(SHOWN, open_pages.preview, name="preview"),
    path(f"{SHOWN}jamfor/", open_pages.preview_compare, name="preview_compare"),
    path(f"{SHOWN}om/", open_pages.preview_about, name="preview_about"),
    path(f"{SHOWN}<int:key>/", open_pages.preview_provider, name="preview_provider"),
]
OUT = "offentligt/<int:pk>/"
public = [
    path("offentligt/", open_pages.start, name="start"),
    path(OUT, open_pages.results, name="results"),
    path(f"{OUT}jamfor/", open_pages.compare, name="compare"),
    path(f"{OUT}om/", open_pages.about_figures, name="about"),
    path(f"{OUT}utforare/<int:key>/", open_pages.provider, name="provider"),
    path("oppna-data/", open_data.index, name="open_data"),
    path("oppna-data/schema/v1.json", open_data.data_schema, name="schema"),
    path("oppna-data/<int:pk>.<slug:ending>", open_data.data_file, name="data"),
    path("datasets/dcat", open_data.dcat, name="dcat"),
    path("robots.txt", search_engines.robots_file, name="robots"),
    path("sitemap.xml", search_engines.sitemap_file, name="sitemap"),
    path("datasets/dcat.jsonld", open_data.dcat_json, name="dcat_json"),
]
urlpatterns = [
    path("", include((inside, "publication"))),
    path("", include((public, "public"))),
]
