"""What Django REST Framework and the OpenAPI generator are told."""

REST_FRAMEWORK: dict[str, object] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "kernel.api.authentication.TokenAuthentication",
        "kernel.api.authentication.PageSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["kernel.api.permissions.PolicyPermission"],
    "DEFAULT_PAGINATION_CLASS": "kernel.api.paging.KeysetPagination",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["kernel.api.parsing.ShallowJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["kernel.api.throttling.ActorThrottle", "kernel.api.throttling.TenantThrottle"],
    "EXCEPTION_HANDLER": "kernel.api.errors.answer",
    "DEFAULT_SCHEMA_CLASS": "kernel.api.openapi.PolicySchema",
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

#: Requests a minute.
API_LIMITS = {"actor": 600, "tenant": 6000}

SPECTACULAR_SETTINGS: dict[str, object] = {
    "TITLE": "Tongban 同办 API",
    "VERSION": "1",
    "DESCRIPTION": "Everything a screen shows, by the same rules. Errors have one shape; lists have keyset pages.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "OAS_VERSION": "3.1.0",
    # Choices stand where they are used: names made up for them would change with every new one.
    "POSTPROCESSING_HOOKS": ["kernel.api.openapi.plain_formats"],
    "SERVE_PERMISSIONS": ["kernel.api.permissions.PolicyPermission"],
}
