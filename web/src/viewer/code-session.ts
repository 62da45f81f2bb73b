import { request as send } from "../api/client";
import { slices } from "../api/pages";
import { Problem, unwrapPayload } from "../api/problem";
import type { Grant } from "../downloads/file";
import type { Credential } from "./credential";
import { type AlbumDetails, type AlbumPage, READ_DETAILS, READ_END, REPORT, REPORT_OPENING } from "./documents";
import { pageRequest, redeemRequest } from "./requests";
import { replaceCode, type SavedCode, saveCode, saveDetails } from "./saved-codes";

const MAX_REPORTED = 500;

/** The session of one code: reads its album, and redeems the code again when the token has expired. */
export class CodeSession {
  readonly publicUrl: string;
  #code: SavedCode;

  /** From a saved code. Sends no request. */
  constructor(publicUrl: string, code: SavedCode) {
    this.publicUrl = publicUrl;
    this.#code = code;
  }

  /** Redeems a code that was typed or came by a link. Throws Problem. */
  static async redeem(publicUrl: string, credential: Credential, isTyped: boolean) {
    const { code, page } = await redeem(publicUrl, credential, !isTyped, isTyped);
    return { session: new CodeSession(page.publicUrl, code), page };
  }

  get credential(): Credential {
    return this.#code;
  }

  get accessCode() {
    return this.#code.accessCode;
  }

  /** Sends a request with this token. Throws Problem: UNAUTHENTICATED with a reason after the code or event ended. */
  request: Grant["request"] = (document, variables) => this.#withToken(token => send(document, variables, token));

  /** Throws as `request`. */
  async page(after: string | null): Promise<AlbumPage> {
    return this.#remember((await this.#withToken(token => send(...pageRequest(after), token))).album);
  }

  /** With the details that are `known`, reads the end only, which costs less. Throws as `request`. */
  async details(known?: AlbumDetails): Promise<AlbumDetails> {
    if (!known) return this.#remember((await this.request(READ_DETAILS, {})).album);
    const { album } = await this.request(READ_END, {});
    return this.#remember(album && { ...known, ...album });
  }

  /** Counts the opening once after the code was redeemed on this device. */
  async reportOpening() {
    if (!this.#code.isOpeningUnreported) return;
    // Saved before the answer: whoever leaves the page in between would count again at the next visit.
    this.#saveUnreported(false);
    try {
      await this.request(REPORT_OPENING, {});
    } catch (thrown) {
      this.#saveUnreported(true);
      throw thrown;
    }
  }

  /** Reports downloads to the photographer. */
  async report(photoIds: readonly string[]) {
    for (const some of slices(photoIds, MAX_REPORTED)) await this.request(REPORT, { input: { photoIds: some } });
  }

  #saveUnreported(isOpeningUnreported: boolean) {
    this.#code = { ...this.#code, isOpeningUnreported };
    replaceCode(this.publicUrl, this.#code);
  }

  #remember<Details extends AlbumDetails>(album: Details | null | undefined): Details {
    const details = unwrapPayload(album);
    saveDetails(this.publicUrl, details);
    return details;
  }

  async #withToken<Result>(act: (token: string) => Promise<Result>): Promise<Result> {
    try {
      return await act(this.#code.viewerToken);
    } catch (problem) {
      if (!isStale(problem)) throw problem;
      this.#code = (await redeem(this.publicUrl, this.#code, this.#code.isOpeningUnreported)).code;
      return act(this.#code.viewerToken);
    }
  }
}

/** The token has expired or the signing keys have changed. The code may still be valid. */
const isStale = (problem: unknown) =>
  problem instanceof Problem && ["TOKEN_EXPIRED", "TOKEN_INVALID"].includes(problem.reason ?? "");

async function redeem(
  publicUrl: string,
  credential: Credential,
  isOpeningUnreported: boolean | undefined,
  countsAsOpening = false,
) {
  const { redeemAccessCode: payload } = await send(...redeemRequest(publicUrl, credential, countsAsOpening));
  const page = unwrapPayload(payload.album, payload.userErrors);
  const { accessCode, linkKey } = credential;
  const viewerToken = unwrapPayload(payload.viewerToken);
  const code: SavedCode = { accessCode, linkKey, viewerToken, isOpeningUnreported };
  saveCode(page.publicUrl, code, page.expiresAt);
  saveDetails(page.publicUrl, page);
  return { code, page };
}
