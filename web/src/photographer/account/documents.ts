import { request } from "../../api/client";
import { graphql, type ResultOf } from "../../api/graphql";
import { unwrapPayload } from "../../api/problem";
import { requestSignedIn, SESSION } from "../../api/session";

export const SIGN_IN = graphql(
  `mutation SignIn($input: SignInInput!) {
    signIn(input: $input) { session { ...Session } userErrors { code message field } }
  }`,
  [SESSION],
);

export const SIGN_UP = graphql(
  `mutation SignUp($input: SignUpInput!) {
    signUp(input: $input) { session { ...Session } userErrors { code message field } }
  }`,
  [SESSION],
);

const SIGN_UP_MODE = graphql(`query SignUpMode { signUpMode }`);

export type SignUpMode = ResultOf<typeof SIGN_UP_MODE>["signUpMode"];

/** Throws Problem. */
export const readSignUpMode = async () => (await request(SIGN_UP_MODE, {})).signUpMode;

export const REQUEST_RESET = graphql(`mutation RequestReset($input: RequestPasswordResetInput!) {
  requestPasswordReset(input: $input) { accepted }
}`);

export const RESET = graphql(
  `mutation Reset($input: ResetPasswordInput!) {
    resetPassword(input: $input) { session { ...Session } userErrors { code message field } }
  }`,
  [SESSION],
);

export const VERIFY = graphql(`mutation Verify($input: VerifyEmailInput!) {
  verifyEmail(input: $input) { user { email userName } userErrors { code message } }
}`);

const ME = graphql(`query Me { me { email userName emailVerified createdAt storageBytes storageLimitBytes } }`);

/** Throws Problem. */
export const readMe = async () => unwrapPayload((await requestSignedIn(ME, {})).me);
