"""The DynamoDB tables of `aws.resources`."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from aws.resources import Index, KeyAttribute, LocalIndex, TableDefinition
from infra.deployment import Deployment

RECOVERY_DAYS = 7
"""How far back a table can be restored. Short, because deleted data must really go."""


def table(scope: Construct, deployment: Deployment, table: TableDefinition, *, locked: bool) -> dynamodb.CfnTable:
    """`locked` turns on deletion protection."""
    own_keys = (table.partition, table.sort)
    index_keys = [key for index in table.indexes for key in (index.partition, index.sort)]
    index_keys += [index.sort for index in table.local_indexes]
    types = {key.name: key.type for key in (*own_keys, *index_keys) if key}
    return dynamodb.CfnTable(
        scope,
        deployment.logical(table.name, "Table"),
        table_name=table.name,
        billing_mode="PAY_PER_REQUEST",
        attribute_definitions=[
            dynamodb.CfnTable.AttributeDefinitionProperty(attribute_name=name, attribute_type=kind)
            for name, kind in types.items()
        ],
        key_schema=_keys(table.partition, table.sort),
        global_secondary_indexes=[_index(each) for each in table.indexes] or None,
        local_secondary_indexes=[_local_index(table, each) for each in table.local_indexes] or None,
        time_to_live_specification=_time_to_live(table.time_to_live),
        point_in_time_recovery_specification=dynamodb.CfnTable.PointInTimeRecoverySpecificationProperty(
            point_in_time_recovery_enabled=True, recovery_period_in_days=RECOVERY_DAYS
        ),
        # The AWS managed key: it costs nothing, and CloudTrail records its use.
        sse_specification=dynamodb.CfnTable.SSESpecificationProperty(sse_enabled=True, sse_type="KMS"),
        deletion_protection_enabled=locked,
    )


def _time_to_live(attribute: str | None) -> dynamodb.CfnTable.TimeToLiveSpecificationProperty | None:
    if attribute is None:
        return None
    return dynamodb.CfnTable.TimeToLiveSpecificationProperty(attribute_name=attribute, enabled=True)


def _index(index: Index) -> dynamodb.CfnTable.GlobalSecondaryIndexProperty:
    return dynamodb.CfnTable.GlobalSecondaryIndexProperty(
        index_name=index.name,
        key_schema=_keys(index.partition, index.sort),
        projection=dynamodb.CfnTable.ProjectionProperty(projection_type=index.projection),
    )


def _local_index(table: TableDefinition, index: LocalIndex) -> dynamodb.CfnTable.LocalSecondaryIndexProperty:
    return dynamodb.CfnTable.LocalSecondaryIndexProperty(
        index_name=index.name,
        key_schema=_keys(table.partition, index.sort),
        projection=dynamodb.CfnTable.ProjectionProperty(projection_type="ALL"),
    )


def _keys(partition: KeyAttribute, sort: KeyAttribute | None) -> Sequence[dynamodb.CfnTable.KeySchemaProperty]:
    keys = [dynamodb.CfnTable.KeySchemaProperty(attribute_name=partition.name, key_type="HASH")]
    if sort is not None:
        keys.append(dynamodb.CfnTable.KeySchemaProperty(attribute_name=sort.name, key_type="RANGE"))
    return keys
