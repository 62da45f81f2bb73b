import { expect, test } from "vitest";
import { credentialOf } from "../src/viewer/credential";

test.each([
  ["abc34d", "ABC34D", null],
  ["  abc-34d ", "ABC34D", null],
  ["ABC 34D", "ABC34D", null],
  ["abc3ol", "ABC301", null],
  ["Your code is ABC-34D.", "ABC34D", null],
  ["Dein Code: abc34d", "ABC34D", null],
  ["https://imgsh.example/anna/wedding#ABC34D.Xk3_-9", "ABC34D", "Xk3_-9"],
  ["#ABC34D", "ABC34D", null],
])("%s is understood", (typed, accessCode, linkKey) => {
  expect(credentialOf(typed)).toEqual({ accessCode, linkKey });
});

test("an invalid code is passed on for the service to reject", () => {
  expect(credentialOf("12")).toEqual({ accessCode: "12", linkKey: null });
});

test("an empty text has no credential", () => {
  expect(credentialOf("  - ")).toBe(null);
});
