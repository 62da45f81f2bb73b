"""The service as CloudFormation, by AWS CDK: two stacks, written down from `aws.resources` and `infra.iam_policies`.

Runs in an environment of its own, `.infra`, and is imported by nothing else.
"""
