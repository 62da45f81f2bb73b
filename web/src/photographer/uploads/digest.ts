const SAMPLE_BYTES = 64 * 1024;
/** Larger files are not read twice. Storage checks their parts. */
const MAX_HASHED_BYTES = 256 * 1024 * 1024;

/**
 * The identity of a file, stable across renames and reloads: a digest of its size, start, middle and end. Reads at most
 * 192 KiB.
 */
export async function identify(file: Blob): Promise<string> {
  const middle = Math.max(0, Math.floor((file.size - SAMPLE_BYTES) / 2));
  const starts = [0, middle, Math.max(0, file.size - SAMPLE_BYTES)];
  const samples = starts.map(start => file.slice(start, start + SAMPLE_BYTES));
  return base64(await digested(new Blob([`${file.size} `, ...samples])));
}

/** The SHA-256 of the file in base64. Null for a large file. */
export async function sha256(file: Blob): Promise<string | null> {
  return file.size > MAX_HASHED_BYTES ? null : base64(await digested(file));
}

const digested = async (blob: Blob) => crypto.subtle.digest("SHA-256", await blob.arrayBuffer());

const base64 = (bytes: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
