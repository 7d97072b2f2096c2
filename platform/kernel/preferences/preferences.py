"""Settings of the company itself: how it appears, and how much it may store."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kernel.preferences.declared import Group, Preference
from kernel.preferences.kinds import Choice, Colour, Picture, Size, Text

MB, GB, TB = 1024**2, 1024**3, 1024**4

APPEARANCE = Group(
    "appearance",
    _("Name and appearance"),
    order=10,
    help=_("What people see on the sign-in page, in the top left corner and in mails."),
)
STORAGE = Group("storage", _("Storage"), order=60, help=_("How much may be stored, and how large one file may be."))

BRAND_NAME = Preference(
    "brand.name",
    kind=Text(max_length=30),
    default="",
    levels=("tenant", "unit"),
    title=_("Name shown"),
    help=_("Short name beside the logo. Empty: the company's name."),
    group=APPEARANCE,
    order=10,
)
BRAND_LOGO = Preference(
    "brand.logo",
    kind=Picture(),
    default=None,
    levels=("tenant", "unit"),
    title=_("Logo"),
    help=_("Square picture, 256 pixels or more; PNG, JPEG or WebP."),
    group=APPEARANCE,
    order=20,
)
BRAND_ACCENT = Preference(
    "brand.accent",
    kind=Colour(),
    default="#2557d6",
    levels=("tenant", "unit"),
    title=_("Accent colour"),
    help=_("Colour of buttons, links and the chosen menu entry. It must be readable on white."),
    group=APPEARANCE,
    order=30,
)
LOGIN_BACKGROUND = Preference(
    "brand.login_background",
    kind=Choice(
        {
            "plain": _("Plain background"),
            "accent": _("Accent colour"),
            "lines": _("Fine lines"),
            "picture": _("Own picture"),
        }
    ),
    default="plain",
    levels=("tenant",),
    title=_("Sign-in background"),
    help=_("What stands behind the sign-in form."),
    group=APPEARANCE,
    order=40,
)
LOGIN_PICTURE = Preference(
    "brand.login_picture",
    kind=Picture(),
    default=None,
    levels=("tenant",),
    title=_("Sign-in picture"),
    help=_("Landscape picture, 1920 pixels wide or more; shown when the background is “own picture”."),
    group=APPEARANCE,
    order=50,
)
LOGIN_WORDS = Preference(
    "brand.login_words",
    kind=Text(max_length=120, multiline=True),
    default="",
    levels=("tenant",),
    title=_("Words on the sign-in page"),
    help=_("A greeting, or whom to call when signing in fails."),
    group=APPEARANCE,
    order=60,
)

QUOTA_TENANT = Preference(
    "storage.tenant_quota",
    kind=Size(unlimited=True, most=100 * TB),
    default=100 * GB,
    levels=("tenant",),
    title=_("Storage of the company"),
    help=_("All files of the company together. 0: as much as the contract gives."),
    group=STORAGE,
    order=10,
)
QUOTA_UNIT = Preference(
    "storage.unit_quota",
    kind=Size(unlimited=True, most=100 * TB),
    default=0,
    levels=("tenant", "unit"),
    title=_("Storage of a unit"),
    help=_("Files of one unit together. 0: without limit."),
    group=STORAGE,
    order=20,
)
QUOTA_PERSON = Preference(
    "storage.person_quota",
    kind=Size(unlimited=True, most=10 * TB),
    default=10 * GB,
    levels=("tenant", "unit"),
    title=_("Storage of a person"),
    help=_("Own files and mail of one person. 0: without limit."),
    group=STORAGE,
    order=30,
)
UPLOAD_SIZE = Preference(
    "storage.upload_size",
    kind=Size(least=MB, most=5 * GB),
    default=2 * GB,
    levels=("tenant", "unit"),
    title=_("Largest file"),
    help=_("One file may have at most this size; 5 GB is the most that is possible."),
    group=STORAGE,
    order=40,
)
