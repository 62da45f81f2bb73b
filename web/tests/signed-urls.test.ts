import { expect, test } from "vitest";
import { endOf, unsignedUrl } from "../src/api/signed-urls";

const LINK = "https://photos.example/d/AbCdEfGhIjKlMnOpQrS-_0/a1.1796130000/anna/wedding/cake%20(2).jpg/thumbnail";
const S3 = "https://b.s3.amazonaws.com/anna/cake.jpg?X-Amz-Date=20261201T120000Z&X-Amz-Expires=3600&X-Amz-Signature=0f";

test("what is kept of a signed URL opens nothing and is the same for the same file", () => {
  const key = "https://photos.example/d/anna/wedding/cake%20(2).jpg/thumbnail";
  expect(unsignedUrl(LINK)).toBe(key);
  expect(unsignedUrl(LINK.replace("AbCd", "0123").replace("a1.1796130000", "b.1796130900"))).toBe(key);
  expect(unsignedUrl(LINK.replace("0000/", "0000.inline%3B%20filename%3D%22cake.jpg%22/"))).toBe(key);
  expect(unsignedUrl(S3)).toBe("https://b.s3.amazonaws.com/anna/cake.jpg");
  expect(unsignedUrl(key)).toBe(key);
});

test("what is no signed URL stays as it is", () => {
  for (const text of ["what? (1).jpg", "anna/wedding?", "", "https://imgsh.example/icon.svg"])
    expect(unsignedUrl(text)).toBe(text);
});

test("the end of a signed URL is read from the URL", () => {
  expect(endOf(LINK)).toBe(1796130000_000);
  expect(endOf(S3)).toBe(Date.parse("2026-12-01T13:00:00Z"));
  expect(endOf("https://photos.example/cake.jpg")).toBeNaN();
});
