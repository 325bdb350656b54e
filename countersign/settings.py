"""
The one settings file: read from the environment, starting with nothing set.

Every name is explained in docs/reference/settings.md, which is drawn from `SETTINGS` below.
A secret NAME may stand in a file instead, named by NAME_FILE.
"""

import datetime
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF


@dataclass(frozen=True)
class Setting:
    """A setting as the reference prints it."""

    name: str
    default: str
    purpose: str


SETTINGS: dict[str, Setting] = {}


def setting(name: str, default: str, purpose: str) -> str:
    """Return what the environment, or the file it names, says of a setting."""
    SETTINGS[name] = Setting(name, default, purpose)
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    return os.environ.get(name, default)


ROOT = Path(__file__).resolve().parent.parent
DATA = Path(setting("COUNTERSIGN_DATA", str(ROOT / "var"), "Folder for the database, keys and files.")).resolve()
DATA.mkdir(parents=True, exist_ok=True)


def kept_secret(path: Path) -> str:
    """Return a secret made at the first start and kept in a file that only this user reads."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    secret = secrets.token_urlsafe(50)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
    return secret


SECRET_KEY = setting(
    "COUNTERSIGN_SECRET_KEY", "", "Signs sessions. Empty: made at the first start, kept in the data folder."
) or kept_secret(DATA / "secret-key")
DEBUG = setting("COUNTERSIGN_DEBUG", "", "1 shows faults in the browser. Never where others can reach it.") == "1"
ADDRESS = setting(
    "COUNTERSIGN_ADDRESS", "http://127.0.0.1:8000", "The address people type, with https:// in real use."
).rstrip("/")
ALLOWED_HOSTS = [urlsplit(ADDRESS).hostname or "localhost", "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [ADDRESS]
TRUSTED_PROXY = (
    setting("COUNTERSIGN_TRUSTED_PROXY", "", "1 where a proxy in front sets X-Forwarded-For and -Proto.") == "1"
)
if TRUSTED_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
IS_HTTPS = ADDRESS.startswith("https://")

INSTALLED_APPS = [
    "countersign.ui",
    "countersign.ledger",
    "countersign.schools",
    "countersign.people",
    "countersign.setup",
    "countersign.providers",
    "countersign.notices",
    "countersign.access",
    "countersign.policies",
    "countersign.agreements",
    "countersign.evidence",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "axes",
    "csp",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "countersign.people.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "countersign.ui.content_security.ContentSecurityMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "countersign.urls"
WSGI_APPLICATION = "countersign.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "countersign.people.context.person_and_school",
            ],
            "builtins": ["django.templatetags.i18n"],  # `translate` and `blocktranslate` on every page
        },
    }
]


def database(url: str) -> dict[str, object]:
    """Return Django's settings for a database address: empty for SQLite in the data folder."""
    if not url:
        return {
            "ENGINE": "countersign.sqlite",
            "NAME": DATA / "countersign.sqlite3",
            "CONN_MAX_AGE": None,
            "TEST": {"NAME": ":memory:"},
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=268435456;"
                    " PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;"
                    " PRAGMA recursive_triggers=ON;"  # a row that REPLACE takes the place of counts as deleted
                ),
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # Statements are planned once for each connection instead of each time.
            "server_side_binding": True,
            "prepare_threshold": 3,
            # A page anywhere on today's disks costs what the next one does; compiling pays for statements of seconds.
            "options": "-c random_page_cost=1.1 -c jit=off",
        },
    }


DATABASE_URL = setting("DATABASE_URL", "", "postgresql://user:password@host/name. Empty: SQLite in the data folder.")
DATABASES = {"default": database(DATABASE_URL)}
# Questions that one floor asks and a floor above it answers, named as the worker names its jobs.
ASKED_TO_SIGN = "countersign.agreements.everybody.last_days"  # access: what is somebody to sign, and until when
WAYS_IN = "countersign.providers.asking.ways_in"  # people: where else people have an account
CLOSED_TO_PASSWORDS = "countersign.providers.asking.closed_to_passwords"  # people: where a password opens nothing
IMPACT = "countersign.agreements.impact.impact_of"  # policies: what will happen when this draft is published
LEFT_TO_ASK = "countersign.agreements.leaving.left_to_ask"  # notices: what is left to ask, as a message leaves

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {  # what is counted against a limit is counted in all of the web server's processes together
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "countersign.people.sign_in.Backend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "countersign.people.passwords.LongEnough"},
    {"NAME": "countersign.people.passwords.NotGuessable"},
    {"NAME": "countersign.people.passwords.NotOneself"},
]

# Sign-in (django-allauth): by e-mail address and password, or by passkey; nobody signs up uninvited.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "countersign.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever has an account came by a link to their address
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,30/5m/key"}  # a whole school shares one address; axes counts as well
ACCOUNT_FORMS = {
    "login": "countersign.people.sign_in_forms.SignInForm",
    "reauthenticate": "countersign.people.sign_in_forms.ConfirmForm",
    "change_password": "countersign.people.sign_in_forms.ChangePasswordForm",
    "set_password": "countersign.people.sign_in_forms.SetPasswordForm",
}
MFA_ADAPTER = "countersign.people.adapters.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS  # for http://localhost, which browsers trust
MFA_TOTP_ISSUER = "Countersign"
MFA_TOTP_TOLERANCE = 1  # phones whose clock is up to half a minute out
MFA_FORMS = {
    "authenticate": "countersign.people.sign_in_forms.CodeForm",
    "reauthenticate": "countersign.people.sign_in_forms.ConfirmCodeForm",
    "activate_totp": "countersign.people.sign_in_forms.ActivateAppForm",
    "add_webauthn": "countersign.people.sign_in_forms.AddPasskeyForm",
    "edit_webauthn": "countersign.people.sign_in_forms.RenamePasskeyForm",
}

# Accounts elsewhere: what a school enters on its page about signing in; no provider is named here.
SOCIALACCOUNT_ADAPTER = "countersign.providers.adapter.Arrivals"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # nobody is anybody by an address
SOCIALACCOUNT_STORE_TOKENS = False
MICROSOFT_AUTHORITY = "https://login.microsoftonline.com"
GOOGLE_ISSUER = "https://accounts.google.com"

# Guessing passwords: five wrong ones for an account from one place, then a quarter of an hour's rest.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = datetime.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "countersign.people.adapters.address_tried"
AXES_CLIENT_IP_CALLABLE = "countersign.people.middleware.address_of"
AXES_LOCKOUT_CALLABLE = "countersign.people.views.account.too_many_tries"
AXES_VERBOSE = False

IDLE_MINUTES = int(setting("COUNTERSIGN_IDLE_MINUTES", "15", "Minutes without use after which a session locks."))

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]  # of our own words; a policy may be translated into any
LANGUAGE_COOKIE_NAME = "__Host-countersign-language" if IS_HTTPS else "countersign-language"
TIME_ZONE = "Europe/London"
USE_TZ = True
FORMAT_MODULE_PATH = ["countersign.formats"]

FILE_UPLOAD_HANDLERS = [
    "countersign.policies.uploads.SizeHandler",  # gives up a file that is too large before it fills the disk
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "countersign.ui.storage.StaticFiles"},
}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # a link in a mail opens signed in
SESSION_ENGINE = "countersign.people.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day
SESSION_COOKIE_NAME = "__Host-countersign" if IS_HTTPS else "countersign"
CSRF_COOKIE_NAME = "__Host-countersign-csrf" if IS_HTTPS else "countersign-csrf"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if IS_HTTPS else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Mail: without a server, messages wait in the outbox that the administrator can read.
EMAIL_HOST = setting("EMAIL_HOST", "", "Mail server (SMTP). Empty: messages stay readable in the outbox page.")
EMAIL_PORT = int(setting("EMAIL_PORT", "587", "Its port."))
EMAIL_HOST_USER = setting("EMAIL_HOST_USER", "", "Name to sign in to it with, if it asks.")
EMAIL_HOST_PASSWORD = setting("EMAIL_HOST_PASSWORD", "", "Password for it, if it asks.")
EMAIL_USE_TLS = setting("EMAIL_USE_TLS", "1", "1 for STARTTLS, 0 for none.") == "1"
DEFAULT_FROM_EMAIL = setting("EMAIL_FROM", "countersign@localhost", "Address that messages come from.")
EMAIL_TIMEOUT = 20

# Time stamps: without an authority, checkpoints carry our own clock only.
TIME_AUTHORITIES = setting(
    "COUNTERSIGN_TIME_AUTHORITIES",
    "",
    "Up to two RFC 3161 addresses, with a space between, that time-stamp checkpoints.",
).split()[:2]
TIME_AUTHORITY_ROOTS = setting(
    "COUNTERSIGN_TIME_AUTHORITY_ROOTS", "", "File with the authorities' root certificates (PEM), to check their stamps."
)
