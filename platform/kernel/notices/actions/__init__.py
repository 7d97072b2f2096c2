"""The only place that writes notices, their deliveries, choices and mails."""
