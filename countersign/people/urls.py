"""Where people sign in, open their invitation, and are kept by administrators."""

from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import include, path
from django.views.generic import RedirectView

from countersign.people.doors import opens_before_second_step as first
from countersign.people.views import account as own
from countersign.people.views import away as absences
from countersign.people.views import demonstration, directory, importing, invitation, locked

# Of allauth's pages only these; their names are allauth's, since its own code leads from one to another.
signing_in = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-in/code/", second_step.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-out/", own.sign_out, name="account_logout"),
    path("sign-in/confirm/", first(account.reauthenticate), name="account_reauthenticate"),
    path("sign-in/confirm/code/", first(second_step.reauthenticate), name="mfa_reauthenticate"),
    path("sign-in/confirm/passkey/", first(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("sign-in/mine/", own.mine, name="mfa_index"),
    path("sign-in/mine/password/", first(account.password_change), name="account_change_password"),
    path("sign-in/mine/password/first/", first(account.password_set), name="account_set_password"),
    path("sign-in/mine/app/", first(app.activate_totp), name="mfa_activate_totp"),
    path("sign-in/mine/app/remove/", first(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("sign-in/mine/passkeys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("sign-in/mine/passkeys/add/", first(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("sign-in/mine/passkeys/<int:pk>/", first(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("sign-in/mine/passkeys/<int:pk>/remove/", first(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("sign-in/mine/codes/", first(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("sign-in/mine/codes/new/", first(recovery_codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("sign-in/mine/codes/file/", first(recovery_codes.download_recovery_codes), name="mfa_download_recovery_codes"),
]

people = [
    path("i/<str:secret>/", invitation.invitation, name="invitation"),
    path("link-ended/", invitation.ticket_ended, name="ticket_ended"),
    path("locked/", locked.locked, name="locked"),
    path("lock/", locked.lock, name="lock"),
    path("sign-in/second-step/", own.second_step, name="second_step"),
    path("sign-in/confirm/elsewhere/", own.confirm_elsewhere, name="confirm_elsewhere"),
    path("sign-in/mine/everywhere/", own.sign_out_everywhere, name="sign_out_everywhere"),
    path("sign-in/mine/school/", own.choose_school, name="choose_school"),
    path("demonstration/", demonstration.demonstration, name="demonstration"),
    path("people/", directory.people, name="people"),
    path("people/add/", directory.add, name="add"),
    path("people/import/", importing.upload, name="import"),
    path("people/import/example.csv", importing.example, name="import_example"),
    path("people/<uuid:public_id>/", directory.person, name="person"),
    path("people/<uuid:public_id>/correct/", directory.correct, name="correct"),
    path("people/<uuid:public_id>/away/", absences.away, name="away"),
    path("people/<uuid:public_id>/away/<int:pk>/", absences.change, name="change_absence"),
    path("people/<uuid:public_id>/away/<int:pk>/remove/", absences.remove, name="remove_absence"),
    path("people/<uuid:public_id>/line-manager/", absences.line_manager, name="line_manager"),
    path("people/<uuid:public_id>/role/", directory.add_role, name="add_role"),
    path("people/<uuid:public_id>/role/<int:pk>/end/", directory.end_role, name="end_role"),
]

urlpatterns = [*signing_in, path("", include((people, "people")))]
