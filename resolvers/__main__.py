"""Prints the schema: `make schema` keeps it in schema/schema.graphql."""

import sys

from resolvers import build_schema

sys.stdout.write(build_schema().as_str() + "\n")
