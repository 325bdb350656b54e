"""
An OpenID provider written by others: allauth's own, as a site of its own on loopback.

    python another_issuer.py FOLDER PORT REDIRECT_URI CLIENT SECRET     prints READY and serves until it is stopped
"""

import sys
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

ADDRESS, PASSWORD = "nadia@mail.example", "violet harbour lantern"


class Quiet(WSGIRequestHandler):
    """Serves without a line for each request."""

    def log_message(self, *args: Any) -> None:
        """Keep quiet."""


def serve(folder: str, port: str, redirect_uri: str, client: str, secret: str) -> None:
    """Make the site with one account and one client, and serve it."""
    import django
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from django.conf import settings

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    templates = {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
    settings.configure(
        SECRET_KEY="of a test only",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="allauth_site",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": Path(folder, "site.sqlite3")}},
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
            "allauth", "allauth.account", "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware", "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[templates],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        ACCOUNT_LOGIN_METHODS={"email"},
        ACCOUNT_SIGNUP_FIELDS=["email*", "password1*"],
        ACCOUNT_EMAIL_VERIFICATION="none",
        IDP_OIDC_PRIVATE_KEY=pem,
        USE_TZ=True,
    )  # fmt: skip
    sys.modules["allauth_site"] = site = type(sys)("allauth_site")
    django.setup()
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path

    site.urlpatterns = [  # type: ignore[attr-defined]
        path("accounts/", include("allauth.urls")),
        path("", include("allauth.idp.urls")),
    ]
    call_command("migrate", verbosity=0)
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client

    user = User.objects.create_user("nadia", ADDRESS, PASSWORD, first_name="Nadia", last_name="Kow")
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    Client.objects.create(
        id=client,
        name="Countersign",
        secret=make_password(secret),
        scopes="openid\nprofile\nemail",
        redirect_uris=redirect_uri,
        skip_consent=True,
    )
    server = make_server("127.0.0.1", int(port), get_wsgi_application(), handler_class=Quiet)
    print("READY", flush=True)  # noqa: T201  whoever started us waits for it
    server.serve_forever()


if __name__ == "__main__":
    serve(*sys.argv[1:])
