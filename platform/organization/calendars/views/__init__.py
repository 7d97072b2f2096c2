"""The pages of the working calendar."""
