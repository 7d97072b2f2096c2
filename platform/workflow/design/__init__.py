"""The designer's side of processes: the forms of its panel, and what stands on its cards."""
