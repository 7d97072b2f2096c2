"""Settings of the stock way: django-tenants with its own backend and commands, as a peer for measurements. Run as a
program it migrates the schemas named on its command line and prints the seconds that took.
"""

from __future__ import annotations

import os
import sys
import time

from kernel.config.settings import *
from kernel.config.settings import DATABASES, INSTALLED_APPS, SHARED_APPS

DATABASES = {
    "default": {
        **{name: DATABASES["default"][name] for name in ("HOST", "PORT", "USER", "PASSWORD")},
        "ENGINE": "django_tenants.postgresql_backend",
        "NAME": os.environ.get("TONGBAN_BENCH_DATABASE", ""),
    }
}
PG_EXTRA_SEARCH_PATHS = ["extensions"]
INSTALLED_APPS = ["django_tenants", *INSTALLED_APPS]
SHARED_APPS = ["django_tenants", *SHARED_APPS]
TENANT_MULTIPROCESSING_MAX_PROCESSES = 2


def main(executor: str, release: str, schemas: list[str]) -> None:
    """Migrate by an executor of django-tenants ("standard", "multiprocessing"), to this or the "next" release."""
    import django

    django.setup()
    from django_tenants.migration_executors import get_executor

    if release == "next":
        from tests.support.nextrelease import install

        install()
    options = {
        "verbosity": 0, "interactive": False, "database": "default", "app_label": None, "migration_name": None,
        "fake": False, "fake_initial": False, "plan": False, "run_syncdb": False, "check_unapplied": False,
        "prune": False, "skip_checks": True, "traceback": False, "settings": None, "pythonpath": None,
        "no_color": True, "force_color": False, "stdout": None, "stderr": None,
    }  # fmt: skip
    began = time.monotonic()
    get_executor(executor)((), options).run_migrations(tenants=schemas)
    print(time.monotonic() - began)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.stock"
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
