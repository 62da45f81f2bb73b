import { expect, test } from "vitest";

const sources: Record<string, string> = import.meta.glob("../src/**/*.{ts,tsx}", {
  eager: true,
  query: "?raw",
  import: "default",
});
const nameOf = (path: string) => path.replace("../src/", "").replace(/\.tsx?$/, "");
const imports = new Map(
  Object.entries(sources).map(([path, source]) => {
    const found = [...source.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, to = ""]) => to);
    return [nameOf(path), found.map(to => new URL(to, `file:///${nameOf(path)}`).pathname.slice(1))];
  }),
);

/** The first import circle reached from a module. Includes type imports and lazy imports. */
function circleFrom(name: string, path: readonly string[], checked: Set<string>): readonly string[] | null {
  if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
  if (checked.has(name)) return null;
  checked.add(name);
  for (const next of imports.get(name) ?? []) {
    const circle = circleFrom(next, [...path, name], checked);
    if (circle) return circle;
  }
  return null;
}

test("there is no import circle", () => {
  const checked = new Set<string>();
  expect(imports.size).toBeGreaterThan(100);
  for (const name of imports.keys()) expect(circleFrom(name, [], checked)).toBe(null);
});
