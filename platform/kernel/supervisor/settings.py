"""What the environment leaves open, filled in: the embedded servers' addresses and secrets."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from kernel.supervisor.credentials import Credentials, read_credentials
from kernel.supervisor.failure import CannotStart
from kernel.supervisor.places import data_folder

PORTS = {
    "TONGBAN_PORT": 8000,
    "TONGBAN_LIVE_PORT": 8001,
    "TONGBAN_MAIL_PORT": 8025,
    "TONGBAN_PG_PORT": 15432,
    "TONGBAN_VALKEY_PORT": 16379,
    "TONGBAN_S3_PORT": 18333,
}


def port(environ: Mapping[str, str], setting: str) -> int:
    """The port that a setting names, or its default. Raises CannotStart when it is no number."""
    text = environ.get(setting) or str(PORTS[setting])
    if not text.isdecimal():
        raise CannotStart(f"{setting} must be a port number, not {text!r}.")
    return int(text)


def complete(environ: Mapping[str, str], credentials: Credentials | None = None) -> dict[str, str]:
    """The environment with every missing setting of the product filled in.

    A setting that is there is never changed, so that an installation with servers of its own needs nothing from
    here. Without `credentials` those of the data folder are taken, if it has any that we may read.
    """
    var = data_folder(environ)
    known = credentials or read_credentials(var)
    filled = dict(environ)
    filled["TONGBAN_VAR"] = str(var)
    filled.setdefault("DJANGO_SETTINGS_MODULE", "kernel.config.settings")
    if known is not None:
        for name, value in _embedded(environ, known).items():
            if not filled.get(name):
                filled[name] = value
    return filled


def origins(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The origins of our pages, which alone may speak to the object store from a browser."""
    scheme = environ.get("TONGBAN_SCHEME") or "http"
    domain = environ.get("TONGBAN_BASE_DOMAIN") or "localhost"
    number = port(environ, "TONGBAN_PORT")
    suffix = "" if number == (443 if scheme == "https" else 80) else f":{number}"
    return (f"{scheme}://{domain}{suffix}", f"{scheme}://*.{domain}{suffix}")


def _embedded(environ: Mapping[str, str], known: Credentials) -> dict[str, str]:
    database = f"tongban:{quote(known.database_password)}@127.0.0.1:{port(environ, 'TONGBAN_PG_PORT')}/tongban"
    values = {
        "TONGBAN_SECRET_KEY": known.secret_key,
        "DATABASE_URL": f"postgresql://{database}",
        "REDIS_URL": f"redis://:{quote(known.valkey_password)}@127.0.0.1:{port(environ, 'TONGBAN_VALKEY_PORT')}/0",
    }
    if not environ.get("S3_ENDPOINT"):
        values |= {
            "S3_ENDPOINT": f"http://127.0.0.1:{port(environ, 'TONGBAN_S3_PORT')}",
            "S3_ACCESS_KEY": known.s3_access_key,
            "S3_SECRET_KEY": known.s3_secret_key,
            "S3_BUCKET": "tongban",
            "S3_REGION": "us-east-1",
        }
    return values
