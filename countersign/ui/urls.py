"""The page for those who build pages."""

from django.urls import path

from countersign.ui import views

app_name = "ui"
urlpatterns = [
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/reading/", views.styleguide_reading, name="styleguide-reading"),
]
