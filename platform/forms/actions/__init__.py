"""Acts of forms: the only place that writes."""
