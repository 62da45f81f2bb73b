"""The interface of everything that `node` finds."""

import strawberry


@strawberry.interface(
    description="An object whose `id` is unique in the whole service, so that a cache can keep it by the id alone. "
    "`node` finds it again."
)
class Node:
    id: strawberry.ID = strawberry.field(description="The object's id, an opaque string.")
