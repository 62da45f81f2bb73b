import { isSystemFile } from "./content-type";

/** The extensions of cameras' raw files. Those beside a JPEG of the same name are left out, others refused. */
export const RAW_NAME =
  /\.(3fr|arw|cr[23w]|dcr|dng|erf|fff|gpr|iiq|k25|kdc|mef|mos|mrw|nef|nrw|orf|pef|raf|raw|rw[2l]|sr[2fw]|x3f)$/i;
/** What phones, cameras and programs write beside a photo: edits, metadata, thumbnails, sounds. */
const SIDECAR = /\.(aae|xmp|thm|lrv|pp3|dop|cos|wav)$/i;

export interface ChosenFiles {
  files: readonly File[];
  rawCount: number;
  sidecarCount: number;
}

/** Parts what a person has chosen into what can be uploaded, and what is left out and counted. */
export function chosenFiles(all: readonly File[]): ChosenFiles {
  const visible = all.filter(file => !isSystemFile(file));
  const stems = new Set(visible.filter(({ name }) => !RAW_NAME.test(name) && !SIDECAR.test(name)).map(stemOf));
  // A raw photo alone is refused with the advice to export it.
  const raw = visible.filter(file => RAW_NAME.test(file.name) && stems.has(stemOf(file)));
  const sidecars = visible.filter(({ name }) => SIDECAR.test(name));
  const leftOut = new Set([...raw, ...sidecars]);
  return {
    files: visible.filter(file => !leftOut.has(file)),
    rawCount: raw.length,
    sidecarCount: sidecars.length,
  };
}

const stemOf = ({ name }: File) => name.replace(/\.[^.]*$/, "").toLowerCase();
