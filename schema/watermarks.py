"""The watermark on an event's previews."""

import strawberry

from domain import models
from schema.enums import WatermarkPosition


@strawberry.type(description="A text on previews. Thumbnails and originals have none.")
class Watermark:
    text: str = strawberry.field(description="The text, one line. It is white with a soft dark outline.")
    opacity: float = strawberry.field(description="The opacity, from 0.1 to 1.")
    position: WatermarkPosition = strawberry.field(description="The position of the text.")

    @classmethod
    def of(cls, watermark: models.Watermark) -> "Watermark":
        return cls(text=watermark.text, opacity=watermark.opacity, position=watermark.position)


@strawberry.input(description="A text on previews.")
class WatermarkInput:
    text: str = strawberry.field(
        description="The text: one line of at most 60 characters in Latin, Greek or Cyrillic script. Empty for no "
        "watermark."
    )
    opacity: float = strawberry.field(default=0.5, description="The opacity, from 0.1 to 1.")
    position: WatermarkPosition = strawberry.field(
        default=WatermarkPosition.BOTTOM_RIGHT, description="The position of the text."
    )

    def to_model(self) -> models.Watermark:
        return models.Watermark(text=self.text, opacity=self.opacity, position=self.position)
