"""Addresses about accounts: the same for a tenant's members and, on the console's host, the vendor's staff."""

from django.urls import path

from kernel.accounts.views import factors, passwords, places, profile, signing, tokens

urlpatterns = [
    path("", profile.index, name="index"),
    path("sign-in/", signing.sign_in, name="sign_in"),
    path("sign-in/second/", signing.second_factor, name="second_factor"),
    path("sign-in/picture/", signing.picture, name="picture"),
    path("sign-out/", signing.sign_out, name="sign_out"),
    path("password/", passwords.change, name="password"),
    path("password/strength/", passwords.strength, name="strength"),
    path("password/forgotten/", passwords.forgotten, name="forgotten"),
    path("password/<uuid:reset>/<str:token>/", passwords.reset, name="reset"),
    path("profile/", profile.profile, name="profile"),
    path("security/", profile.security, name="security"),
    path("security/confirm/", profile.confirm_password, name="confirm"),
    path("security/app/", factors.add_app, name="app"),
    path("security/key/", factors.add_key, name="key"),
    path("security/codes/", factors.codes, name="codes"),
    path("security/factors/<int:factor>/removal/", factors.remove, name="remove_factor"),
    path("sessions/", places.listing, name="sessions"),
    path("sessions/end/", places.end_chosen, name="end_sessions"),
    path("sessions/<int:session>/end/", signing.end_session, name="end_session"),
    path("sessions/others/end/", signing.end_other_sessions, name="end_other_sessions"),
    path("tokens/", tokens.listing, name="tokens"),
    path("tokens/<uuid:token>/revocation/", tokens.revocation, name="token_revocation"),
]
console_urlpatterns = urlpatterns
