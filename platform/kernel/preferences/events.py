"""Facts about settings and enumerations."""

from django.utils.translation import gettext_lazy as _

from kernel.events import fact

SettingChanged = fact("preferences.setting.changed", _("Setting changed"), ("key", "level", "place"))
SettingCleared = fact("preferences.setting.cleared", _("Setting put back"), ("key", "level", "place"))
SettingLocked = fact("preferences.setting.locked", _("Setting fixed for those below"), ("key", "level", "place"))
SettingUnlocked = fact("preferences.setting.unlocked", _("Setting freed for those below"), ("key", "level", "place"))

EnumerationMade = fact("preferences.enumeration.made", _("Enumeration made"))
EnumerationEdited = fact("preferences.enumeration.edited", _("Enumeration changed"))
EnumerationDeleted = fact("preferences.enumeration.deleted", _("Enumeration deleted"), ("key",))
EnumerationOrdered = fact("preferences.enumeration.ordered", _("Order of items changed"))
EnumerationSynced = fact("preferences.enumeration.synced", _("Built-in items brought up to date"), ("added", "retired"))
ItemAdded = fact("preferences.item.added", _("Item added"), ("enumeration",))
ItemEdited = fact("preferences.item.edited", _("Item changed"), ("enumeration",))
ItemRetired = fact("preferences.item.retired", _("Item retired"), ("enumeration",))
ItemRestored = fact("preferences.item.restored", _("Item in use again"), ("enumeration",))
ItemDeleted = fact("preferences.item.deleted", _("Item deleted"), ("enumeration", "value"))
