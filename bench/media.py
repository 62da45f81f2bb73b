"""Renditions beside plain Pillow, in one run: `python -m bench.media`.

Processor time and peak memory of a preview, a thumbnail and a placeholder from one photo of 24 megapixels. The peer
does what most programs do: open, `thumbnail()`, save, once for each size. Each side runs in a process of its own, by
turns, so that neither memory nor a busy machine is charged to the other; the medians are compared.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
SIZE = (6000, 4000)
ROUNDS = 5


def make_photo(photo: Path) -> None:
    """As dense as a camera's: about 6 MB, with detail at every scale."""
    from PIL import Image

    broad = [Image.effect_noise((60, 40), 90).resize(SIZE, Image.Resampling.BICUBIC) for _ in range(3)]
    fine = Image.merge("RGB", [Image.effect_noise(SIZE, 18)] * 3)
    Image.blend(Image.merge("RGB", broad), fine, 0.35).save(photo, "JPEG", quality=88)


def ours(original: Path) -> int:
    from media.renditions import render

    rendered = render(original, "image/jpeg")
    return len(rendered.preview.body) + len(rendered.thumbnail.body)


def plain(original: Path) -> int:
    from PIL import Image

    written = 0
    for longest_side, format_name in ((2048, "JPEG"), (512, "WEBP")):
        picture = Image.open(original)
        picture.thumbnail((longest_side, longest_side))
        body = BytesIO()
        picture.save(body, format_name, quality=82)
        written += len(body.getvalue())
    return written


SIDES = {"ours": ours, "plain": plain}


def measure(side: str, photo: Path) -> dict[str, float]:
    """In this process: seconds a photo, and the most memory that was ever held, in MB."""
    make = SIDES[side]
    make(photo)
    seconds = []
    for _ in range(3):
        started = time.process_time()
        written = make(photo)
        seconds.append(time.process_time() - started)
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    return {"seconds": median(seconds), "peak_mb": peak, "written_kb": written / 1000}


def run_apart(*arguments: str) -> str:
    command = [sys.executable, "-m", "bench.media", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def main() -> None:
    with TemporaryDirectory() as folder:
        photo = Path(folder) / "photo.jpg"
        # A process of its own here too: a child's peak begins at what its parent held.
        run_apart("make", str(photo))
        rounds = [{side: json.loads(run_apart(side, str(photo))) for side in SIDES} for _ in range(ROUNDS)]
        print(f"one photo of {SIZE[0]} x {SIZE[1]}, {photo.stat().st_size / 1e6:.1f} MB; medians of {ROUNDS} rounds")
    medians = {side: {key: median(each[side][key] for each in rounds) for key in rounds[0][side]} for side in SIDES}
    for side, found in medians.items():
        print(
            f"{side:>6}: {1 / found['seconds']:5.1f} photos/s a core, {found['seconds'] * 1000:4.0f} ms, "
            f"peak {found['peak_mb']:4.0f} MB, writes {found['written_kb']:4.0f} kB"
        )
    speed = medians["plain"]["seconds"] / medians["ours"]["seconds"]
    print(f" ratio: {speed:.2f} x as fast, {medians['ours']['peak_mb'] / medians['plain']['peak_mb']:.2f} x the memory")


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        make_photo(Path(sys.argv[2]))
    elif sys.argv[1:]:
        print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
    else:
        main()
