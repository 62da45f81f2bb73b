import { beforeEach, expect, test, vi } from "vitest";
import { CodeSession } from "../src/viewer/code-session";
import { saveCode, savedCodes } from "../src/viewer/saved-codes";

const PATH = "anna/wedding";
const CODE = { accessCode: "ABC234", linkKey: null, viewerToken: "token", isOpeningUnreported: true };

beforeEach(() => {
  const texts = new Map<string, string>();
  const getItem = (name: string) => texts.get(name) ?? null;
  vi.stubGlobal("localStorage", { getItem, setItem: (name: string, text: string) => texts.set(name, text) });
  saveCode(PATH, CODE, "2100-01-01T00:00:00Z");
});

const isUnreported = () => savedCodes(PATH).codes[0]?.isOpeningUnreported;

test("an opening counts once, also if the page is left before the answer", async () => {
  let savedMeanwhile: unknown;
  vi.stubGlobal("fetch", async () => {
    savedMeanwhile = isUnreported();
    return Response.json({ data: { reportOpening: { reported: true } } });
  });
  await new CodeSession(PATH, CODE).reportOpening();
  expect(savedMeanwhile).toBe(false);
  expect(isUnreported()).toBe(false);
});

test("an opening that could not be reported is reported at the next visit", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
  await expect(new CodeSession(PATH, CODE).reportOpening()).rejects.toThrow();
  expect(isUnreported()).toBe(true);
});
