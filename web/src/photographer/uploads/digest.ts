const SAMPLE_BYTES = 64 * 1024;
/** Larger files are not read twice: storage checks them part by part. */
const MAX_HASHED_BYTES = 256 * 1024 * 1024;

/**
 * Knows a file again, also renamed or after a reload: a digest of its size, its beginning, its middle and its end.
 * Reads 192 KB at the most.
 */
export async function identify(file: Blob): Promise<string> {
  const middle = Math.max(0, Math.floor((file.size - SAMPLE_BYTES) / 2));
  const starts = [0, middle, Math.max(0, file.size - SAMPLE_BYTES)];
  const samples = starts.map(start => file.slice(start, start + SAMPLE_BYTES));
  return base64(await digested(new Blob([`${file.size} `, ...samples])));
}

/** The SHA-256 of the whole file in base64; null where that would take too long. */
export async function sha256(file: Blob): Promise<string | null> {
  return file.size > MAX_HASHED_BYTES ? null : base64(await digested(file));
}

const digested = async (blob: Blob) => crypto.subtle.digest("SHA-256", await blob.arrayBuffer());

const base64 = (bytes: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
