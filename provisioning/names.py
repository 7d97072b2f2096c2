"""Names of companies and people as strangers type them. They end up in mails: a name must never become a link or an
advertisement."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

#: What programs for mail make a link of by themselves: any ending that is not a company's own, and numbers of machines.
_LINK = re.compile(
    r"https?:|www\.|://|[a-z0-9-]{2,}\.(?!(?:ltd|inc|corp|llc|js)\b)[a-z]{2,}\b|\w\.(?:中国|公司|网络|网址|商城|在线)"
    r"|\d{1,3}(?:\.\d{1,3}){3}",
    re.IGNORECASE,
)
_STOPS = str.maketrans("。｡．", "...")


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
    # Full-width letters and Chinese stops are read as a browser reads them.
    read = unicodedata.normalize("NFKC", name.translate(_STOPS))
    if _LINK.search(read) or any(letter in read for letter in "<>@{}[]|\\"):
        return _("A name holds no web address, no e-mail address and none of these signs: < > @ { } [ ] | \\")
    if sum(letter.isdigit() for letter in name) > 8:
        return _("A name holds no telephone number.")
    return ""
