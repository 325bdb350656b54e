"""Where messages are read and asked for."""

from django.urls import path

from countersign.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("<int:pk>/", views.message, name="message"),
    path("new-link/", views.ask_again, name="ask_again"),
    path("invite/", views.invite_all, name="invite_all"),
    path("invite/<uuid:public_id>/", views.invite, name="invite"),
    path("sign-in/<uuid:public_id>/", views.way_to_sign_in, name="way_to_sign_in"),
]
