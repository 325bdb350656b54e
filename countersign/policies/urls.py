"""Where the pages of policies are."""

from django.urls import path

from countersign.policies.views import drafts, library, parts, public, putting_in

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
    path("editions/<uuid:edition>/", library.edition, name="edition"),
    path("editions/<uuid:edition>/source/", library.source, name="source"),
    path("linked/<uuid:policy>/", public.linked, name="linked"),
    path("linked/<uuid:policy>/address/", public.linked_address, name="linked_address"),
    path("public/", public.everything, name="public"),
    path("<uuid:policy>/", public.policy, name="public"),
    path("<uuid:policy>/editions/<int:number>/", public.policy, name="public_edition"),
    path("<uuid:policy>/new-draft/", drafts.new_draft, name="new_draft"),
    path("<uuid:policy>/withdraw/", library.withdraw, name="withdraw"),
]
