import { PNG } from "pngjs";
import { expect, it } from "vitest";
import { createPdfPages, PDF_LIMITS } from "./pdf-pages.ts";

const never = new AbortController().signal;
const pages = createPdfPages(PDF_LIMITS);

/** A PDF of pages of this size, points; each has a black bar over its upper half. Readers mend the missing table of places. */
function pdfOf(count: number, width = 200, height = 100, more = ""): Buffer {
  const kids = Array.from({ length: count }, (_, i) => `${i + 4} 0 R`).join(" ");
  const bar = `0 ${height / 2} ${width} ${height / 2} re f`;
  const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents 3 0 R ${more} >>`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Count ${count} /Kids [${kids}] >>`,
    `<< /Length ${bar.length} >>\nstream\n${bar}\nendstream`,
    ...Array.from({ length: count }, () => page),
  ];
  const body = objects.map((object, i) => `${i + 1} 0 obj\n${object}\nendobj\n`).join("");
  return Buffer.from(`%PDF-1.4\n${body}trailer << /Root 1 0 R >>\n%%EOF\n`, "latin1");
}
const faultOf = (pdf: Uint8Array, from = pages): Promise<unknown> =>
  from.draw(pdf, 576, never).catch((error: unknown) => error);

it("draws each page in black and white, as wide as the paper", async () => {
  const drawn = await pages.draw(pdfOf(2), 576, never);
  expect(drawn).toHaveLength(2);
  const { width, height, data } = PNG.sync.read(Buffer.from(drawn[0] ?? []));
  expect([width, height]).toEqual([576, 288]);
  const lightAt = (y: number): number | undefined => data[(y * width + 100) * 4];
  expect([lightAt(10), lightAt(280)]).toEqual([0, 255]);
});

it("turns a page that lies on its side before it measures it", async () => {
  const [page] = await pages.draw(pdfOf(1, 2_000, 100, "/Rotate 0"), 576, never);
  expect(PNG.sync.read(Buffer.from(page ?? [])).height).toBe(29);
  expect(await faultOf(pdfOf(1, 2_000, 100, "/Rotate 90"))).toMatchObject({
    message: expect.stringContaining("page 1 would be longer than a metre"),
  });
});

it.each([
  ["what is no PDF", Buffer.from("hello"), "it is no PDF, or damaged"],
  ["too many pages", pdfOf(21), "it has 21 pages, 20 are the most"],
  ["a page of many metres", pdfOf(1, 10, 14_000), "page 1 would be longer than a metre of paper"],
])("refuses %s", async (_, pdf, reason) => {
  expect(await faultOf(pdf)).toMatchObject({ code: "invalid_input", message: `pdf: ${reason}` });
});

it("lets go of a PDF that takes too long", async () => {
  const hasty = createPdfPages({ timeoutMs: 1, maxPages: 20 });
  expect(await faultOf(pdfOf(20), hasty)).toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("takes longer than"),
  });
});

it("draws two at once, and asks a third to come again", async () => {
  const all = await Promise.all([1, 2, 3].map(() => faultOf(pdfOf(1))));
  expect(all.filter(Array.isArray)).toHaveLength(2);
  expect(all.find((one) => !Array.isArray(one))).toMatchObject({ code: "device_busy" });
});

it("says what to install where poppler is missing", async () => {
  const { PATH } = process.env;
  process.env["PATH"] = "/nowhere";
  const fault = await faultOf(pdfOf(1));
  process.env["PATH"] = PATH;
  expect(fault).toMatchObject({
    code: "wrong_state",
    message: expect.stringContaining("apt-get install poppler-utils"),
  });
});
