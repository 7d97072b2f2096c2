"""The form everybody knows: an expense claim with a sub-table, a total, conditions and a rule."""

from __future__ import annotations

import copy
from typing import Any

_EXPENSE: dict[str, Any] = {
    "v": 1,
    "fields": {
        "dept": {"type": "department", "label": "部门", "initial": "starter_department", "required": True},
        "事由": {"type": "text", "label": "事由", "required": True, "maxLength": 60},
        "kind": {
            "type": "choice",
            "label": "类别",
            "options": [
                {"value": "travel", "label": "差旅"},
                {"value": "office", "label": "办公"},
                {"value": "fax", "label": "传真", "stopped": True},
            ],
        },
        "items": {
            "type": "table",
            "label": "明细",
            "min": 1,
            "max": 100,
            "totals": ["sub"],
            "fields": {
                "what": {"type": "text", "label": "品名", "required": True},
                "qty": {"type": "number", "label": "数量", "min": "0"},
                "price": {"type": "money", "label": "单价"},
                "sub": {"type": "money", "label": "小计", "calc": "qty * price"},
                "why": {"type": "text", "label": "说明", "visible": "sub > 1000", "required": "sub > 1000"},
            },
        },
        "total": {"type": "money", "label": "合计", "calc": "sum(items.sub)", "capital": True},
        "reason": {"type": "longtext", "label": "超额说明", "visible": "total > 10000", "required": "total > 10000"},
        "kept": {"type": "text", "label": "备注", "visible": "total > 10000", "keep": True},
        "days": {"type": "period", "label": "出差日期"},
    },
    "rules": [
        {"check": "total <= 50000", "message": "超过五万元请走采购流程", "fields": ["total"]},
        {"check": "price <= 9999", "message": "单价不超过 9999", "fields": ["price"], "table": "items"},
    ],
    "views": {
        "entry": {
            "rows": [
                [{"field": "dept", "span": 12}, {"field": "total", "span": 12}],
                [{"field": "items"}],
                [{"field": "事由", "span": 16}, {"field": "kind", "span": 8}],
                [{"field": "days", "span": 12}, {"field": "kept", "span": 12}],
                [{"field": "reason"}],
            ]
        }
    },
    "query": ["dept", "kind", "total"],
    "title": ["事由", "total"],
}


def expense() -> dict[str, Any]:
    """A copy to change."""
    return copy.deepcopy(_EXPENSE)
