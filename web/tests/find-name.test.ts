import { expect, test } from "vitest";
import { findName } from "../src/photographer/people/find-name";

const named = (...labels: (string | null)[]) => labels.map((label, index) => ({ label, accessCode: `AAAA${index}B` }));
const PEOPLE = named("Anna", "Antje Krüger", "Marianne", "Ben Ann", null);

test("names that begin with the text come before those that contain it", () => {
  expect(findName(PEOPLE, "an").people.map(({ label }) => label)).toEqual([
    "Anna",
    "Antje Krüger",
    "Ben Ann",
    "Marianne",
  ]);
});

test("enter means the only name that begins with the text, or is the text, and never one of several", () => {
  expect(findName(PEOPLE, "an").only).toBeNull();
  expect(findName(PEOPLE, "anna").only?.label).toBe("Anna");
  expect(findName(PEOPLE, "kru").only?.label).toBe("Antje Krüger");
  expect(findName(PEOPLE, "rian").only?.label).toBe("Marianne");
  expect(findName(named("Ann", "Anna"), "ann").only?.label).toBe("Ann");
  expect(findName(named("Ann", "Ann"), "ann").only).toBeNull();
  expect(findName(PEOPLE, "aaaa4").only?.label).toBeNull();
});

test("without a text, enter means nobody, and the text is a new name unless somebody is called that", () => {
  expect(findName(PEOPLE, " ")).toEqual({ people: PEOPLE, only: null, newName: "" });
  expect(findName(PEOPLE, "  Zoë   Ä ").newName).toBe("Zoë Ä");
  expect(findName(PEOPLE, "anna").newName).toBe("");
  expect(findName(PEOPLE, "ann").newName).toBe("ann");
});
