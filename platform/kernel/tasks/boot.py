"""What each dramatiq process imports first: the application, then the broker with all actors."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kernel.config.settings")

from kernel.tasks.worker import load

load()

import dramatiq

broker = dramatiq.get_broker()
