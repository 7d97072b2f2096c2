"""Enumerations that more than one part of the product chooses from."""

from kernel.preferences.enumerated import EnumerationDeclaration, ItemDeclaration

URGENCY = EnumerationDeclaration(
    "general.urgency",
    "紧急程度",
    "Urgency",
    (
        ItemDeclaration("normal", "普通", "Normal"),
        ItemDeclaration("urgent", "紧急", "Urgent"),
        ItemDeclaration("very_urgent", "特急", "Very urgent"),
    ),
    "事项、公文的轻重缓急",
    "How soon a matter or a document must be handled",
)
SECRECY = EnumerationDeclaration(
    "general.secrecy",
    "密级",
    "Secrecy",
    (
        ItemDeclaration("open", "公开", "Open"),
        ItemDeclaration("internal", "内部", "Internal"),
        ItemDeclaration("secret", "秘密", "Secret"),
        ItemDeclaration("confidential", "机密", "Confidential"),
        ItemDeclaration("top_secret", "绝密", "Top secret"),
    ),
    "谁可以知悉",
    "Who may know of it",
)
RETENTION = EnumerationDeclaration(
    "general.retention",
    "保管期限",
    "Retention",
    (
        ItemDeclaration("forever", "永久", "Permanent"),
        ItemDeclaration("y30", "30年", "30 years"),
        ItemDeclaration("y10", "10年", "10 years"),
    ),
    "归档后保管多久",
    "How long archived things are kept",
)
