import { isSystemFile } from "./content-type";

/** Raw photos, by the extensions of cameras' makers. Those beside a JPEG of the same name are left out. */
const RAW = /\.(3fr|arw|cr2|cr3|crw|dcr|dng|erf|iiq|kdc|mef|mos|mrw|nef|nrw|orf|pef|raf|raw|rw2|rwl|sr2|srf|srw|x3f)$/i;
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
  const stems = new Set(visible.filter(({ name }) => !RAW.test(name) && !SIDECAR.test(name)).map(stemOf));
  // A raw photo alone is refused with the advice to export it.
  const raw = visible.filter(file => RAW.test(file.name) && stems.has(stemOf(file)));
  const sidecars = visible.filter(({ name }) => SIDECAR.test(name));
  const leftOut = new Set([...raw, ...sidecars]);
  return {
    files: visible.filter(file => !leftOut.has(file)),
    rawCount: raw.length,
    sidecarCount: sidecars.length,
  };
}

const stemOf = ({ name }: File) => name.replace(/\.[^.]*$/, "").toLowerCase();
