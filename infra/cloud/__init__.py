"""The service as CloudFormation, by AWS CDK: two stacks, written down from `infra.definition` and `infra.policies`.

Runs in an environment of its own, `.infra`, and is imported by nothing else.
"""
