"""GraphQL over HTTP: https://graphql.github.io/graphql-over-http, as its published audits check it."""
