"""The API: one error shape, keyset pages, tokens with scopes, idempotency keys, OpenAPI."""
