"""Whether each service that the product stands on answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import boto3
import psycopg
from botocore.config import Config
from django.db import connections

from kernel.config.environment import environment
from kernel.scope import public
from kernel.valkey import valkey


@dataclass(frozen=True)
class Finding:
    """One service: whether it answers, in how many milliseconds, and if not, what it said."""

    service: str
    ok: bool
    milliseconds: float
    words: str = ""


def look() -> list[Finding]:
    """Ask every service once. Never raises; each question has a time limit of a few seconds."""
    return [
        _ask("database", _database),
        _ask("valkey", lambda: valkey().ping()),
        _ask("store", _store),
    ]


def database_answers() -> bool:
    """Whether the database lets us in within two seconds, asked beside the pool of connections. Never raises."""
    try:
        _knock()
    except psycopg.Error:
        return False
    return True


def _ask(service: str, question: Callable[[], object]) -> Finding:
    began = time.monotonic()
    try:
        question()
    except Exception as error:
        return Finding(service, False, _since(began), type(error).__name__)
    return Finding(service, True, _since(began))


def _since(began: float) -> float:
    return round((time.monotonic() - began) * 1000, 1)


def _knock() -> None:
    at = connections["default"].settings_dict
    psycopg.connect(
        host=at["HOST"],
        port=at["PORT"],
        dbname=at["NAME"],
        user=at["USER"],
        password=at["PASSWORD"],
        connect_timeout=2,
    ).close()


def _database() -> None:
    # The pool waits ten seconds for a server that is gone; whoever asks whether it is gone should not.
    _knock()
    # A trigram of Chinese must not be empty: under the locale C every search would find nothing, silently.
    with public(), connections["default"].cursor() as cursor:
        cursor.execute("SELECT cardinality(extensions.show_trgm('考勤管理'))")
        if not cursor.fetchone()[0]:
            raise RuntimeError("the database's locale makes no trigrams of Chinese")


def _store() -> None:
    store = environment.store
    boto3.client(
        "s3",
        endpoint_url=store.endpoint,
        aws_access_key_id=store.access_key,
        aws_secret_access_key=store.secret_key,
        region_name=store.region,
        config=Config(connect_timeout=1, read_timeout=2, retries={"max_attempts": 0}, s3={"addressing_style": "path"}),
    ).head_bucket(Bucket=store.bucket)
