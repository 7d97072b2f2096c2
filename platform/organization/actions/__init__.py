"""The only place that writes: one noun, one file, one verb a function."""
