"""Django's settings, made from the environment. What a tenant may tune is not here but in its preferences."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kernel.api import settings as api
from kernel.config.environment import CHECKOUT, Database, environment
from kernel.config.logs import logging_settings
from kernel.registry import discover
from kernel.watching.errors import watch

PLATFORM = Path(__file__).resolve().parents[2]

SECRET_KEY = environment.secret_key or "only-for-commands-that-sign-nothing"
DEBUG = environment.debug
# The domain table decides; Django's own list would only repeat a part of it.
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "kernel.config.urls_site"
WSGI_APPLICATION = "kernel.config.wsgi.application"

# ---------------------------------------------------------------- what is installed, and in which schemas

_EVERYWHERE = [
    "kernel",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "django_htmx",
    "kernel.events",
    "kernel.accounts",
    "kernel.preferences",
    "kernel.files",
    "kernel.links",
    "kernel.search",
    "kernel.notices",
    "kernel.live",
    "kernel.webhooks",
    "kernel.api",
    "kernel.web",
]
_PUBLIC_ONLY = ["kernel.tasks", "tenants", "provisioning"]
_TENANTS_ONLY = [
    "organization",
    "organization.calendars",
    "organization.guide",
    "organization.home",
    "forms",
    "workflow",
    *discover(CHECKOUT / "modules"),
]


def _present(names: list[str]) -> list[str]:
    return [name for name in names if importlib.util.find_spec(name) is not None]


SHARED_APPS = _present([*_EVERYWHERE, *_PUBLIC_ONLY])
TENANT_APPS = _present([*_EVERYWHERE, *_TENANTS_ONLY])
INSTALLED_APPS = [*SHARED_APPS, *(name for name in TENANT_APPS if name not in SHARED_APPS)]

TENANT_MODEL = "tenants.Tenant"
TENANT_DOMAIN_MODEL = "tenants.Domain"
DATABASE_ROUTERS = ["kernel.database.origins.OriginRouter", "django_tenants.routers.TenantSyncRouter"]

# ---------------------------------------------------------------- the database


def _database(where: Database) -> dict[str, object]:
    return {
        "ENGINE": "kernel.database",
        "HOST": where.host,
        "PORT": where.port,
        "NAME": where.name,
        "USER": where.user,
        "PASSWORD": where.password,
        "CONN_MAX_AGE": 0,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": environment.pool_size, "timeout": 10}},
    }


#: The default holds the public schema; a tenant's row may name another server.
DATABASES = {
    "default": _database(environment.database),
    **{name: _database(where) for name, where in environment.servers.items()},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASK_BROKER = "valkey"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": environment.redis_url,
        "KEY_FUNCTION": "kernel.cachekeys.scoped",
        "KEY_PREFIX": "tbc",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}

# ---------------------------------------------------------------- the request

MIDDLEWARE = [
    "kernel.watching.middleware.WatchingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Styles and scripts are the same for all tenants: they need no transaction, and are there without a database.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "provisioning.middleware.StatusMiddleware",
    "tenants.middleware.ScopeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kernel.web.middleware.ActorMiddleware",
    "kernel.accounts.middleware.GateMiddleware",
    "kernel.web.middleware.RefusalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "kernel.web.context.shell",
            ],
            "builtins": ["kernel.web.templatetags.ui", "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# ---------------------------------------------------------------- languages, times, texts

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LOCALE_PATHS = [
    path for path in (PLATFORM / "kernel" / "locale", PLATFORM / "kernel" / "outbound" / "locale") if path.exists()
]

# ---------------------------------------------------------------- static files

STATIC_URL = "/static/"
STATIC_ROOT = environment.var / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# ---------------------------------------------------------------- signing in

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["kernel.accounts.backends.IdentifierBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "/account/sign-in/"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-session" if environment.secure else "session"
SESSION_COOKIE_SECURE = environment.secure
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_NAME = "__Host-csrf" if environment.secure else "csrf"
CSRF_COOKIE_SECURE = environment.secure
CSRF_FAILURE_VIEW = "kernel.web.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# ---------------------------------------------------------------- what is sent out and what answers say

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = environment.mail.host
EMAIL_PORT = environment.mail.port
EMAIL_HOST_USER = environment.mail.user
EMAIL_HOST_PASSWORD = environment.mail.password
EMAIL_USE_TLS = environment.mail.tls == "starttls"
EMAIL_USE_SSL = environment.mail.tls == "ssl"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.mail.sender

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.trusted_proxies else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if environment.secure else 0
X_FRAME_OPTIONS = "DENY"

_LIVE = environment.live_origin or f"{environment.scheme}://*.{environment.base_domain}:{environment.live_port}"
_STORE = environment.store.public_endpoint
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", _STORE],
        "font-src": ["'self'"],
        "connect-src": [
            "'self'",
            _STORE,
            _LIVE,
            f"{environment.scheme}://{environment.base_domain}:{environment.live_port}",
        ],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "media-src": ["'self'", _STORE],
        "frame-src": [_STORE],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

ACCOUNT_ADAPTER = "kernel.accounts.adapter.AccountAdapter"
MFA_ADAPTER = "kernel.accounts.adapter.FactorAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Tongban 同办"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not environment.secure

REST_FRAMEWORK, SPECTACULAR_SETTINGS, API_LIMITS = api.REST_FRAMEWORK, api.SPECTACULAR_SETTINGS, api.API_LIMITS

LOGGING_CONFIG = None
logging_settings(environment)
watch(environment)

SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # redirects to HTTPS are the proxy's work
    "fields.W342",
    "auth.W004",  # sign-in names are unique whatever their case: by a constraint, not by the field
]
