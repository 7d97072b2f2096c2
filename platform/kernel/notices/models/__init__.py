"""The rows about notices: what was told to whom, how it went, and how each person likes to be told."""

from kernel.notices.models.liking import Choice, Rhythm
from kernel.notices.models.notice import Delivery, Notice
from kernel.notices.models.outgoing import Outgoing
from kernel.notices.models.subscription import Subscription

__all__ = ["Choice", "Delivery", "Notice", "Outgoing", "Rhythm", "Subscription"]
