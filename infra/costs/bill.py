"""Dollars a month, by what they are for."""

from __future__ import annotations

from aws.resources import EXPIRY_SHARDS, ResourceNames, queues
from infra.costs.consumption import ARCHIVE, PHOTO, SORTING, VIEW
from infra.costs.delivery import DATA_TRANSFER, LINK_KEYS, VIEWERS_GETS, Delivery, delivery_bill
from infra.costs.prices import (
    ALARM,
    API_REQUEST,
    CUSTOM_METRIC,
    DNS_ZONE,
    FREE,
    LAMBDA_GB_SECOND,
    LAMBDA_REQUEST,
    LOG_GB,
    MAIL,
    QUEUE_REQUEST,
    READ_UNIT,
    RECOVERY_GB,
    S3_GB,
    S3_GET,
    S3_PUT,
    SECRET,
    TABLE_GB,
    WRITE_UNIT,
    beyond,
    tiered,
)
from infra.costs.usage import Usage
from infra.lambda_functions import DECODER, JOBS, SCHEDULES, SWEEP, UPLOADS, deliveries
from runtime.metrics import Metric

SECONDS_A_MONTH = 30 * 86_400
POLLS_A_MINUTE = 15
"""Lambda asks each queue by five connections, each of which waits up to twenty seconds."""

OTHER_ALARMS = 14
"""Beside those of each queue."""

RARE_METRICS = {Metric.FAILURES, Metric.THROTTLED_CALLS, Metric.REFUSED_REQUESTS, Metric.SUSPECTED_ATTACKS}
"""They have values only when something is wrong. A metric is charged for the hours in which it has some."""


def bill(usage: Usage, delivery: Delivery = Delivery.PAY_AS_YOU_GO) -> dict[str, float]:
    delivered = delivery_bill(usage, delivery)
    viewers_gets, link_keys = delivered.pop(VIEWERS_GETS), delivered.pop(LINK_KEYS)
    return {
        "Data transfer": delivered.pop(DATA_TRANSFER),
        "CloudFront": sum(delivered.values()),
        "S3 storage": tiered(usage.stored_gb, S3_GB),
        "S3 requests": _storage_requests(usage) + viewers_gets,
        "Lambda": _functions(usage),
        "DynamoDB": _tables(usage),
        "API Gateway": usage.api_requests * API_REQUEST,
        "SQS": beyond(_polls() + usage.all_photos * PHOTO.queue_requests, FREE.queue_requests) * QUEUE_REQUEST,
        "CloudWatch": _watching(usage),
        "Secrets Manager": 2 * SECRET + link_keys,
        "SES": (usage.photographers * 2 + usage.all_events * 2) * MAIL,
        "Route 53": DNS_ZONE,
    }


def _storage_requests(usage: Usage) -> float:
    puts = usage.all_photos * PHOTO.puts + usage.archived * (1 + usage.megabytes / 64)
    return puts * S3_PUT + (usage.all_photos * PHOTO.gets + usage.archived) * S3_GET


def _functions(usage: Usage) -> float:
    sweeps = SECONDS_A_MONTH / SCHEDULES[SWEEP].total_seconds()
    gb_seconds = (
        usage.all_photos * PHOTO.worker_seconds * UPLOADS.memory_megabytes / 1024
        + usage.all_photos * PHOTO.decoder_seconds * DECODER.memory_megabytes / 1024
        + usage.api_requests * VIEW.api_seconds
        + usage.sorted_events * SORTING.requests * SORTING.api_seconds
        + sweeps * 0.2 * SWEEP.memory_megabytes / 1024
        + usage.archived * usage.megabytes / ARCHIVE.megabytes_a_second * JOBS.memory_megabytes / 1024
    )
    requests = usage.api_requests + 2 * usage.all_photos + sweeps
    free = beyond(gb_seconds, FREE.lambda_gb_seconds), beyond(requests, FREE.lambda_requests)
    return free[0] * LAMBDA_GB_SECOND + free[1] * LAMBDA_REQUEST


def _tables(usage: Usage) -> float:
    sweeps = SECONDS_A_MONTH / SCHEDULES[SWEEP].total_seconds()
    writes = (
        usage.all_photos * PHOTO.writes
        + usage.views * VIEW.writes
        + usage.archives * ARCHIVE.writes
        + usage.all_events * 10
        + usage.sorted_events * (SORTING.requests * SORTING.writes + usage.codes * SORTING.writes_a_code)
    )
    reads = (
        usage.all_photos * PHOTO.reads
        + usage.views * (VIEW.reads + usage.photos_of_code * VIEW.reads_a_photo)
        + usage.archives * ARCHIVE.reads
        + sweeps * 2 * EXPIRY_SHARDS * 0.5
        + usage.sorted_events * SORTING.cold_reads * usage.photos * SORTING.reads_a_photo
        + usage.sorted_events * SORTING.requests * usage.codes * SORTING.reads_a_code
    )
    record_bytes = usage.all_photos * PHOTO.record_bytes + usage.sorted_events * SORTING.record_bytes
    stored_gb = record_bytes / 1e9 * usage.months_kept
    kept = beyond(stored_gb, FREE.table_gb) * TABLE_GB + stored_gb * RECOVERY_GB
    return writes * WRITE_UNIT + reads * READ_UNIT + kept


def _polls() -> float:
    return len(deliveries(ResourceNames.with_prefix(""))) * POLLS_A_MINUTE * SECONDS_A_MONTH / 60


def _watching(usage: Usage) -> float:
    alarms = len(queues(ResourceNames.with_prefix(""))) + OTHER_ALARMS
    logged_gb = (usage.api_requests + usage.all_photos) * 400 / 1e9
    return (
        beyond(alarms, FREE.alarms) * ALARM
        + beyond(len(Metric) - len(RARE_METRICS), FREE.metrics) * CUSTOM_METRIC
        + beyond(logged_gb, FREE.log_gb) * LOG_GB
    )
