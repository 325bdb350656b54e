"""Where the pages about access are."""

from django.urls import URLPattern

app_name = "access"
urlpatterns: list[URLPattern] = []
