"""Names of companies and people as strangers type them. They end up in mails: a name must never become a link or an
advertisement."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

_LINK = re.compile(
    r"https?:|www\.|://|[a-z0-9-]{2,}\.(com|cn|net|org|info|biz|top|xyz|vip|cc|io|me|ru|site|shop|online|club|link|app)\b",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """One line: blanks folded, invisible characters and changes of direction taken out."""
    kept = "".join(
        letter
        for letter in text
        if unicodedata.category(letter) not in {"Cc", "Cf", "Co", "Cn", "Cs"} or letter in "\t\n"
    )
    return " ".join(unicodedata.normalize("NFC", kept).split())


def fault(name: str, longest: int) -> str:
    """What is wrong with a name, in words; empty when nothing is. Expects what `clean` answered."""
    if not name or not any(letter.isalpha() for letter in name):
        return _("Please write the name in letters or characters.")
    if len(name) > longest:
        return _("At most {count} characters.").format(count=longest)
    if _LINK.search(name) or any(letter in name for letter in "<>@{}[]|\\"):
        return _("A name holds no web address, no e-mail address and none of these signs: < > @ { } [ ] | \\")
    if sum(letter.isdigit() for letter in name) > 8:
        return _("A name holds no telephone number.")
    return ""
