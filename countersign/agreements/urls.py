"""Where agreements are read, signed and countersigned."""

from django.urls import path

from countersign.agreements import campaign_pages, desk, reading_pages, views

app_name = "agreements"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("sign/", views.to_sign, name="to_sign"),
    path("sign/<uuid:edition_id>/", views.sign, name="sign"),
    path("sign/<uuid:edition_id>/seen/", views.seen, name="seen"),
    path("sign/<uuid:edition_id>/linked/<int:position>/", views.open_linked, name="open_linked"),
    path("sign/<uuid:edition_id>/decline/", views.decline, name="decline"),
    path("sign/<uuid:edition_id>/ask/", views.ask, name="ask"),
    path("sign/<uuid:edition_id>/reading/<int:position>/", reading_pages.required, name="required"),
    path("sign/<uuid:edition_id>/reading/<int:position>/ask/", reading_pages.ask, name="ask_required"),
    path("reading/", reading_pages.mine, name="reading"),
    path("reading/<uuid:policy_id>/", reading_pages.policy, name="read_policy"),
    path("reading/<uuid:policy_id>/opened/", reading_pages.open_address, name="open_address"),
    path("reading/<uuid:policy_id>/who/", reading_pages.who, name="readers"),
    path("agreements/", desk.queue, name="queue"),
    path("agreements/<uuid:agreement_id>/", views.signed, name="signed"),
    path("agreements/<uuid:agreement_id>/countersign/", desk.countersign, name="countersign"),
    path("agreements/<uuid:agreement_id>/return/", desk.return_with_question, name="return"),
    path("agreements/<uuid:agreement_id>/refuse/", desk.refuse, name="refuse"),
    path("campaign/", campaign_pages.campaign, name="campaign"),
    path("campaign/start/", campaign_pages.start, name="start_campaign"),
    path("campaign/stop/", campaign_pages.stop, name="stop_campaign"),
    path("campaign/missing.csv", campaign_pages.export, name="missing"),
    path("campaign/people/<uuid:public_id>/", campaign_pages.asked, name="asked"),
    path("team/", campaign_pages.team, name="team"),
    path("questions/<uuid:question_id>/", desk.answer, name="answer"),
]
