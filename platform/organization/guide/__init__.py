"""The first-run guide: what a new administrator sets up, step by step, in whatever order and at leisure."""
