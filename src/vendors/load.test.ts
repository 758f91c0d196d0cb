import { expect, it } from "vitest";
import { listVendors, loadAdapter, vendorId } from "./load.ts";

it("finds a vendor by its folder", async () => {
  expect((await loadAdapter("square")).id).toBe("square");
  expect(await listVendors()).toContain("square");
});

it("knows Vend by its new name", () => {
  expect(vendorId("vend")).toBe("lightspeed-x");
  expect(vendorId("square")).toBe("square");
});

it.each(["nobody", "../square", "square/index", "", "Square"])("loads nothing for %j", async (name) => {
  await expect(loadAdapter(name)).rejects.toMatchObject({ code: "not_found" });
});
