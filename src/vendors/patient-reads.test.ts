import { expect, it } from "vitest";
import { createHandTime, settle } from "../../test/help/hand-time.ts";
import { outcomeUnknown, vendorSignIn, vendorUnavailable } from "../core/errors.ts";
import { createPatientRead } from "./patient-reads.ts";

const house = new AbortController().signal;

/** A page that fails with each of these, and is there then. */
function pageAfter(failures: readonly Error[]) {
  const page = { tries: 0, read: async () => "page" };
  page.read = async () => {
    const failure = failures[page.tries];
    page.tries += 1;
    if (failure) throw failure;
    return "page";
  };
  return page;
}

it.each([
  ["an overload", vendorUnavailable("429")],
  ["an answer that was lost", outcomeUnknown("reset")],
])("asks again after %s", async (_, failure) => {
  const page = pageAfter([failure, failure, failure, failure]);
  expect(await createPatientRead(createHandTime())(page.read, house)).toBe("page");
  expect(page.tries).toBe(5);
});

it("gives up after four repeats, and says what was wrong last", async () => {
  const page = pageAfter(["1", "2", "3", "4", "5"].map((name) => vendorUnavailable(name)));
  await expect(createPatientRead(createHandTime())(page.read, house)).rejects.toThrow("5");
  expect(page.tries).toBe(5);
});

it("asks only once where the vendor wants another token", async () => {
  const page = pageAfter([vendorSignIn("401")]);
  await expect(createPatientRead(createHandTime())(page.read, house)).rejects.toThrow("401");
  expect(page.tries).toBe(1);
});

it.each([
  ["as long as the vendor asks", 7_000, 7_000],
  ["ten seconds where the vendor asks for an hour", 3_600_000, 10_000],
])("pauses %s", async (_, retryAfterMs, pauseMs) => {
  const time = createHandTime();
  const page = pageAfter([vendorUnavailable("429", retryAfterMs)]);
  const read = createPatientRead(time)(page.read, house);
  await settle();
  time.advance(pauseMs - 1);
  await settle();
  expect(page.tries).toBe(1);
  time.advance(1);
  expect(await read).toBe("page");
});

it("lets go in the pause when the house closes", async () => {
  const closing = new AbortController();
  const page = pageAfter([vendorUnavailable("429", 7_000)]);
  const read = createPatientRead(createHandTime())(page.read, closing.signal);
  await settle();
  closing.abort();
  await expect(read).rejects.toThrow("429");
  expect(page.tries).toBe(1);
});
