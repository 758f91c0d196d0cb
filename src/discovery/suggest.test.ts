import { describe, expect, it } from "vitest";
import escpos from "../../drivers/escpos/index.ts";
import { mergeSightings } from "./merge.ts";
import { type Sighting, sighting } from "./sighting.ts";
import { suggestDriver } from "./suggest.ts";

const drivers = new Map([["escpos", escpos]]);
const suggested = (...seen: Sighting[]) => {
  const [device] = mergeSightings(seen);
  if (!device) throw new Error("nothing was made of it");
  return suggestDriver(device, drivers);
};

describe("the driver for a device that was found", () => {
  it("is told with the profile of its model", () => {
    const epson = sighting("enpc", { host: "192.0.2.7", model: "TM-m30III" });
    expect(suggested(epson)).toEqual({ driver: "escpos", options: { profile: "epson-tm-m30" } });
    expect(escpos.config.parse(suggested(epson).options).profile).toBe("epson-tm-m30");
  });
  it("is told without a profile where no profile knows the model", () => {
    const usb = sighting("usb", {
      at: "usb://1",
      usb: { vendorId: 0x04b8, productId: 0x0e15 },
      model: "TM-U220",
    });
    expect(suggested(usb)).toEqual({ driver: "escpos", options: {} });
  });
  it("is not guessed for a printer whose own protocol no driver claims, whatever its port says", () => {
    const star = sighting("sdp", { host: "192.0.2.9", model: "TSP143" });
    const port = sighting("sweep", { host: "192.0.2.9", at: "tcp://192.0.2.9:9100", answers: true });
    expect(suggested(star, port)).toEqual({ driver: null, options: {} });
    expect(suggested(port).driver).toBe("escpos");
  });
  it("is not guessed for what stays silent on its print port, nor for a bare serial port", () => {
    expect(suggested(sighting("sweep", { host: "h", at: "tcp://h:9100", answers: false })).driver).toBeNull();
    expect(suggested(sighting("serial", { at: "serial:///dev/ttyUSB0" })).driver).toBeNull();
  });
});
