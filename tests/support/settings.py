"""The product's settings with what only tests want: quick hashes, an in-process broker, no connection pool."""

from kernel.config.settings import *
from kernel.config.settings import DATABASES, STORAGES
from tests.support.environment import NAME, WORKER

DATABASES["default"]["OPTIONS"] = {}
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["TEST"] = {"NAME": DATABASES["default"]["NAME"]}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASK_BROKER = "stub"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TEST_DATABASE = f"tongban_test_{NAME}_{WORKER}"
WHITENOISE_USE_FINDERS = True
# One tenant has the requests of a whole run; the tests of the limits set their own.
API_LIMITS = {"actor": 1_000_000, "tenant": 1_000_000}
