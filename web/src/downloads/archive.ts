import { type FragmentOf, graphql } from "../api/graphql";
import { Problem, problemOf, unwrapPayload } from "../api/problem";
import { saveAttachment } from "./attachment";
import { bytesOf, type DownloadSource, type Grant, type SavedFile, type SavedSize } from "./file";
import { newTransfer, trackTransfer } from "./transfer";

const ARCHIVE = graphql(`fragment ArchiveDetails on Archive { id status progress sizeBytes url }`);
const REQUEST = graphql(
  `mutation RequestArchive($input: RequestArchiveInput!) {
    requestArchive(input: $input) { archive { ...ArchiveDetails } userErrors { code message } }
  }`,
  [ARCHIVE],
);
const READ = graphql(`query Archive($id: ID!) { archive(id: $id) { ...ArchiveDetails } }`, [ARCHIVE]);

type Archive = FragmentOf<typeof ARCHIVE>;

const [FIRST_POLL_MILLISECONDS, MAX_POLL_MILLISECONDS, POLL_BACKOFF] = [700, 5000, 1.3];

/**
 * Has the service build a ZIP per grant, and downloads it. The download is resumable.
 */
export async function saveArchive(files: readonly SavedFile[], source: DownloadSource) {
  const stop = new AbortController();
  const update = trackTransfer({
    ...newTransfer(files),
    ...{ phase: "preparing", needsPage: false, cancel: () => stop.abort() },
  });
  const ids = files.map(({ id }) => id);
  try {
    const archives = await waitForArchives(source, ids, stop.signal, begun => {
      const bytes = begun.reduce((sum, { progress, sizeBytes }) => sum + progress * sizeBytes, 0);
      update({ bytes, totalBytes: bytesOf(begun) });
    });
    if (stop.signal.aborted) return;
    for (const { url } of archives) saveAttachment(unwrapPayload(url));
    source.onSaved(ids);
    // Another request returns the same archives with fresh links.
    update({ phase: "handed", proceed: () => saveArchive(files, { ...source, onSaved: () => {} }) });
  } catch (thrown) {
    update({ phase: "failed", problem: problemOf(thrown), proceed: () => saveArchive(files, source) });
  }
}

type Sized = Archive & { sizeBytes: number };

/** Requests the archives and polls until all are READY. Idempotent. Throws Problem. */
async function waitForArchives(
  { grants: grantsOf, size, hasLiveVideos }: DownloadSource,
  ids: readonly string[],
  signal: AbortSignal,
  onProgress: (archives: readonly Sized[]) => void,
): Promise<readonly Archive[]> {
  const grants = grantsOf(ids);
  const ask = (grant: Grant) => requestArchive(grant, size, hasLiveVideos);
  let archives = await Promise.all(grants.map(ask));
  for (
    let wait = FIRST_POLL_MILLISECONDS;
    !signal.aborted;
    wait = Math.min(MAX_POLL_MILLISECONDS, wait * POLL_BACKOFF)
  ) {
    onProgress(archives);
    if (archives.some(({ status }) => status === "FAILED")) throw new Problem("INTERNAL");
    if (archives.every(({ status }) => status === "READY")) break;
    await new Promise(resolve => setTimeout(resolve, wait));
    archives = await Promise.all(grants.map((grant, index) => poll(grant, archives[index], ask)));
  }
  return archives;
}

async function requestArchive({ ids, eventId, request: send }: Grant, size: SavedSize, livePhotoVideos: boolean) {
  const input = { eventId, photoIds: ids && [...ids], size, livePhotoVideos };
  const { requestArchive: payload } = await send(REQUEST, { input });
  return sized(unwrapPayload(payload.archive, payload.userErrors));
}

/** The archive's current state. Unchanged while offline; requested again if a photo was deleted. */
async function poll(grant: Grant, before: Sized | undefined, ask: (grant: Grant) => Promise<Sized>): Promise<Sized> {
  if (!before || before.status === "READY") return before ?? ask(grant);
  try {
    const { archive } = await grant.request(READ, { id: before.id });
    return archive ? sized(archive) : ask(grant);
  } catch (thrown) {
    const problem = problemOf(thrown);
    if (problem.code !== "OFFLINE") throw problem;
    return before;
  }
}

const sized = (archive: Archive): Sized => ({ ...archive, sizeBytes: archive.sizeBytes ?? 0 });
