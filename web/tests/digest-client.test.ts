import { afterEach, expect, test, vi } from "vitest";
import type { DigestTask } from "../src/photographer/uploads/digest-task";

vi.stubGlobal("addEventListener", () => {});
const { DigestClient, Unreadable } = await import("../src/photographer/uploads/digest-client");
const { identify, sha256 } = await import("../src/photographer/uploads/digest");

const FILE = new File(["\xff\xd8\xff cake"], "cake.jpg", { type: "image/jpeg" });

/** A worker that sends only what a test dispatches. */
class SilentWorker extends EventTarget {
  static made: SilentWorker[] = [];
  tasks: DigestTask[] = [];
  isTerminated = false;

  constructor() {
    super();
    SilentWorker.made.push(this);
  }

  postMessage(task: DigestTask) {
    this.tasks.push(task);
  }

  terminate() {
    this.isTerminated = true;
  }
}

afterEach(() => {
  vi.useRealTimers();
  SilentWorker.made = [];
});

/** Requests two digests at once. */
const ask = () => {
  const reader = new DigestClient();
  return { reader, answers: Promise.all([reader.identify(FILE), reader.sha256(FILE)]) };
};

const expected = async () => [
  { identity: await identify(FILE), contentType: "image/jpeg", isTooManyPixels: false },
  await sha256(FILE),
];

test("if the worker fails to load, the page digests files itself (issue 11, 14)", async () => {
  vi.stubGlobal("Worker", SilentWorker);
  const { reader, answers } = ask();
  SilentWorker.made[0]?.dispatchEvent(new Event("error"));

  expect(await answers).toEqual(await expected());
  expect(await reader.sha256(FILE)).toBe(await sha256(FILE));
  expect(SilentWorker.made.map(({ isTerminated }) => isTerminated)).toEqual([true]);
});

test("if the browser refuses the worker, the page digests files itself", async () => {
  class RefusedWorker {
    constructor() {
      throw new DOMException("", "SecurityError");
    }
  }
  vi.stubGlobal("Worker", RefusedWorker);
  expect(await ask().answers).toEqual(await expected());
});

test("if the worker does not load in time, the page digests files itself", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.stubGlobal("Worker", SilentWorker);
  const { answers } = ask();
  vi.advanceTimersByTime(10_000);

  expect(await answers).toEqual(await expected());
});

test("a loaded worker has no timeout", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.stubGlobal("Worker", SilentWorker);
  const { answers } = ask();
  const [worker] = SilentWorker.made;
  worker?.dispatchEvent(new MessageEvent("message", { data: "loaded" }));
  vi.advanceTimersByTime(1e6);
  for (const { id } of worker?.tasks ?? [])
    worker?.dispatchEvent(new MessageEvent("message", { data: { id, digest: "from the worker" } }));

  expect(await answers).toEqual([
    { identity: "from the worker", contentType: "", isTooManyPixels: false },
    "from the worker",
  ]);
  expect(worker?.isTerminated).toBe(false);
});

test("an unreadable file throws Unreadable without a worker, too", async () => {
  vi.stubGlobal("Worker", SilentWorker);
  const gone = new File(["x"], "gone.jpg");
  gone.slice = () => {
    throw new DOMException("", "NotReadableError");
  };
  const reading = new DigestClient().identify(gone);
  SilentWorker.made[0]?.dispatchEvent(new Event("error"));
  await expect(reading).rejects.toThrow(Unreadable);
});
