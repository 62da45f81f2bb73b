"""What an event writes over its previews."""

import strawberry

from domain import models
from schema.enums import WatermarkPosition


@strawberry.type(description="Words over previews; never over thumbnails or originals.")
class Watermark:
    text: str = strawberry.field(description="One line, white with a soft dark edge.")
    opacity: float = strawberry.field(description="From 0.1, hardly to be seen, to 1.")
    position: WatermarkPosition = strawberry.field(description="Where it stands.")

    @classmethod
    def of(cls, watermark: models.Watermark) -> "Watermark":
        return cls(text=watermark.text, opacity=watermark.opacity, position=watermark.position)


@strawberry.input(description="Words over previews.")
class WatermarkInput:
    text: str = strawberry.field(
        description="One line of at most 60 characters in Latin, Greek or Cyrillic letters; empty for no watermark."
    )
    opacity: float = strawberry.field(default=0.5, description="From 0.1, hardly to be seen, to 1.")
    position: WatermarkPosition = strawberry.field(
        default=WatermarkPosition.BOTTOM_RIGHT, description="Where it stands."
    )

    def to_model(self) -> models.Watermark:
        return models.Watermark(text=self.text, opacity=self.opacity, position=self.position)
