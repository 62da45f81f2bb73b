import { identify, sha256 } from "./digest";
import type { Answer, Question } from "./reader";

const MEANS = { identify, sha256 };

/** Reads and digests files beside the page, which stays smooth meanwhile. */
addEventListener("message", async ({ data }: MessageEvent<Question>) => {
  const { id, means, file } = data;
  const answer = await MEANS[means](file).then(
    (digest): Answer => ({ id, digest }),
    (): Answer => ({ id, isUnreadable: true }),
  );
  postMessage(answer);
});
