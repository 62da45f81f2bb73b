import { expect, test } from "vitest";
import { mailedTokenOf } from "../src/photographer/account/mailed-token";
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
  ["<https://imgsh.example/anna/wedding#abc34d.Xk3_-9>.", "ABC34D", "Xk3_-9"],
  ["https://imgsh.example/anna/wedding%23ABC34D.Xk3_-9", "ABC34D", "Xk3_-9"],
  ["https://imgsh.example/anna/wedding%252523ABC34D%25252EXk3_-9", "ABC34D", "Xk3_-9"],
  ["https://imgsh.example/anna/wedding#ABC34D.Xk3_-9?utm_source=mail&x=1", "ABC34D", "Xk3_-9"],
  ["Table #4 has the code ABC-34D, 100%", "ABC34D", null],
])("%s is understood", (typed, accessCode, linkKey) => {
  expect(credentialOf(typed)).toEqual({ accessCode, linkKey });
});

test("an invalid code is passed on for the service to reject", () => {
  expect(credentialOf("12")).toEqual({ accessCode: "12", linkKey: null });
});

test("an empty text has no credential", () => {
  expect(credentialOf("  - ")).toBe(null);
});

test.each([
  "https://imgsh.example/verify#ey.J-a_b.c9",
  "https://imgsh.example/verify%23ey.J-a_b.c9?utm_source=mail",
  "ey.J-a_b.c9",
  "ey.J-a_b.c9.",
])("the code of a mail is found in %s", pasted => {
  expect(mailedTokenOf(pasted)).toBe("ey.J-a_b.c9");
});
