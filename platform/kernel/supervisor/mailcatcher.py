"""The mail catcher: an SMTP server on loopback that sends nothing on, but keeps each mail as a file."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from kernel.config.environment import environment
from kernel.mailbox import KEPT, folder

LARGEST_BYTES = 30 * 1024 * 1024


class Keeper:
    """Writes what comes in as NAME.eml; the name sorts by time of arrival."""

    def __init__(self, into: Path) -> None:
        self.into = into

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep one mail, with the envelope's addresses in front: blind copies stand nowhere else."""
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{os.urandom(4).hex()}"
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n"
        body = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        try:
            beside = self.into / f"{name}.new"
            beside.write_bytes(head.encode("utf-8") + body)
            beside.rename(self.into / f"{name}.eml")
        except OSError as error:
            return f"452 The mail could not be kept: {error.strerror}"
        for old in sorted(self.into.glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return "250 Kept"


async def catch(port: int, into: Path) -> None:
    """Take mail on loopback until SIGTERM or SIGINT."""
    into.mkdir(parents=True, exist_ok=True)
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    def session() -> SMTP:
        return SMTP(Keeper(into), data_size_limit=LARGEST_BYTES, enable_SMTPUTF8=True, hostname="localhost", loop=loop)

    server = await loop.create_server(session, host="127.0.0.1", port=port)
    await stop.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(catch(environment.mail.port, folder()))
