import { beforeEach, expect, test } from "vitest";
import { Selection } from "../src/grid/selection";

let selection: Selection;
const ids = () => [...selection.ids].sort().join("");

beforeEach(() => {
  selection = new Selection();
  selection.setList([..."abcdefgh"]);
});

test("a photo is toggled, and selection mode ends with the last one", () => {
  selection.toggle(2);
  expect([ids(), selection.store.value.isOn]).toEqual(["c", true]);
  selection.toggle(2);
  expect([ids(), selection.store.value.isOn]).toEqual(["", false]);
});

test("a range extends from the last toggled photo in both directions", () => {
  selection.toggle(4);
  selection.extend(6);
  expect(ids()).toBe("efg");
  selection.extend(2);
  expect(ids()).toBe("cdefg");
});

test("a range without an anchor is one photo", () => {
  selection.extend(3);
  expect(ids()).toBe("d");
});

test("a drag that returns deselects what it covered, and keeps the earlier selection", () => {
  selection.toggle(0);
  selection.dragOver(selection.ids, 2, 5);
  expect(ids()).toBe("acdef");
  selection.dragOver(["a"], 2, 3);
  expect(ids()).toBe("acd");
});

test("removed photos are deselected", () => {
  selection.selectOnly("abcdef");
  selection.setList([..."xbdf"]);
  expect(ids()).toBe("bdf");
});

test("subscribers are called on each change until they unsubscribe", () => {
  const seen: string[] = [];
  const stop = selection.store.subscribe(() => seen.push(ids()));
  selection.toggle(0);
  stop();
  selection.toggle(1);
  expect(seen).toEqual(["a"]);
});
