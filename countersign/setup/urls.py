"""Where the pages of the school are."""

from django.urls import path

from countersign.setup import details, views

app_name = "schools"
urlpatterns = [
    path("welcome/", views.welcome, name="welcome"),
    path("set-up/demonstration/", views.demonstration, name="demonstration"),
    path("set-up/check/", views.check, name="check"),
    path("set-up/<slug:step>/", views.step, name="step"),
    path("school/", details.school, name="settings"),
    path("school/name/", details.change_name, name="change_name"),
    path("school/rule/", details.change_rule, name="change_rule"),
    path("school/posts/new/", details.add_post, name="add_post"),
    path("school/posts/<slug:code>/", details.post, name="post"),
    path("school/posts/<slug:code>/holder/", details.change_holder, name="change_holder"),
]
