"""Deploys the service into an AWS account, and operates it there."""
