"""How the service gets into an AWS account, and out of it: what `make deploy` and `make destroy` do."""
