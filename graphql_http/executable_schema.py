"""The executable schema: every root field in one place. `python -m graphql_http.executable_schema` prints it as SDL."""

import sys
from functools import cache

import strawberry
from graphql import GraphQLObjectType
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import create_type

from resolvers import accessors, accounts, albums, archives, events, nodes, photos, sorting
from schema.scalars import SCALARS

Query = create_type(
    "Query",
    [accounts.me, accounts.sign_up_mode, events.event, albums.album, archives.archive, nodes.node],
    description="Queries. Photographers send an access token, viewers a viewer token.",
)

Mutation = create_type(
    "Mutation",
    [
        accounts.sign_up,
        accounts.sign_in,
        accounts.refresh_session,
        accounts.sign_out,
        accounts.verify_email,
        accounts.request_password_reset,
        accounts.reset_password,
        accounts.change_password,
        accounts.delete_account,
        events.create_event,
        events.update_event,
        events.update_camera,
        events.delete_event,
        photos.request_uploads,
        photos.complete_upload,
        photos.delete_photos,
        accessors.issue_access_code,
        accessors.issue_access_codes,
        accessors.update_access_code,
        accessors.revoke_access_code,
        sorting.change_sorting,
        sorting.publish_sorting,
        sorting.undo_publication,
        albums.redeem_access_code,
        albums.report_opening,
        albums.report_downloads,
        archives.request_archive,
    ],
    description="Mutations, one per request. Errors that the user can correct are returned in `userErrors`, all "
    "others in `errors` with an `extensions.code`: UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, "
    "RATE_LIMITED or CONFLICT (with `retryAfterSeconds`), BAD_REQUEST, or INTERNAL (with "
    "`requestId`).",
)


@cache
def build_schema() -> strawberry.Schema:
    """Once a process."""
    built = strawberry.Schema(Query, Mutation, config=StrawberryConfig(scalar_map=SCALARS))
    for type_ in built._schema.type_map.values():
        if isinstance(type_, GraphQLObjectType):
            # Strawberry checks the class of every object that has an interface. Resolvers return no other, and a list
            # with a check can't be planned.
            type_.is_type_of = None
    return built


if __name__ == "__main__":
    sys.stdout.write(build_schema().as_str() + "\n")
