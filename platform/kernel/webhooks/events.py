"""What is told about webhooks themselves."""

from django.utils.translation import gettext_lazy as _

from kernel.events import fact

EndpointAdded = fact("webhooks.endpoint.added", _("Webhook added"))
EndpointChanged = fact("webhooks.endpoint.changed", _("Webhook changed"))
EndpointRemoved = fact("webhooks.endpoint.removed", _("Webhook removed"))
EndpointPaused = fact("webhooks.endpoint.paused", _("Webhook paused"), fields=("reason",))
EndpointResumed = fact("webhooks.endpoint.resumed", _("Webhook resumed"))
SecretRenewed = fact("webhooks.endpoint.rekeyed", _("Webhook secret renewed"))
DeliveryAsked = fact("webhooks.delivery.repeated", _("Webhook delivery repeated"), fields=("kind",))
EndpointTried = fact("webhooks.endpoint.tried", _("Webhook tried"))
