"""Our renditions compared with plain Pillow and sharp (Node's libvips), in one run: `python -m bench.media`.

Processor time and peak memory of a preview and a thumbnail from one photo of 24 megapixels; ours also makes a
placeholder and looks for the location. The baseline does what most programs do with Pillow: open, `thumbnail()`, save,
once for each size. sharp decodes once, its faster way. Each side runs in a process of its own, in turns, so that
neither memory nor a busy machine counts for the other. Medians are compared. sharp is installed from npm if there is
Node.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from media.sandbox.fork_server_client import ENVIRONMENT
from media.scaling import HAS_SIMD

ROOT = Path(__file__).resolve().parent.parent
SIZE = (6000, 4000)
ROUNDS = 5


def make_photo(photo: Path) -> None:
    """Writes a photo as dense as a camera's: about 6 MB, with detail at every scale."""
    from PIL import Image

    broad = [Image.effect_noise((60, 40), 90).resize(SIZE, Image.Resampling.BICUBIC) for _ in range(3)]
    fine = Image.merge("RGB", [Image.effect_noise(SIZE, 18)] * 3)
    Image.blend(Image.merge("RGB", broad), fine, 0.35).save(photo, "JPEG", quality=88)


def ours(original: Path) -> int:
    from media.renditions import render

    with original.open("rb") as file:
        rendered = render(file, "image/jpeg")
    return len(rendered.preview.body) + len(rendered.thumbnail.body)


def baseline(original: Path) -> int:
    from PIL import Image

    written = 0
    for longest_side, format_name in ((2048, "JPEG"), (512, "WEBP")):
        picture = Image.open(original)
        picture.thumbnail((longest_side, longest_side))
        body = BytesIO()
        picture.save(body, format_name, quality=82)
        written += len(body.getvalue())
    return written


SIDES = {"ours": ours, "baseline": baseline}
SHARP = ROOT / "bench" / "sharp"
GOALS = {"baseline": (2.8, None), "sharp": (1.6, 0.47)}
"""Goals: how many times as fast as each peer, and with what fraction of its memory."""


def measure(side: str, photo: Path) -> dict[str, float]:
    """Returns seconds a photo and this process's peak memory in MB."""
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


def run_in_process(*arguments: str) -> str:
    command = [sys.executable, "-m", "bench.media", *arguments]
    environment = {**os.environ, **ENVIRONMENT} if arguments[0] == "ours" else None
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout


def run_sharp(photo: str) -> str:
    return subprocess.run(["node", "render.mjs", photo], cwd=SHARP, check=True, capture_output=True, text=True).stdout


def install_sharp() -> bool:
    """Returns False without Node."""
    if not shutil.which("npm"):
        print("without sharp: Node is not installed")
        return False
    subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=SHARP, check=True)
    return True


def main() -> None:
    peers = ["baseline", *(["sharp"] if install_sharp() else [])]
    with TemporaryDirectory() as folder:
        photo = Path(folder) / "photo.jpg"
        # In its own process too: a child's peak starts with its parent's memory.
        run_in_process("make", str(photo))
        rounds = []
        for _ in range(ROUNDS):
            answers = {
                side: run_sharp(str(photo)) if side == "sharp" else run_in_process(side, str(photo))
                for side in ["ours", *peers]
            }
            rounds.append({side: json.loads(answer) for side, answer in answers.items()})
        scaled_by = "SIMD instructions" if HAS_SIMD else "Pillow: cykooz-resizer is not installed"
        print(f"scaled by {scaled_by}")
        print(f"one photo of {SIZE[0]} x {SIZE[1]}, {photo.stat().st_size / 1e6:.1f} MB; medians of {ROUNDS} rounds")
    medians = {side: {key: median(each[side][key] for each in rounds) for key in rounds[0][side]} for side in rounds[0]}
    for side, found in medians.items():
        print(
            f"{side:>8}: {1 / found['seconds']:5.1f} photos/s a core, {found['seconds'] * 1000:4.0f} ms, "
            f"peak {found['peak_mb']:4.0f} MB, writes {found['written_kb']:4.0f} kB"
        )
    for peer in peers:
        speed = medians[peer]["seconds"] / medians["ours"]["seconds"]
        memory = medians["ours"]["peak_mb"] / medians[peer]["peak_mb"]
        wanted = f"{GOALS[peer][0]} x" + (f", {GOALS[peer][1]} x" if GOALS[peer][1] else "")
        print(f"against {peer}: {speed:.2f} x as fast, {memory:.2f} x the memory (wanted: {wanted})")


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        make_photo(Path(sys.argv[2]))
    elif sys.argv[1:]:
        print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
    else:
        main()
