"""The one way in which a start fails: a sentence for the person at the terminal."""


class CannotStart(Exception):
    """Something keeps the product from running; the message says what happened, why, and what to do now."""
