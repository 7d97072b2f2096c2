"""The object store: the few calls that are made of it, and addresses signed for browsers.

The only code path to bytes, whatever store stands behind it. Calls cost milliseconds and have short
limits; whatever reads a whole content belongs into a task, outside a unit of work.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, BinaryIO

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from kernel.config.environment import environment
from kernel.files.verdicts import StoreDown

CHUNK = 1024 * 1024
#: The longest life of a signed address, in seconds.
LIFE = 300
_GONE = frozenset({"404", "NoSuchKey", "NoSuchUpload", "NotFound", "NoSuchBucket"})


@dataclass(frozen=True)
class Stored:
    """An object as the store knows it. `checksum` is SHA-256 in hexadecimal if the store verified one."""

    key: str
    size: int
    checksum: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True)
class Part:
    """A part of an upload under way; `number` counts from 1."""

    number: int
    size: int
    etag: str


@dataclass(frozen=True)
class Pending:
    """An upload in parts that the store still waits for."""

    key: str
    upload: str
    began_at: datetime


def head(key: str) -> Stored | None:
    """What the store has under a key, or None."""
    answer = _ask("head_object", Key=key, ChecksumMode="ENABLED")
    if answer is None:
        return None
    checksum = answer.get("ChecksumSHA256", "")
    return Stored(key, answer["ContentLength"], _hex(checksum), answer.get("LastModified"))


def read(key: str, offset: int, length: int) -> bytes:
    """A piece of a content. Empty when nothing is there."""
    answer = _ask("get_object", Key=key, Range=f"bytes={offset}-{offset + length - 1}")
    return bytes(answer["Body"].read()) if answer else b""


def stream(key: str, chunk: int = CHUNK) -> Iterator[bytes]:
    """A whole content in pieces. Raises FileNotFoundError; StoreDown when it breaks off."""
    answer = _ask("get_object", Key=key)
    if answer is None:
        raise FileNotFoundError(key)
    try:
        yield from answer["Body"].iter_chunks(chunk)
    except (BotoCoreError, OSError) as error:
        raise StoreDown() from error


def put(key: str, content: bytes | BinaryIO) -> None:
    """Keep a content that we made ourselves."""
    if isinstance(content, bytes):
        digest = b64encode(hashlib.sha256(content).digest()).decode()
        _ask("put_object", Key=key, Body=content, ChecksumSHA256=digest)
    else:
        _must(_client().upload_fileobj, content, environment.store.bucket, key)


def begin_parts(key: str) -> str:
    """Begin an upload in parts; answers its id at the store."""
    answer = _ask("create_multipart_upload", Key=key, ContentType="application/octet-stream")
    assert answer is not None
    return str(answer["UploadId"])


def parts(key: str, upload: str) -> list[Part] | None:
    """The parts that have arrived, in order; None when the store no longer knows the upload."""
    found: list[Part] = []
    marker = 0
    while True:
        answer = _ask("list_parts", Key=key, UploadId=upload, PartNumberMarker=marker, MaxParts=1000)
        if answer is None:
            return None
        found += [Part(part["PartNumber"], part["Size"], part["ETag"]) for part in answer.get("Parts", ())]
        if not answer.get("IsTruncated") or not found:
            return sorted(found, key=lambda part: part.number)
        marker = found[-1].number


def join(key: str, upload: str, arrived: Iterable[Part]) -> bool:
    """Make one object of the parts; False when the store no longer knows the upload."""
    listed = [{"PartNumber": part.number, "ETag": part.etag} for part in arrived]
    answer = _ask("complete_multipart_upload", Key=key, UploadId=upload, MultipartUpload={"Parts": listed})
    return answer is not None


def abandon_parts(key: str, upload: str) -> None:
    """Forget an upload in parts and what has arrived of it."""
    _ask("abort_multipart_upload", Key=key, UploadId=upload)


def delete(keys: Iterable[str]) -> int:
    """Delete objects; those that are not there count as well."""
    listed, done = list(keys), 0
    for start in range(0, len(listed), 1000):
        batch = [{"Key": key} for key in listed[start : start + 1000]]
        answer = _ask("delete_objects", Delete={"Objects": batch, "Quiet": True})
        done += len(batch) - len((answer or {}).get("Errors", ()))
    return done


def listing(prefix: str, after: str = "") -> Iterator[list[Stored]]:
    """All objects under a prefix in the order of their keys, page by page (at most 1,000)."""
    options: dict[str, Any] = {"StartAfter": after} if after else {}
    while True:
        answer = _ask("list_objects_v2", Prefix=prefix, MaxKeys=1000, **options) or {}
        yield [Stored(row["Key"], row["Size"], "", row["LastModified"]) for row in answer.get("Contents", ())]
        if not answer.get("IsTruncated"):
            return
        options = {"ContinuationToken": answer["NextContinuationToken"]}


def pending(prefix: str) -> list[Pending]:
    """The uploads in parts under a prefix that were begun and neither finished nor given up (at most 10,000)."""
    found: list[Pending] = []
    options: dict[str, Any] = {}
    while len(found) < 10_000:
        answer = _ask("list_multipart_uploads", Prefix=prefix, **options) or {}
        found += [Pending(row["Key"], row["UploadId"], row["Initiated"]) for row in answer.get("Uploads") or ()]
        if not answer.get("IsTruncated") or not answer.get("NextKeyMarker"):
            break
        options = {"KeyMarker": answer["NextKeyMarker"], "UploadIdMarker": answer.get("NextUploadIdMarker", "")}
    return found


# ------------------------------------------------------------------ addresses for browsers


def signed_put(key: str, size: int, checksum: str) -> str:
    """Where one PUT of exactly this content may go: size and SHA-256 are part of the signature."""
    return _sign("put_object", Key=key, ContentLength=size, ChecksumSHA256=base64_of(checksum))


def signed_part(key: str, upload: str, number: int, size: int) -> str:
    """Where the PUT of one part may go; its size is part of the signature."""
    return _sign("upload_part", Key=key, UploadId=upload, PartNumber=number, ContentLength=size)


def signed_get(key: str, *, kind: str, disposition: str, life: int = LIFE) -> str:
    """Where a content may be fetched, with the media type and the name that the store shall tell."""
    return _sign("get_object", life, Key=key, ResponseContentType=kind, ResponseContentDisposition=disposition)


def base64_of(checksum: str) -> str:
    """A hexadecimal digest in the form that headers carry."""
    return b64encode(bytes.fromhex(checksum)).decode()


# ------------------------------------------------------------------ the bucket


#: A rule of the store takes a hundred origins.
_ORIGINS = 100


def prepare() -> None:
    """See to it that the bucket is there. Idempotent."""
    if _ask("head_bucket") is None:
        _ask("create_bucket")


def allow(origins: Sequence[str]) -> None:
    """Let pages of these origins, and of no others, send to the bucket and fetch from it."""
    rules = [
        {
            "AllowedOrigins": list(origins[start : start + _ORIGINS]),
            "AllowedMethods": ["GET", "HEAD", "PUT"],
            "AllowedHeaders": ["content-type", "x-amz-checksum-sha256"],
            "ExposeHeaders": ["ETag"],
            "MaxAgeSeconds": 3600,
        }
        for start in range(0, len(origins), _ORIGINS)
    ]
    _ask("put_bucket_cors", CORSConfiguration={"CORSRules": rules})


def _ask(operation: str, **arguments: Any) -> dict[str, Any] | None:
    call = getattr(_client(), operation)
    return _must(call, Bucket=environment.store.bucket, **arguments)


def _must(call: Any, *given: Any, **arguments: Any) -> dict[str, Any] | None:
    try:
        answer: dict[str, Any] | None = call(*given, **arguments)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _GONE:
            return None
        raise StoreDown() from error
    except BotoCoreError as error:
        raise StoreDown() from error
    return answer


def _sign(operation: str, life: int = LIFE, **arguments: Any) -> str:
    if not 0 < life <= LIFE:
        raise ValueError("a signed address lives at most five minutes")
    given = {"Bucket": environment.store.bucket, **arguments}
    return str(_signer().generate_presigned_url(operation, Params=given, ExpiresIn=life))


@lru_cache(maxsize=1)
def _client() -> Any:
    return _made(environment.store.endpoint)


@lru_cache(maxsize=1)
def _signer() -> Any:
    return _made(environment.store.public_endpoint)


def _made(endpoint: str) -> Any:
    return boto3.session.Session().client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=environment.store.access_key,
        aws_secret_access_key=environment.store.secret_key,
        region_name=environment.store.region,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=3,
            read_timeout=20,
            retries={"max_attempts": 2, "mode": "standard"},
            max_pool_connections=32,
            proxies={},
            # The store's own sums are asked for where they are wanted, not added to every call.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


def _hex(checksum: str) -> str:
    from base64 import b64decode

    # A sum of sums ("…-3") says nothing about the whole.
    return b64decode(checksum).hex() if checksum and "-" not in checksum else ""
