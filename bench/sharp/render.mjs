// One photo by sharp, as its documentation has it: one decode to the preview, the thumbnail from its pixels.
// Prints what bench/media.py reads: processor seconds a photo, and the most memory that was ever held.
import { readFileSync } from "node:fs";
import sharp from "sharp";

const ROUNDS = 3;
sharp.concurrency(1);
sharp.cache(false);

async function render(original) {
  const { data, info } = await sharp(original)
    .autoOrient()
    .resize(2048, 2048, { fit: "inside", withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixels = { raw: { width: info.width, height: info.height, channels: info.channels } };
  const preview = await sharp(data, pixels).jpeg({ quality: 82 }).toBuffer();
  const thumbnail = await sharp(data, pixels).resize(512, 512, { fit: "inside" }).webp({ quality: 80 }).toBuffer();
  return preview.length + thumbnail.length;
}

const original = readFileSync(process.argv[2]);
let written = await render(original);
const seconds = [];
for (let round = 0; round < ROUNDS; round++) {
  const before = process.cpuUsage();
  written = await render(original);
  const used = process.cpuUsage(before);
  seconds.push((used.user + used.system) / 1e6);
}
seconds.sort((a, b) => a - b);
const peak_mb = (process.resourceUsage().maxRSS * 1024) / 1e6;
console.log(JSON.stringify({ seconds: seconds[1], peak_mb, written_kb: written / 1000 }));
