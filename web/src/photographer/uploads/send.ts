import type { UploadRequest } from "./documents";

/** After so long without a byte a connection is taken for dead. */
const STALLED_MILLISECONDS = 30_000;
/** These are the browser's to set. */
const FORBIDDEN_HEADERS = new Set(["host", "content-length"]);

/** Storage's answer; status 0: there was none. */
export interface SendResult {
  status: number;
  etag: string | null;
}

/** Sends one request with the bytes that it is for. `onProgress` gets the number of bytes sent. Never throws. */
export function send(
  request: UploadRequest,
  file: File,
  onProgress: (sentBytes: number) => void,
  signal: AbortSignal,
): Promise<SendResult> {
  // `fetch` tells no progress of what it sends.
  const sending = new XMLHttpRequest();
  return new Promise(resolve => {
    let timer = 0;
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => sending.abort(), STALLED_MILLISECONDS);
    };
    const abort = () => sending.abort();
    sending.upload.onprogress = ({ loaded }) => {
      watch();
      onProgress(loaded);
    };
    sending.onloadend = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      resolve({ status: sending.status, etag: sending.status ? sending.getResponseHeader("etag") : null });
    };
    sending.open(request.method, request.url);
    for (const { name, value } of request.headers)
      if (!FORBIDDEN_HEADERS.has(name.toLowerCase())) sending.setRequestHeader(name, value);
    signal.addEventListener("abort", abort);
    watch();
    sending.send(partOf(file, request));
  });
}

/** Slicing waits for another process of the browser: what goes whole is not sliced. */
const partOf = (file: File, { offset, sizeBytes }: UploadRequest): Blob =>
  sizeBytes === file.size ? file : file.slice(offset, offset + sizeBytes);
