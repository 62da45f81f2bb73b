import { contentTypeOf } from "./content-type";
import { identify, sha256 } from "./digest";

/** What is to be found out about a file. */
export interface Question {
  id: number;
  means: "identify" | "sha256";
  file: File;
}

export interface Answer {
  id: number;
  digest?: string | null;
  contentType?: string;
  isUnreadable?: boolean;
}

const MEANS = {
  identify: async (file: File) => {
    const [digest, contentType] = await Promise.all([identify(file), contentTypeOf(file)]);
    return { digest, contentType };
  },
  sha256: async (file: File) => ({ digest: await sha256(file) }),
};

/** Reads and digests a file. Never throws. */
export const read = ({ id, means, file }: Question): Promise<Answer> =>
  MEANS[means](file).then(
    found => ({ id, ...found }),
    () => ({ id, isUnreadable: true }),
  );
