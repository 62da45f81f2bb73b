"""The state of MiniStack as data: items and messages, which change often, and settings, which do not.

Everything private of MiniStack that this package relies on is in HOOKS, and checked at each start.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ministack.core import persistence
from ministack.services import dynamodb, iam, s3, secretsmanager, sqs

WHOLE_SERVICES = {"iam": iam, "s3": s3, "secretsmanager": secretsmanager}
"""Services whose state, without the objects of S3, is small: it is recorded as a whole when it has changed."""

RECORDED_SERVICES = {"dynamodb": dynamodb, "sqs": sqs, **WHOLE_SERVICES}
TABLE_SETTINGS = ("tags", "ttl_settings", "pitr_settings", "resource_policies", "backups")

HOOKS = {
    dynamodb: (
        "_tables _set_item _remove_item _items_replaced _update_counts _INDEX_MEMBERS get_state",
        "load_persisted_state",
        " ".join(f"_{name}" for name in TABLE_SETTINGS),
    ),
    sqs: ("_queues get_state load_persisted_state",),
    iam: ("get_state load_persisted_state",),
    secretsmanager: ("get_state load_persisted_state",),
    s3: (
        "get_state load_persisted_state _buckets _multipart_uploads DATA_DIR handle_request",
        "_persist_object _object_disk_path _other_key_disk_path _object_meta_from_record _key_history_meta",
        "_delete_persisted_object _load_persisted_data _completed_multipart_uploads S3_PERSIST",
        "_parse_bucket_key _fire_s3_event_async _fire_s3_event _next_event_sequencer",
        "_bucket_notifications _complete_multipart_upload _read_body",
    ),
    persistence: ("_json_default _json_object_hook",),
}

_get_state: dict[str, Callable[[], Any]] = {}
_load_state: dict[str, Callable[[Any], None]] = {}


class EngineChanged(Exception):
    """This version of MiniStack lacks something that the package relies on."""


def check_hooks() -> None:
    """Raises EngineChanged."""
    wanted = [(module, name) for module, lines in HOOKS.items() for line in lines for name in line.split()]
    missing = [f"{module.__name__}.{name}" for module, name in wanted if not hasattr(module, name)]
    if missing:
        raise EngineChanged(f"this version of MiniStack has no {', '.join(missing)}")


def take_over(*, may_load: bool) -> None:
    """MiniStack no longer saves these services and, unless `may_load`, does not load what it has saved before.

    It stores objects in files from now on, but has not read their metadata, as it does when S3_PERSIST is in its
    environment.
    """
    s3.S3_PERSIST = True
    for name, module in RECORDED_SERVICES.items():
        _get_state[name], _load_state[name] = module.get_state, module.load_persisted_state
        module.get_state = lambda: None
        if not may_load:
            module.load_persisted_state = lambda _: None


def objects_dir() -> Path:
    return Path(s3.DATA_DIR).resolve()


def settings() -> dict[str, str]:
    """By service, as JSON: tables and queues without their content, users, buckets, secrets."""
    table_content = {"items", dynamodb._INDEX_MEMBERS, "ItemCount", "TableSizeBytes"}
    tables, queues = type(dynamodb._tables)(), type(sqs._queues)()
    tables._data.update({key: _without(table, table_content) for key, table in dynamodb._tables.all_items()})
    queues._data.update({key: _without(queue, {"messages"}) for key, queue in sqs._queues.all_items()})
    states = {
        "dynamodb": {"tables": tables, **{name: getattr(dynamodb, f"_{name}") for name in TABLE_SETTINGS}},
        "sqs": {"queues": queues},
        **{name: _get_state[name]() for name in WHOLE_SERVICES},
    }
    return {name: json.dumps(state, default=persistence._json_default) for name, state in states.items()}


def parsed(text: str) -> Any:
    """The settings of a service from their JSON."""
    return json.loads(text, object_hook=persistence._json_object_hook)


def load(service: str, state: Any) -> None:
    """Loads the state of a service into a MiniStack that has none: its settings, with items and messages added."""
    _load_state[service](state)
    if service == "dynamodb":
        for table in dynamodb._tables.all_values():
            dynamodb._update_counts(table)


def puts(table: Any, partitions: Iterable[str]) -> list[list[Any]]:
    """What puts these partitions into an empty table. Items are references: MiniStack replaces them, never edits."""
    arn, items = table["TableArn"], table["items"]
    return [["put", arn, pk, sk, item] for pk in partitions for sk, item in list(items.get(pk, {}).items())]


def queues() -> Iterator[tuple[tuple[str, str, str], list[Any]]]:
    """Each queue's account, region and URL, with its messages."""
    for key, queue in sqs._queues.all_items():
        yield key, queue["messages"]


def _without(entry: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name not in names}
