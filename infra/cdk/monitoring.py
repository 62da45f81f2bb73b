"""Monitoring: alarms that are mailed, a dashboard and a budget."""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.cdk.alarms import Alarm, alarms
from infra.cdk.dashboard import dashboard
from infra.deployment import Deployment


class Monitoring(Construct):
    def __init__(
        self,
        scope: Construct,
        deployment: Deployment,
        functions: Mapping[str, lambda_.Function],
        api: gateway.IHttpApi,
    ) -> None:
        super().__init__(scope, "Watch")
        topic = self._topic(deployment)
        for alarm in alarms(deployment, functions, api):
            self._alarm(alarm, topic)
        dashboard(self, deployment, functions)
        self._budget(deployment)

    def _topic(self, deployment: Deployment) -> sns.Topic:
        topic = sns.Topic(self, "Alarms", enforce_ssl=True)
        topic.add_to_resource_policy(
            iam.PolicyStatement(
                actions=["sns:Publish"],
                resources=[topic.topic_arn],
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                conditions={"StringEquals": {"aws:SourceAccount": deployment.account}},
            )
        )
        topic.add_subscription(subscriptions.EmailSubscription(deployment.alarm_address))
        return topic

    def _alarm(self, alarm: Alarm, topic: sns.Topic) -> None:
        created = cloudwatch.Alarm(
            self,
            alarm.id,
            alarm_description=alarm.meaning,
            metric=alarm.metric,
            threshold=alarm.threshold,
            evaluation_periods=alarm.periods,
            comparison_operator=alarm.comparison,
            treat_missing_data=cloudwatch.TreatMissingData.BREACHING
            if alarm.missing_data_is_bad
            else cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        created.add_alarm_action(actions.SnsAction(topic))
        created.add_ok_action(actions.SnsAction(topic))

    def _budget(self, deployment: Deployment) -> None:
        """For the whole account. AWS reports costs some hours late."""
        subscriber = budgets.CfnBudget.SubscriberProperty(subscription_type="EMAIL", address=deployment.alarm_address)
        budgets.CfnBudget(
            self,
            "Budget",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_name=f"{deployment.name} a month",
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(amount=deployment.monthly_budget_dollars, unit="USD"),
            ),
            notifications_with_subscribers=[
                budgets.CfnBudget.NotificationWithSubscribersProperty(
                    notification=budgets.CfnBudget.NotificationProperty(
                        notification_type=kind, comparison_operator="GREATER_THAN", threshold=percent
                    ),
                    subscribers=[subscriber],
                )
                for kind, percent in (("ACTUAL", 80), ("FORECASTED", 100))
            ],
        )
