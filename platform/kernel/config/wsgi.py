"""The application for gunicorn."""

import os

from kernel.config.environment import environment

# The workers count into files of one folder, so that /metrics adds all of them up.
_figures = environment.var / "metrics"
_figures.mkdir(parents=True, exist_ok=True)
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_figures))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kernel.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
