import { now } from "../../api/clock";
import { problemOf, unwrapPayload } from "../../api/problem";
import { requestSignedIn } from "../../api/session";
import { backOff, backoffMilliseconds, retryNow } from "./backoff";
import { isReadable } from "./digest-client";
import { COMPLETE_UPLOAD, type Ticket, type UploadRequest } from "./documents";
import { send } from "./send";
import { isStorageFull } from "./tickets";
import type { Upload } from "./upload";
import type { Part, UploadJournal } from "./upload-journal";

const PARTS_AT_ONCE = 3;
const INSUFFICIENT_STORAGE = 507;
const RETRYABLE = new Set(["UNAUTHENTICATED", "RATE_LIMITED", "CONFLICT", "OFFLINE", "INTERNAL"]);

/**
 * How a delivery ended. stale: the ticket is no longer valid. changed: the bytes differ from those announced. full: the
 * server's disk has no room. stopped: paused or cancelled.
 */
export type Outcome = "done" | "stale" | "changed" | "unreadable" | "full" | "stopped";

interface Delivery {
  upload: Upload;
  ticket: Ticket;
  journal: UploadJournal;
  signal: AbortSignal;
  onChange: () => void;
}

/** Sends a file by its ticket, with retries. */
export async function deliver(delivery: Delivery): Promise<Outcome> {
  const { upload, ticket, onChange } = delivery;
  const progress = (bytes: number) => {
    upload.sentBytes = bytes;
    onChange();
  };
  const [only] = ticket.requests;
  if (ticket.uploadId !== null) return deliverParts(delivery, ticket.uploadId);
  return only ? attempt(delivery, only, progress) : "done";
}

/** Sends one request, with retries, until storage accepts it. `keep` gets the ETag. */
async function attempt(
  { upload, ticket, signal }: Delivery,
  request: UploadRequest,
  progress: (bytes: number) => void,
  keep: (etag: string) => void = () => {},
): Promise<Outcome> {
  for (let attempts = 0; ; attempts++) {
    if (signal.aborted) return "stopped";
    if (hasExpired(ticket)) return "stale";
    const { status, etag } = await send(request, upload.file, progress, signal);
    // 412: an earlier attempt succeeded, but its response was lost.
    if ((status >= 200 && status < 300) || status === 412) {
      retryNow();
      keep(etag ?? "");
      return "done";
    }
    if (status === 403 || status === 404) return "stale";
    if (status === 400) return "changed";
    progress(0);
    if (status === INSUFFICIENT_STORAGE) return "full";
    if (status === 0 && !signal.aborted && !(await isReadable(upload.file))) return "unreadable";
    await backOff(backoffMilliseconds(attempts), signal);
  }
}

const hasExpired = ({ expiresAt }: Ticket) => expiresAt !== null && Date.parse(expiresAt) <= now();

/** Sends three parts at a time, and skips those that an earlier page has sent. */
async function deliverParts(delivery: Delivery, uploadId: string): Promise<Outcome> {
  const { upload, ticket, journal, onChange } = delivery;
  const recorded = upload.entry?.uploadId === uploadId ? upload.entry.parts : [];
  const parts = new Map(recorded.map(part => [part.partNumber, part]));
  const bytes = new Map(ticket.requests.map(each => [each, parts.has(each.partNumber ?? 0) ? each.sizeBytes : 0]));
  const left = ticket.requests.filter(({ partNumber }) => !parts.has(partNumber ?? 0));
  const keep = (part: Part) => {
    parts.set(part.partNumber, part);
    if (upload.entry) journal.write(Object.assign(upload.entry, { uploadId, parts: [...parts.values()] }));
  };
  const sendNext = async (): Promise<Outcome> => {
    for (let request = left.shift(); request; request = left.shift()) {
      const current = request;
      const progress = (sent: number) => {
        bytes.set(current, sent);
        upload.sentBytes = [...bytes.values()].reduce((sum, each) => sum + each, 0);
        onChange();
      };
      const partNumber = current.partNumber ?? 0;
      const outcome = await attempt(delivery, current, progress, etag => keep({ partNumber, etag }));
      if (outcome !== "done") return outcome;
    }
    return "done";
  };
  const outcomes = await Promise.all(Array.from({ length: PARTS_AT_ONCE }, sendNext));
  return outcomes.find(outcome => outcome !== "done") ?? (await complete(delivery, uploadId, [...parts.values()]));
}

async function complete(
  { upload, ticket, journal, signal }: Delivery,
  uploadId: string,
  parts: Part[],
): Promise<Outcome> {
  for (let attempts = 0; !signal.aborted; attempts++) {
    try {
      const { completeUpload } = await requestSignedIn(COMPLETE_UPLOAD, {
        input: { photoId: ticket.photo.id, uploadId, parts },
      });
      unwrapPayload(completeUpload.photo, completeUpload.userErrors);
      return "done";
    } catch (thrown) {
      const problem = problemOf(thrown);
      const { code } = problem;
      if (isStorageFull(problem)) return "full";
      if (!RETRYABLE.has(code)) {
        // The recorded parts are not those in storage. Start again.
        if (upload.entry) journal.write(Object.assign(upload.entry, { uploadId: null, parts: [] }));
        return "stale";
      }
      await backOff(backoffMilliseconds(attempts), signal);
    }
  }
  return "stopped";
}
