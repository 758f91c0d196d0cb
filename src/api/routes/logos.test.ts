import { createCanvas } from "@napi-rs/canvas";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answered, openTestApi, type TestApi } from "../../../test/help/api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

/** A black bar on white. */
function picture(width: number, height: number, type: "image/png" | "image/jpeg" = "image/png"): string {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.fillStyle = "black";
  context.fillRect(0, 0, width / 2, height);
  return (type === "image/png" ? canvas.toBuffer(type) : canvas.toBuffer(type, 90)).toString("base64");
}
const put = (name: string, image: string, more: object = {}): Promise<Answered> =>
  api.call("PUT", `/v1/logos/${name}`, { body: { image }, ...more });
const pngOf = async (path: string): Promise<PNG> => {
  const response = await fetch(`${api.base}${path}`, { headers: { authorization: `Bearer ${api.admin}` } });
  return PNG.sync.read(Buffer.from(await response.arrayBuffer()));
};

describe("a logo", () => {
  it.each(["image/png", "image/jpeg"] as const)(
    "may be %s, and is stored no wider than paper",
    async (type) => {
      const { status, body } = await put(type === "image/png" ? "a" : "b", picture(1_200, 300, type));
      expect(status).toBe(201);
      expect(body).toMatchObject({ widthDots: 576, heightDots: 144 });
    },
  );

  it("keeps its size where it is small, and is replaced under its name", async () => {
    await put("small", picture(100, 40));
    const again = await put("small", picture(80, 30));
    expect(again.status).toBe(200);
    const { items } = (await api.call("GET", "/v1/logos")).body;
    const found = items.filter(({ name }: { name: string }) => name === "small");
    expect(found).toMatchObject([{ widthDots: 80, heightDots: 30 }]);
  });

  it("is seen as it prints: black dots on paper", async () => {
    await put("bar", picture(200, 50));
    const { width, height, data } = await pngOf("/v1/logos/bar/preview.png");
    const dark = Array.from({ length: width * height }, (_, i) => data[i * 4] ?? 255).filter(
      (gray) => gray < 64,
    );
    expect(dark.length).toBeGreaterThanOrEqual(100 * 50 * 0.9);
    expect(dark.length).toBeLessThan(120 * 50 * 1.1);
  });

  it("stands on top of receipts under the name store, until it is removed", async () => {
    const paper = async (): Promise<number> => {
      const body = { format: "png" };
      const response = await fetch(`${api.base}/v1/print-templates/receipt/preview`, {
        method: "POST",
        headers: { authorization: `Bearer ${api.admin}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return PNG.sync.read(Buffer.from(await response.arrayBuffer())).height;
    };
    const without = await paper();
    await put("store", picture(200, 90));
    expect((await paper()) - without).toBeGreaterThanOrEqual(90);
    expect((await api.call("DELETE", "/v1/logos/store")).status).toBe(204);
    expect(await paper()).toBe(without);
  });

  it("is printed by name in a template; one that is not there is left out", async () => {
    await put("mark", picture(64, 64));
    const heightOf = async (text: string): Promise<number> => {
      const { body } = await api.call("POST", "/v1/print-templates/gift/preview", {
        body: { text, format: "svg" },
      });
      return Number(/height="(\d+)"/.exec(body)?.[1]);
    };
    const bare = await heightOf("{logo:nothing}\nhello");
    expect((await heightOf("{logo:mark}\nhello")) - bare).toBeGreaterThanOrEqual(64);
  });

  it.each([
    ["what is no picture", Buffer.from("hello there").toString("base64"), /no PNG/],
    ["a damaged JPEG", Buffer.from([0xff, 0xd8, 0xff, 0xe0]).toString("base64"), /damaged/],
    [
      "a JPEG that breaks off",
      Buffer.from(picture(90, 90, "image/jpeg"), "base64")
        .subarray(0, 20)
        .toString("base64"),
      /damaged/,
    ],
    ["a picture of too many dots", hugePng(), /pixels/],
    ["a file of more than 2 MB", Buffer.alloc(2_100_000).toString("base64"), /at most 2 MB/],
  ])("is refused: %s", async (_, image, why) => {
    const { status, body } = await put("bad", image);
    expect(status).toBe(400);
    expect(body.errors[0]).toMatchObject({ path: "image" });
    expect(body.detail).toMatch(why);
  });

  it("is not for tills to change, and changes are audited", async () => {
    const till = await api.token(["till"]);
    expect((await put("mine", picture(8, 8), { token: till })).status).toBe(403);
    await put("mine", picture(8, 8));
    await api.call("DELETE", "/v1/logos/mine");
    expect((await api.call("DELETE", "/v1/logos/mine")).status).toBe(404);
    const { items } = (await api.call("GET", "/v1/audit")).body;
    expect(items.slice(0, 2)).toMatchObject([
      { action: "logo.delete", subject: "mine" },
      { action: "logo.save" },
    ]);
  });
});

/** Its header says 10,000 by 10,000; nobody should unpack it to find out. */
function hugePng(): string {
  const small = Buffer.from(picture(1, 1), "base64");
  small.writeUInt32BE(10_000, 16);
  small.writeUInt32BE(10_000, 20);
  return small.toString("base64");
}
