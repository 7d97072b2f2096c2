"""The mail catcher as mail programs see it, and what the console reads of it."""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from kernel import mailbox
from kernel.supervisor.ports import answers, wait_until

PORT = 20090 + 100 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])


def test_keeps_what_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environ = dict(os.environ) | {"TONGBAN_VAR": str(tmp_path), "TONGBAN_MAIL_PORT": str(PORT), "EMAIL_URL": ""}
    catcher = subprocess.Popen([sys.executable, "-m", "kernel.supervisor.mailcatcher"], env=environ, cwd="/")
    try:
        assert wait_until(lambda: answers(PORT), 10, alive=lambda: catcher.poll() is None)
        mail = EmailMessage()
        mail["Subject"] = "验证码 482913"
        mail["From"] = "同办 <no-reply@localhost>"
        mail["To"] = "张伟 <zhang@example.com>"
        mail.set_content("您的验证码是 482913。")
        mail.add_alternative("<p>您的验证码是 <b>482913</b>。</p>", subtype="html")
        with smtplib.SMTP("127.0.0.1", PORT) as smtp:
            smtp.send_message(mail, to_addrs=["zhang@example.com", "hidden@example.com"])
    finally:
        catcher.terminate()
        assert catcher.wait(10) == 0
    monkeypatch.setattr(mailbox, "folder", lambda: tmp_path / "mail")
    (caught,) = mailbox.caught_mails()
    assert caught.subject == "验证码 482913"
    assert caught.recipients == ("zhang@example.com", "hidden@example.com")
    assert "482913" in caught.text
    assert "<b>482913</b>" in caught.html
    assert mailbox.caught_mail(caught.id) == caught
    assert mailbox.caught_mail("../secrets") is None
