"""The baseline: the same album, written as most people would with the same libraries, on the same tables.

Plain Strawberry on Starlette and Mangum, boto3 clients created at import, its deserializer, pydantic models, and
`generate_presigned_url` for every URL. It gives the same answer to the benchmark's query, and does nothing else.
"""

import base64
import os
from decimal import Decimal
from typing import Any

import boto3
import jwt
import strawberry
from boto3.dynamodb.types import TypeDeserializer
from botocore.config import Config
from mangum import Mangum
from pydantic import BaseModel, ConfigDict
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from strawberry.asgi import GraphQL

PREFIX = os.environ["IMGSH_PREFIX"]
ENDPOINT = os.environ["IMGSH_ENDPOINT_URL"]
REGION = os.environ["IMGSH_REGION"]
SECRET = base64.b64decode(os.environ["BENCH_TOKEN_SECRET"])

dynamodb = boto3.client("dynamodb", endpoint_url=ENDPOINT, region_name=REGION)
s3 = boto3.client(
    "s3",
    endpoint_url=ENDPOINT,
    region_name=REGION,
    config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
)
deserializer = TypeDeserializer()


class PhotoRow(BaseModel):
    model_config = ConfigDict(extra="ignore")

    event_id: str
    user_id: str
    filename: str
    content_type: str
    size_bytes: int
    width: int
    height: int
    placeholder: str


def plain(item: dict[str, Any]) -> dict[str, Any]:
    values = {name: deserializer.deserialize(value) for name, value in item.items()}
    return {name: int(value) if isinstance(value, Decimal) else value for name, value in values.items()}


def presigned(bucket: str, key: str) -> str:
    params = {"Bucket": f"{PREFIX}-{bucket}", "Key": key}
    url: str = s3.generate_presigned_url("get_object", Params=params, ExpiresIn=3600)
    return url


@strawberry.type
class Rendition:
    bucket: strawberry.Private[str]
    key: strawberry.Private[str]

    @strawberry.field
    def url(self) -> str:
        return presigned(self.bucket, self.key)


@strawberry.type
class Photo:
    id: strawberry.ID
    filename: str
    content_type: str
    size_bytes: int
    width: int
    height: int
    placeholder: str
    key: strawberry.Private[str]

    @strawberry.field
    def thumbnail(self) -> Rendition:
        return Rendition(bucket="derived", key=f"{self.key}/thumbnail")

    @strawberry.field
    def preview(self) -> Rendition:
        return Rendition(bucket="derived", key=f"{self.key}/preview")


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class PhotoConnection:
    nodes: list[Photo]
    page_info: PageInfo


@strawberry.type
class Album:
    event_name: str
    event_id: strawberry.Private[str]
    images: strawberry.Private[set[str]]

    @strawberry.field
    def photos(self, first: int = 100) -> PhotoConnection:
        names = sorted(self.images)[:first]
        keys = [{"event_id": {"S": self.event_id}, "filename": {"S": name}} for name in names]
        answer = dynamodb.batch_get_item(RequestItems={f"{PREFIX}-photos": {"Keys": keys}})
        items = answer["Responses"][f"{PREFIX}-photos"]
        rows = sorted((PhotoRow(**plain(item)) for item in items), key=lambda row: row.filename)
        photos = [
            Photo(
                id=strawberry.ID(f"{row.event_id}/{row.filename}"),
                filename=row.filename,
                content_type=row.content_type,
                size_bytes=row.size_bytes,
                width=row.width,
                height=row.height,
                placeholder=row.placeholder,
                key=f"{row.user_id}/{row.event_id}/{row.filename}",
            )
            for row in rows
        ]
        more = len(self.images) > len(names)
        return PhotoConnection(nodes=photos, page_info=PageInfo(has_next_page=more, end_cursor=photos[-1].filename))


@strawberry.type
class Query:
    @strawberry.field
    def album(self, info: strawberry.Info) -> Album:
        viewer = info.context["viewer"]
        event_id, code = viewer["sub"], viewer["code"]
        event = dynamodb.get_item(TableName=f"{PREFIX}-events", Key={"event_id": {"S": event_id}})["Item"]
        key = {"event_id": {"S": event_id}, "access_code": {"S": code}}
        accessor = dynamodb.get_item(TableName=f"{PREFIX}-accessors", Key=key)["Item"]
        images = set(accessor["images"]["SS"])
        return Album(event_name=event["event_name"]["S"], event_id=event_id, images=images)


class View(GraphQL):
    async def get_context(self, request: Request, response: Response) -> dict[str, Any]:  # type: ignore[override]
        token = request.headers["authorization"].removeprefix("Bearer ")
        return {"viewer": jwt.decode(token, SECRET, algorithms=["HS256"], audience="viewer")}


schema = strawberry.Schema(Query)
app = Starlette(routes=[Route("/graphql", View(schema))])
handler = Mangum(app, lifespan="off")
