"""Where the pages of the school are."""

from django.urls import path

from countersign.setup import details, term_pages, views

app_name = "schools"
urlpatterns = [
    path("welcome/", views.welcome, name="welcome"),
    path("set-up/demonstration/", views.demonstration, name="demonstration"),
    path("set-up/check/", views.check, name="check"),
    path("set-up/<slug:step>/", views.step, name="step"),
    path("school/", details.school, name="settings"),
    path("school/name/", details.change_name, name="change_name"),
    path("school/rule/", details.change_rule, name="change_rule"),
    path("school/reminders/", term_pages.change_reminders, name="change_reminders"),
    path("school/terms/", term_pages.term_dates, name="term_dates"),
    path("school/terms/new/", term_pages.add_term, name="add_term"),
    path("school/terms/<int:pk>/", term_pages.change_term, name="change_term"),
    path("school/terms/<int:pk>/remove/", term_pages.remove_term, name="remove_term"),
    path("school/closed/new/", term_pages.add_closure, name="add_closure"),
    path("school/closed/<int:pk>/", term_pages.change_closure, name="change_closure"),
    path("school/closed/<int:pk>/remove/", term_pages.remove_closure, name="remove_closure"),
    path("school/posts/new/", details.add_post, name="add_post"),
    path("school/posts/<slug:code>/", details.post, name="post"),
    path("school/posts/<slug:code>/holder/", details.change_holder, name="change_holder"),
]
