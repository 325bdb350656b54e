"""Where records are seen and checked."""

from django.urls import path

from . import checking, publishing, views

app_name = "evidence"

urlpatterns = [
    path("records/<uuid:agreement_id>/", views.record, name="record"),
    path("records/<uuid:agreement_id>/record.pdf", views.pdf, name="pdf"),
    path("records/<uuid:agreement_id>/bundle.zip", views.bundle, name="bundle"),
    path("records/<uuid:agreement_id>/shown/", views.shown, name="shown"),
    path("records/<uuid:agreement_id>/shown.html", views.shown_bytes, name="shown_bytes"),
    path("policies/<uuid:policy>/editions/<int:number>.pdf", publishing.edition_pdf, name="edition_pdf"),
    path("verify/", checking.check, name="check"),
    path("verify/countersign-verify.py", checking.program, name="program"),
    path("verify/root.crt", checking.root_certificate, name="root"),
    path("verify/record-format/", checking.by_hand, name="by_hand"),
]
