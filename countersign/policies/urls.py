"""Where the pages of policies are."""

from django.urls import path

from countersign.policies.views import approving, comparing, drafts, library, parts, public, putting_in, reviewing

app_name = "policies"
urlpatterns = [
    path("", library.library, name="library"),
    path("put-in/", putting_in.put_in, name="put_in"),
    path("put-in/choose/", putting_in.choose, name="choose"),
    path("drafts/<uuid:edition>/", drafts.review, name="review"),
    path("drafts/<uuid:edition>/doubts/<int:doubt>/", drafts.settle, name="settle"),
    path("drafts/<uuid:edition>/details/", drafts.details, name="draft_details"),
    path("drafts/<uuid:edition>/preview/", drafts.preview, name="preview"),
    path("drafts/<uuid:edition>/publish/", drafts.publish, name="publish"),
    path("drafts/<uuid:edition>/discard/", drafts.discard, name="discard"),
    path("drafts/<uuid:edition>/add/", parts.add, name="add_part"),
    path("drafts/<uuid:edition>/parts/<uuid:key>/", parts.part, name="part"),
    path("drafts/<uuid:edition>/parts/<uuid:key>/move/", parts.move, name="move_part"),
    path("drafts/<uuid:edition>/parts/<uuid:key>/<slug:what>/", parts.change, name="change_part"),
    path("drafts/<uuid:edition>/approval/", approving.approval, name="approval"),
    path("drafts/<uuid:edition>/approval/ask/", approving.ask, name="ask_approval"),
    path("drafts/<uuid:edition>/approval/take-back/", approving.take_back, name="take_back"),
    path("drafts/<uuid:edition>/approval/meeting/", approving.meeting, name="meeting"),
    path("drafts/<uuid:edition>/approval/meeting/take-back/", approving.take_back_meeting, name="take_back_meeting"),
    path("reviews/", reviewing.reviews, name="reviews"),
    path("reviews/calendar/<str:secret>.ics", reviewing.calendar, name="calendar"),
    path("editions/<uuid:edition>/", library.edition, name="edition"),
    path("editions/<uuid:edition>/source/", library.source, name="source"),
    path("linked/<uuid:policy>/", public.linked, name="linked"),
    path("linked/<uuid:policy>/address/", public.linked_address, name="linked_address"),
    path("public/", public.everything, name="public"),
    path("<uuid:policy>/", public.policy, name="public"),
    path("<uuid:policy>/editions/<int:number>/", public.policy, name="public_edition"),
    path("<uuid:policy>/compare/", comparing.compare, name="compare"),
    path("<uuid:policy>/compare.pdf", comparing.compare_pdf, name="compare_pdf"),
    path("<uuid:policy>/new-draft/", drafts.new_draft, name="new_draft"),
    path("<uuid:policy>/approvers/", approving.approvers, name="approvers"),
    path("<uuid:policy>/owner/", reviewing.owner, name="owner"),
    path("<uuid:policy>/review/ask/", reviewing.ask_review, name="ask_review"),
    path("<uuid:policy>/review/close/", reviewing.close_review, name="close_review"),
    path("<uuid:policy>/withdraw/", library.withdraw, name="withdraw"),
]
