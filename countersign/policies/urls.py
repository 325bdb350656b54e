"""Where the pages of policies are."""

from django.urls import path

from countersign.policies import views

app_name = "policies"
urlpatterns = [
    path("", views.library, name="library"),
    path("<uuid:policy>/about/", views.library, name="linked"),
]
