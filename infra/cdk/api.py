"""The HTTP API in front of the Lambda function: throttles requests, and logs those that fail before it."""

from __future__ import annotations

import json
from http import HTTPStatus

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.cdk.functions import LOGS_KEPT
from infra.deployment import Deployment
from runtime.metrics import NAMESPACE, Metric

MAX_REQUESTS_A_SECOND, MAX_BURST_REQUESTS = 200, 400
PATHS = {"/graphql": "/graphql", "/healthz": "/healthz", "/.well-known/{name}": "/.well-known/*"}
"""Of the API, with the pattern of each at CloudFront."""

LOG_FIELDS = {
    "requestId": "$context.requestId",
    "status": "$context.status",
    "milliseconds": "$context.responseLatency",
    "fault": "$context.integrationErrorMessage",
}
"""No path, query or IP address: the function logs what is safe to log of a request."""


class Api(Construct):
    def __init__(self, scope: Construct, deployment: Deployment) -> None:
        super().__init__(scope, "Gateway")
        self.http = gateway.HttpApi(self, "Http", api_name=deployment.name, create_default_stage=False)
        log = logs.LogGroup(
            self,
            "Log",
            log_group_name=f"/aws/vendedlogs/{deployment.name}-gateway",
            retention=LOGS_KEPT,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        logs.MetricFilter(
            self,
            "Refused",
            log_group=log,
            filter_pattern=logs.FilterPattern.string_value("$.status", "=", str(HTTPStatus.TOO_MANY_REQUESTS.value)),
            metric_namespace=NAMESPACE,
            metric_name=Metric.REFUSED_REQUESTS.title,
            metric_value="1",
        )
        gateway.CfnStage(
            self,
            "Stage",
            api_id=self.http.api_id,
            stage_name="$default",
            auto_deploy=True,
            default_route_settings=gateway.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=MAX_REQUESTS_A_SECOND, throttling_burst_limit=MAX_BURST_REQUESTS
            ),
            access_log_settings=gateway.CfnStage.AccessLogSettingsProperty(
                destination_arn=log.log_group_arn, format=json.dumps(LOG_FIELDS)
            ),
        )

    def serve(self, function: lambda_.Function) -> None:
        integration = integrations.HttpLambdaIntegration("Function", function)
        for path in PATHS:
            self.http.add_routes(path=path, methods=[gateway.HttpMethod.ANY], integration=integration)
