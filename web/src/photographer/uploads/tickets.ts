import { type Problem, problemOf, type UserError, unwrapPayload } from "../../api/problem";
import { requestSignedIn } from "../../api/session";
import { backOff, backoffMilliseconds } from "./backoff";
import { REQUEST_UPLOADS, type Ticket } from "./documents";
import type { Upload } from "./upload";

export const MAX_BATCH_FILES = 100;
/** Bounds the response: a ticket has up to 100 parts, a response at most 2,000. */
const MAX_BATCH_BYTES = 16 * 1024 ** 3;

/** The next files to request tickets for, all of one event. */
export function nextBatch(waiting: Iterable<Upload>): Upload[] {
  const batch: Upload[] = [];
  let bytes = 0;
  for (const upload of waiting) {
    if (batch[0] && upload.event.id !== batch[0].event.id) continue;
    bytes += upload.file.size;
    if (batch.length === MAX_BATCH_FILES || (batch[0] && bytes > MAX_BATCH_BYTES)) break;
    batch.push(upload);
  }
  return batch;
}

interface TicketResults {
  tickets: Map<Upload, Ticket>;
  refused: Map<Upload, UserError>;
}

interface Options {
  signal: AbortSignal;
  /** Called when not even one file fits on the server's disk. */
  onStorageFull: () => void;
}

/**
 * Requests tickets and retries until it gets them, or is aborted. If the server's disk has no room for all files, some
 * of them get none. Throws Problem UNAUTHENTICATED.
 */
export async function requestTickets(
  batch: readonly Upload[],
  { signal, onStorageFull }: Options,
): Promise<TicketResults> {
  const refused = new Map<Upload, UserError>();
  let most = batch.length;
  for (let attempts = 0; ; ) {
    const asked = batch.filter(upload => !refused.has(upload)).slice(0, most);
    if (!asked.length || signal.aborted) return { tickets: new Map(), refused };
    try {
      const tickets = await request(asked);
      return {
        tickets: new Map(asked.map((upload, index) => [upload, unwrapPayload(tickets[index])])),
        refused,
      };
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.code === "UNAUTHENTICATED") throw problem;
      if (isStorageFull(problem) && asked.length > 1) {
        most = Math.ceil(asked.length / 2);
        continue;
      }
      if (isStorageFull(problem)) onStorageFull();
      else if (isFinal(problem)) {
        for (const [upload, error] of errorsByUpload(problem, asked)) refused.set(upload, error);
        continue;
      }
      await backOff(Math.max(backoffMilliseconds(attempts++), problem.retryAfterSeconds * 1000), signal);
    }
  }
}

async function request(asked: readonly Upload[]): Promise<Ticket[]> {
  const files = asked.map(({ filename, contentType, file, sha256 }) => ({
    filename,
    contentType,
    sizeBytes: file.size,
    sha256,
  }));
  const input = { eventId: asked[0]?.event.id ?? "", files };
  const { requestUploads } = await requestSignedIn(REQUEST_UPLOADS, { input });
  return unwrapPayload(requestUploads.tickets, requestUploads.userErrors);
}

export const isStorageFull = ({ userErrors }: Problem) => userErrors.some(({ code }) => code === "STORAGE_FULL");

const isFinal = ({ code }: Problem) => ["REFUSED", "NOT_FOUND", "BAD_REQUEST", "FORBIDDEN"].includes(code);

/** The refused files with their errors. An error without a file applies to all. */
function errorsByUpload(problem: Problem, asked: readonly Upload[]): [Upload, UserError][] {
  const named = problem.userErrors.flatMap((error): [Upload, UserError][] => {
    const upload = error.field?.[0] === "files" ? asked[Number(error.field[1] ?? NaN)] : undefined;
    return upload ? [[upload, error]] : [];
  });
  const [first] = problem.userErrors;
  return named.length ? named : asked.map(upload => [upload, first ?? { code: problem.code, message: "" }]);
}
