import { contentTypeOf } from "./content-type";
import { identify, sha256 } from "./digest";
import { hasTooManyPixels } from "./picture-size";

export interface DigestTask {
  id: number;
  kind: "identify" | "sha256";
  file: File;
}

export interface DigestResult {
  id: number;
  digest?: string | null;
  contentType?: string;
  isTooManyPixels?: boolean;
  isUnreadable?: boolean;
}

const DIGESTS = {
  identify: async (file: File) => {
    const found = await Promise.all([identify(file), contentTypeOf(file), hasTooManyPixels(file)]);
    const [digest, contentType, isTooManyPixels] = found;
    return { digest, contentType, isTooManyPixels };
  },
  sha256: async (file: File) => ({ digest: await sha256(file) }),
};

/** Runs a task. Never throws. */
export const runDigestTask = ({ id, kind, file }: DigestTask): Promise<DigestResult> =>
  DIGESTS[kind](file).then(
    found => ({ id, ...found }),
    () => ({ id, isUnreadable: true }),
  );
