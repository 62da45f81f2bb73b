import { useEffect, useRef } from "preact/hooks";

/** Enough for a tile. */
const WIDTH_PIXELS = 320;
/** Decoding takes several times the memory of the file. */
const MAX_BYTES = 80 * 1024 ** 2;

let last: Promise<unknown> = Promise.resolve();

/** The picture in a file of this device, made small. Nothing for files that the browser can't show, such as HEIC. */
export function LocalPicture({ file }: { file: File }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    // One after the other: a decoded photo takes 100 MB. Tiles that are gone by then are left out.
    last = last.then(() => canvas.current && draw(canvas.current, file)).catch(() => undefined);
  }, [file]);
  // A canvas, because the page's policy allows no `blob:` addresses.
  return <canvas ref={canvas} class="local-picture" width={1} height={1} />;
}

async function draw(canvas: HTMLCanvasElement, file: File) {
  if (file.size > MAX_BYTES) return;
  const bitmap = await createImageBitmap(file, { resizeWidth: WIDTH_PIXELS, resizeQuality: "medium" });
  Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  bitmap.close();
}
