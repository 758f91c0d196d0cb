/** Codes: the printer's own where it can draw them as asked, drawn as pictures otherwise. */
import type { Align, Block } from "../../core/receipt.ts";
import { type Barcode, readBarcode } from "../codes/barcode.ts";
import { modulesOf } from "../codes/code128.ts";
import { qrBitmap } from "../codes/codes.ts";
import { type BarLook, fitBars, fitPdf417, fitQr } from "../codes/fit-code.ts";
import type { Bitmap } from "../raster.ts";
import { layoutText } from "../text/layout.ts";
import { TOLD } from "../told.ts";
import type { PlanContext, PlanStep } from "./abilities.ts";

type Of<T extends Block["type"]> = Extract<Block, { readonly type: T }>;

export function planQr(block: Of<"qr">, context: PlanContext): readonly PlanStep[] {
  const { abilities, sheet } = context;
  const code = fitQr(block, { ...sheet, widthDots: abilities.widthDots });
  if (typeof code === "string") return instead(block.data, code, context);
  const { data, moduleDots, correction } = code;
  if (abilities.qr(moduleDots, data)) return [{ type: "qr", align: block.align ?? "left", ...code }];
  return drawn("QR code", () => qrBitmap(data, moduleDots, correction), block, context);
}

export function planPdf417(block: Of<"pdf417">, context: PlanContext): readonly PlanStep[] {
  const { abilities, sheet } = context;
  const code = fitPdf417(block, { ...sheet, widthDots: abilities.widthDots });
  if (typeof code === "string") return instead(block.data, code, context);
  return drawn("PDF417", () => code.bitmap, block, context);
}

export function planBarcode(block: Of<"barcode">, context: PlanContext): readonly PlanStep[] {
  const { abilities, sheet } = context;
  const code = readBarcode(block.symbology, block.data);
  if (typeof code === "string") return instead(block.data, code, context);
  const look = fitBars(block, code.modules, { ...sheet, widthDots: abilities.widthDots });
  if (typeof look === "string") return instead(block.data, look, context);
  const align = block.align ?? "left";
  const own = ownBars(code, look, context);
  if (own !== undefined) return [{ ...own, look, align }];
  const bars = drawn("barcode", () => code.draw(look.moduleDots, look.heightDots), block, context);
  return look.text && abilities.pictures ? [...bars, ...textLines(code.text, align, context)] : bars;
}

type OwnBars = Pick<Extract<PlanStep, { type: "ean13" }>, "type" | "digits" | "modules"> | OwnCode128;
type OwnCode128 = Pick<Extract<PlanStep, { type: "code128" }>, "type" | "stretches" | "modules">;

function ownBars(
  { content, modules }: Barcode,
  look: BarLook,
  { abilities }: PlanContext,
): OwnBars | undefined {
  switch (content.type) {
    case "digits":
      if (content.symbology !== "ean13" || !abilities.ean13(look)) return undefined;
      return { type: "ean13", digits: content.digits, modules };
    case "code128": {
      const fitting = content.candidates.filter(
        (stretches) => modulesOf(stretches) * look.moduleDots <= abilities.widthDots,
      );
      const stretches = abilities.code128(fitting, look);
      return stretches && { type: "code128", stretches, modules: modulesOf(stretches) };
    }
    case "gs1-128":
    case "databar":
      return undefined;
  }
}

function drawn(
  what: string,
  draw: () => Bitmap,
  { data, align = "left" }: { readonly data: string; readonly align?: Align | undefined },
  context: PlanContext,
): readonly PlanStep[] {
  if (!context.abilities.pictures) return instead(data, TOLD.noneOf(what), context);
  context.sheet.report("drawn", TOLD.drawn(what));
  return [{ type: "picture", bitmap: draw(), align }];
}

/** What the code would have said, in letters. */
function instead(text: string, why: string, context: PlanContext): readonly PlanStep[] {
  context.sheet.report("dropped", why);
  return textLines(text, "left", context);
}

const textLines = (text: string, align: Align, { sheet, setLines }: PlanContext): readonly PlanStep[] =>
  setLines(layoutText({ type: "text", runs: [{ text }], align }, sheet));
