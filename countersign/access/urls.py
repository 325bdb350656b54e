"""Where the pages about access are."""

from django.urls import path

from countersign.access.views import by_hand, catalogue, connecting, people, plans

app_name = "access"
urlpatterns = [
    path("", plans.plan, name="plan"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/brings/add/", catalogue.entitlement, name="add_entitlement"),
    path("catalogue/brings/<int:pk>/", catalogue.entitlement, name="entitlement"),
    path("catalogue/permissions/add/", catalogue.permission, name="add_permission"),
    path("catalogue/permissions/<int:pk>/", catalogue.permission, name="permission"),
    path("catalogue/<slug:kind>/<int:pk>/retire/", catalogue.retire, name="retire"),
    path("connect/", connecting.connect, name="connect"),
    path("second/", people.second, name="second"),
    path("grants/<int:pk>/withdraw/", people.withdraw, name="withdraw"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("people/<uuid:person_id>/suspend/", people.suspend, name="suspend"),
    path("people/<uuid:person_id>/resume/", people.resume, name="resume"),
    path("<uuid:connector_id>/", plans.directory, name="directory"),
    path("<uuid:connector_id>/look/", plans.look, name="look"),
    path("<uuid:connector_id>/release/", plans.release, name="release"),
    path("<uuid:connector_id>/answers/", plans.answers, name="answers"),
    path("<uuid:connector_id>/progress/", plans.progress, name="progress"),
    path("<uuid:connector_id>/plan.txt", plans.as_text, name="as_text"),
    path("<uuid:connector_id>/list/", by_hand.by_hand, name="by_hand"),
    path("<uuid:connector_id>/settings/", connecting.settings, name="settings"),
    path("<uuid:connector_id>/groups/", connecting.groups, name="groups"),
    path("<uuid:connector_id>/check/", connecting.check, name="check"),
    path("<uuid:connector_id>/people/<uuid:person_id>/", people.settle, name="settle"),
]
