"""Settings. Everything that differs between installations is read from the environment.

Without any variable set the system runs for one machine: debug off, SQLite in ``var/``,
a secret key made at the first start and kept in ``var/secret_key``. With ``INSYN_PRODUCTION=1``
it refuses to start when a secret is missing.
"""

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def env(name: str, default: str = "") -> str:
    """Return the variable ``INSYN_<name>`` as text."""
    return os.environ.get(f"INSYN_{name}", default)


def env_flag(name: str) -> bool:
    """Tell whether the variable is set to 1, true or yes."""
    return env(name).lower() in {"1", "true", "yes"}


def env_list(name: str, default: str) -> list[str]:
    """Return the comma-separated variable as a list."""
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


PACKAGE_DIR = Path(__file__).resolve().parent.parent
PRODUCTION = env_flag("PRODUCTION")
TESTING = "pytest" in sys.modules
VAR_DIR = Path(env("VAR_DIR") or Path.cwd() / "var").resolve()


def _secret_key() -> str:
    key = env("SECRET_KEY")
    if key:
        return key
    if PRODUCTION:
        raise ImproperlyConfigured("INSYN_SECRET_KEY saknas.")
    if TESTING:
        return "only-for-tests"
    file = VAR_DIR / "secret_key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text()


def _database() -> dict[str, object]:
    url = os.environ.get("DATABASE_URL", "")
    if url:
        parts = urlsplit(url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": parts.port or "",
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            # Compiling a question of many parts takes seconds, running it takes milliseconds.
            "OPTIONS": {"options": "-c jit=off"},
        }
    if PRODUCTION and not env_flag("SQLITE_IN_PRODUCTION"):
        raise ImproperlyConfigured("DATABASE_URL saknas.")
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "insyn.platform.sqlite",
        "NAME": env("SQLITE_FILE") or VAR_DIR / "insyn.sqlite3",
        "CONN_MAX_AGE": 60,  # opening costs as much as a small page
        "TEST": {"NAME": ":memory:"},  # one to each process of a test run
        "OPTIONS": {
            # IMMEDIATE: a writer waits at the start and never loses a half-done transaction.
            # FULL: a power cut loses nothing that was acknowledged (docs/decisions/0003).
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA busy_timeout=20000;"
            ),
        },
    }


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env_list("TRUSTED_ORIGINS", "")
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "template_partials",
    "insyn.platform",
    "insyn.audit",
    "insyn.accounts",
    "insyn.documents",
    "insyn.registry",
    "insyn.mailing",
    "insyn.delegations",
    "insyn.requirements",
    "insyn.criteria",
    "insyn.exchange",
    "insyn.plans",
    "insyn.followups",
    "insyn.signals",
    "insyn.visits",
    "insyn.findings",
    "insyn.measures",
    "insyn.dialogues",
    "insyn.themes",
    "insyn.monitoring",
    "insyn.invoices",
    "insyn.risk",
    "insyn.board",
    "insyn.surveys",
    "insyn.results",
    "insyn.coordination",
    "insyn.reports",
    "insyn.publication",
    "insyn.agenda",
    "insyn.portal",
    "insyn.provider_portal",
    "insyn.examples",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "insyn.platform.middleware.PermissionsPolicyMiddleware",
    "insyn.platform.middleware.BodyLimitMiddleware",
    "insyn.publication.http.OpenPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "insyn.accounts.http.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "insyn.accounts.http.RenewSessionMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "insyn.accounts.http.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "insyn.config.access.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "insyn.config.urls"
WSGI_APPLICATION = "insyn.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "insyn.config.access.navigation",
            ],
            "builtins": ["insyn.platform.templatetags.insyn_tags", "django.templatetags.i18n"],
        },
    }
]
FORM_RENDERER = "insyn.platform.forms.InsynRenderer"
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.Argon2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in [
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    ]
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "portal:start"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "insyn.accounts.http.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # the trail says who logged in
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # fifteen minutes, not for ever
AXES_USERNAME_CALLABLE = "insyn.accounts.http.throttle_name"  # no typed name in table or log
AXES_SENSITIVE_PARAMETERS = ["username", "password", "csrfmiddlewaretoken"]
AXES_CLIENT_IP_CALLABLE = "insyn.accounts.http.address_of"
PROXY_COUNT = int(env("PROXY_COUNT", "0"))
"""How many proxies of our own a request passes; only they are believed about who sent it."""
SILENCED_SYSTEM_CHECKS = [
    "models.W040",  # SQLite leaves the extra columns out of an index, and needs them no less
]

SESSION_COOKIE_AGE = int(env("SESSION_MINUTES", "60")) * 60
SESSION_SAVE_EVERY_REQUEST = False  # RenewSessionMiddleware renews it, every fifth minute
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "insyn.accounts.views.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_flag("BEHIND_PROXY") else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False  # ids stand in pages; numbers for people go through |number

BASE_ADDRESS = env("BASE_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
"""How the links in mail begin: where the reader finds this system."""
MAIL_HOST = urlsplit(BASE_ADDRESS).hostname or "localhost"
MAIL_OUT = env("MAIL_OUT") or ("smtp" if PRODUCTION or env("SMTP_HOST") else "file")
EMAIL_BACKEND = {
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "file": "insyn.platform.outbox.FileOutbox",
    "console": "django.core.mail.backends.console.EmailBackend",
}[MAIL_OUT]
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env("SMTP_HOST", "localhost")
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env("SMTP_USER"), env("SMTP_PASSWORD")
SMTP_TLS = env("SMTP_TLS", "starttls")  # starttls, implicit or none
EMAIL_USE_TLS, EMAIL_USE_SSL = SMTP_TLS == "starttls", SMTP_TLS == "implicit"
EMAIL_PORT = int(env("SMTP_PORT", "465" if EMAIL_USE_SSL else "587"))
EMAIL_TIMEOUT = 60
DEFAULT_FROM_EMAIL = env("MAIL_FROM", f"insyn@{MAIL_HOST}")
MAIL_MISSING = [
    f"INSYN_{name}" for name in ("SMTP_HOST", "MAIL_FROM", "BASE_ADDRESS")
    if PRODUCTION and MAIL_OUT == "smtp" and not env(name)
]  # fmt: skip
"""What ``insyn work`` will not start in production without."""
DAILY_TASKS, OFTEN_TASKS = "insyn.config.tasks.DAILY", "insyn.config.tasks.OFTEN"
BOLAGSVERKET_ID, BOLAGSVERKET_SECRET = env("BOLAGSVERKET_ID"), env("BOLAGSVERKET_SECRET")
BOLAGSVERKET_ADDRESS = env("BOLAGSVERKET_ADDRESS").rstrip("/")
BOLAGSVERKET_TOKEN_ADDRESS = env("BOLAGSVERKET_TOKEN_ADDRESS")
KOLADA, KOLADA_ADDRESS = env_flag("KOLADA"), env("KOLADA_ADDRESS").rstrip("/")
"""Outside services that are asked at night: none until the installation says so."""
CHECKLISTS = "insyn.config.checklists.CHECKLISTS"
AREAS_IN_DEPTH = "insyn.config.depth.AREAS_IN_DEPTH"
ENDING_OF_CONTRACT = "insyn.config.endings.ENDING_OF_CONTRACT"
SUBJECT_OF_MATTER = "insyn.config.matters.REPORTS"
REVIEWER_REFUSALS = "insyn.config.reviewers.REFUSALS"
APPOINTMENT_SOURCES = "insyn.config.appointments.SOURCES"
DUTY_SOURCES = "insyn.config.duties.SOURCES"
REMINDER_SOURCES = "insyn.config.reminders.SOURCES"
EVIDENCE_SOURCES = "insyn.config.evidence.SOURCES"
PROVIDER_EVIDENCE_SOURCES = "insyn.config.evidence.OF_PROVIDERS"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING
WHITENOISE_MAX_AGE = 31_536_000 if not TESTING else 0
MEDIA_ROOT = VAR_DIR / "files"  # never served as files: every download goes through a view
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_PERMISSIONS = 0o600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_links": {"()": "insyn.platform.logs.WithoutLinks"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["no_links"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
