import { beforeEach, expect, test } from "vitest";
import { Selection } from "../src/grid/selection";

let selection: Selection;
const ids = () => [...selection.ids].sort().join("");

beforeEach(() => {
  selection = new Selection();
  selection.setList([..."abcdefgh"]);
});

test("one is toggled on and off, and with the last one selecting ends", () => {
  selection.toggle(2);
  expect([ids(), selection.store.value.isOn]).toEqual(["c", true]);
  selection.toggle(2);
  expect([ids(), selection.store.value.isOn]).toEqual(["", false]);
});

test("a range goes from the last one that was toggled, either way", () => {
  selection.toggle(4);
  selection.extend(6);
  expect(ids()).toBe("efg");
  selection.extend(2);
  expect(ids()).toBe("cdefg");
});

test("a range with nothing before it begins and ends at the same photo", () => {
  selection.extend(3);
  expect(ids()).toBe("d");
});

test("a drag that comes back lets go of what it ran over, and keeps what was selected before", () => {
  selection.toggle(0);
  selection.dragOver(selection.ids, 2, 5);
  expect(ids()).toBe("acdef");
  selection.dragOver(["a"], 2, 3);
  expect(ids()).toBe("acd");
});

test("photos that are no longer there are no longer selected", () => {
  selection.selectOnly("abcdef");
  selection.setList([..."xbdf"]);
  expect(ids()).toBe("bdf");
});

test("whoever looks is told of each change, until they look away", () => {
  const seen: string[] = [];
  const stop = selection.store.subscribe(() => seen.push(ids()));
  selection.toggle(0);
  stop();
  selection.toggle(1);
  expect(seen).toEqual(["a"]);
});
