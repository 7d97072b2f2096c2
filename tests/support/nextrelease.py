"""A later release of the code: one migration more in the accounts, adding a column. For measuring upgrades."""

from __future__ import annotations

from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

NAME = "0099_added"


def install() -> None:
    """From now on the loader finds the migration, too. Whoever remembers the release must be told to forget it."""
    before = MigrationLoader.load_disk

    def load_disk(self: MigrationLoader) -> None:
        before(self)
        last = max(name for app, name in self.disk_migrations if app == "accounts")
        made = type(
            "Migration",
            (migrations.Migration,),
            {
                "dependencies": [("accounts", last)],
                "operations": [
                    migrations.AddField("account", "nickname", models.CharField(max_length=20, default="")),
                    migrations.AddIndex("account", models.Index(fields=["nickname"], name="account_nickname")),
                ],
            },
        )
        self.disk_migrations["accounts", NAME] = made(NAME, "accounts")

    MigrationLoader.load_disk = load_disk  # type: ignore[method-assign]
