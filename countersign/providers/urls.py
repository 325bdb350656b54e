"""Where people go to a provider and come back, and where a school says how they may."""

from django.urls import path

from countersign.providers.views import school, signing_in, waiting

app_name = "providers"
urlpatterns = [
    path("sign-in/with/not-known/", signing_in.not_known, name="not_known"),
    path("sign-in/with/<uuid:public_id>/", signing_in.begin, name="begin"),
    path("sign-in/with/<uuid:public_id>/back/", signing_in.back, name="back"),
    path("sign-in/with/<uuid:public_id>/acs/", signing_in.acs, name="acs"),
    path("sign-in/with/<uuid:public_id>/finish/", signing_in.finish, name="finish"),
    path("sign-in/with/<uuid:public_id>/metadata.xml", signing_in.metadata, name="metadata"),
    path("sign-in/mine/with/<int:pk>/end/", signing_in.disconnect, name="disconnect"),
    path("school/sign-in/", school.sign_in, name="school"),
    path("school/sign-in/add/", school.choose_kind, name="kind"),
    path("school/sign-in/add/<slug:kind>/", school.add, name="add"),
    path("school/sign-in/waiting/", waiting.waiting, name="waiting"),
    path("school/sign-in/waiting/<int:pk>/", waiting.who, name="who"),
    path("school/sign-in/<uuid:public_id>/", school.provider, name="provider"),
    path("school/sign-in/<uuid:public_id>/change/", school.change, name="change"),
    path("school/sign-in/<uuid:public_id>/retire/", school.retire, name="retire"),
    path("school/sign-in/<uuid:public_id>/people/<int:pk>/end/", school.end_link, name="end_link"),
]
