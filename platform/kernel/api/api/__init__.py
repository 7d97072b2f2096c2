"""The API's own endpoints: who am I, and my tokens."""
