import type { UploadRequest } from "./documents";

/** Without progress for this long, a connection counts as lost. */
const STALLED_MILLISECONDS = 30_000;
/** Headers that only the browser may set. */
const FORBIDDEN_HEADERS = new Set(["host", "content-length"]);

/** Storage's response. Status 0: no response. */
interface SendResult {
  status: number;
  etag: string | null;
}

/** Sends one request with its part of the file. `onProgress` gets the bytes sent. Never throws. */
export function send(
  request: UploadRequest,
  file: File,
  onProgress: (sentBytes: number) => void,
  signal: AbortSignal,
): Promise<SendResult> {
  // `fetch` reports no upload progress.
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

/** Slicing waits for another browser process, so whole files are not sliced. */
const partOf = (file: File, { offset, sizeBytes }: UploadRequest): Blob =>
  sizeBytes === file.size ? file : file.slice(offset, offset + sizeBytes);
