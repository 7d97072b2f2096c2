"""When recurring work last ran. Public: one installation has one schedule."""

from django.db import models


class ScheduleRun(models.Model):
    """The last time a line of the schedule was enqueued."""

    name = models.CharField(max_length=200, primary_key=True)
    last_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
