"""Addresses of the pages of invoices."""

from django.urls import path

from insyn.invoices.views import batches, claims, samples

app_name = "invoices"
urlpatterns = [
    path("fakturakontroll/", batches.batch_list, name="list"),
    path("fakturakontroll/ny/", batches.upload, name="upload"),
    path("fakturakontroll/<int:pk>/", batches.batch, name="batch"),
    path("fakturakontroll/<int:pk>/granska/", batches.preview, name="preview"),
    path("fakturakontroll/<int:pk>/kolumner/", batches.columns, name="columns"),
    path("fakturakontroll/<int:pk>/las-in/", batches.take_in, name="take_in"),
    path("fakturakontroll/<int:pk>/slang/", batches.discard, name="discard"),
    path("fakturakontroll/<int:pk>/dra/", samples.draw, name="draw"),
    path("fakturakontroll/rad/<int:pk>/", batches.line, name="line"),
    path("fakturakontroll/rad/<int:pk>/misstanke/", batches.suspect, name="suspect"),
    path("fakturakontroll/rad/<int:pk>/granska/", samples.point_out, name="point_out"),
    path("fakturakontroll/stickprov/", samples.sample_list, name="samples"),
    path("fakturakontroll/stickprov/<int:pk>/", samples.sample, name="sample"),
    path("fakturakontroll/stickprov/<int:pk>/bevis/", samples.proof, name="proof"),
    path("fakturakontroll/stickprov/<int:pk>/klar/", samples.finish, name="finish"),
    path("fakturakontroll/stickprov/<int:pk>/oppna/", samples.reopen, name="reopen"),
    path("fakturakontroll/stickprov/<int:pk>/stang/", samples.close, name="close"),
    path("fakturakontroll/stickprov/<int:pk>/krav/", claims.claim_back, name="claim_back"),
    path("fakturakontroll/stickprovsrad/<int:pk>/", samples.review, name="review"),
    path("fakturakontroll/stickprovsrad/<int:pk>/resultat/", samples.finding, name="finding"),
    path("aterkrav/", claims.claim_list, name="claims"),
    path("aterkrav/<int:pk>/", claims.claim, name="claim"),
    path("aterkrav/<int:pk>/krediterat/", claims.credit, name="credit"),
    path("aterkrav/<int:pk>/efterskank/", claims.waive, name="waive"),
    path("utforare/<int:pk>/fakturor/", batches.of_provider, name="of_provider"),
]
