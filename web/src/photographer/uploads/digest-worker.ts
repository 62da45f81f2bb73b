import { identify, sha256 } from "./digest";
import type { Answer, Question } from "./reader";
import { contentTypeOf } from "./types";

const MEANS = {
  identify: async (file: File) => {
    const [digest, contentType] = await Promise.all([identify(file), contentTypeOf(file)]);
    return { digest, contentType };
  },
  sha256: async (file: File) => ({ digest: await sha256(file) }),
};

/** Reads and digests files beside the page, which stays smooth meanwhile. */
addEventListener("message", async ({ data }: MessageEvent<Question>) => {
  const { id, means, file } = data;
  const answer = await MEANS[means](file).then(
    (read): Answer => ({ id, ...read }),
    (): Answer => ({ id, isUnreadable: true }),
  );
  postMessage(answer);
});
