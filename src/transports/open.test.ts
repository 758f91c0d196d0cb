import { describe, expect, it } from "vitest";
import { createTransport } from "./open.ts";

describe("the address of a device", () => {
  it.each([
    "tcp://192.0.2.7:9100",
    "tcp://[::1]:9100",
    "tcp://[fe80::1%eth0]:9100",
    "tcp://kitchen.local:515",
  ])("takes %s", (at) => {
    expect(createTransport(at).address).toBe(at);
  });
  it.each([
    "192.0.2.7:9100",
    "tcp://192.0.2.7",
    "tcp://192.0.2.7:0",
    "tcp://192.0.2.7:70000",
    "tcp://::1:9100",
    "tcp://a b:1",
    "tcp://user@host:1",
    "usb://lp0",
    "",
  ])("refuses %s", (at) => {
    expect(() => createTransport(at)).toThrow(expect.objectContaining({ code: "invalid_input" }));
  });
});
