"""GraphQL over HTTP: https://graphql.github.io/graphql-over-http, checked against its published audits."""
