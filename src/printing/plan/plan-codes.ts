/** QR codes and barcodes: the printer's own where it can draw them as asked, drawn as pictures otherwise. */
import type { Align, Block } from "../../core/receipt.ts";
import { modulesOf, planCode128 } from "../codes/code128.ts";
import { code128Bitmap, ean13Bitmap, qrBitmap } from "../codes/codes.ts";
import { qrModules } from "../codes/qr-capacity.ts";
import { completeEan13, EAN13_MODULES } from "../codes/retail.ts";
import type { Bitmap } from "../raster.ts";
import { layoutText } from "../text/layout.ts";
import type { BarLook, PlanContext, PlanStep } from "./abilities.ts";

type QrBlock = Extract<Block, { type: "qr" }>;
type BarcodeBlock = Extract<Block, { type: "barcode" }>;

/** 0.75 mm at 203 dots per inch: what phones read from paper without effort. */
const QR_MODULE_DOTS = 6;
const BAR_HEIGHT_DOTS = 80;
const BAR_MODULE_DOTS = 3;
/** Below 2 dots the bars run into each other on thermal paper. */
const MIN_MODULE_DOTS = 2;
const utf8 = new TextEncoder();

export function planQr(block: QrBlock, context: PlanContext): readonly PlanStep[] {
  const { abilities, sheet } = context;
  const data = utf8.encode(block.data);
  const asked = block.correction ?? "M";
  const correction = qrModules(data.length, asked) === undefined ? "L" : asked;
  const modules = qrModules(data.length, correction);
  if (modules === undefined)
    return instead(block.data, `no QR code: ${data.length} bytes are more than one holds`, context);
  const askedDots = block.moduleDots ?? QR_MODULE_DOTS;
  const moduleDots = Math.min(askedDots, Math.floor(abilities.widthDots / modules));
  if (correction !== asked)
    sheet.report("substituted", `QR code with correction L: ${data.length} bytes leave no room for ${asked}`);
  if (moduleDots < askedDots && block.moduleDots !== undefined)
    sheet.report(
      "substituted",
      `QR code with ${moduleDots} dots a module: ${askedDots} are wider than the paper`,
    );
  const align = block.align ?? "left";
  if (abilities.qr(moduleDots, data)) return [{ type: "qr", data, moduleDots, correction, modules, align }];
  return drawn("QR code", () => qrBitmap(data, moduleDots, correction), { text: block.data, align }, context);
}

export function planBarcode(block: BarcodeBlock, context: PlanContext): readonly PlanStep[] {
  const code = block.symbology === "ean13" ? ean13Code(block.data) : code128Code(block.data);
  if (typeof code === "string") return instead(block.data, code, context);
  const { abilities, sheet } = context;
  const asked = block.moduleDots ?? BAR_MODULE_DOTS;
  const moduleDots = Math.min(asked, Math.floor(abilities.widthDots / code.modules));
  if (moduleDots < MIN_MODULE_DOTS)
    return instead(block.data, "no barcode: it is wider than the paper", context);
  if (moduleDots < asked)
    sheet.report(
      "substituted",
      `barcode with ${moduleDots} dots a module: ${asked} are wider than the paper`,
    );
  const look = { heightDots: block.heightDots ?? BAR_HEIGHT_DOTS, moduleDots, text: block.text ?? false };
  const align = block.align ?? "left";
  const native = code.native(look, align, context);
  if (native !== undefined) return [native];
  const bars = drawn("barcode", () => code.draw(look), { text: block.data, align }, context);
  return look.text && bars.some(({ type }) => type === "picture")
    ? [...bars, ...textLines(block.data, align, context)]
    : bars;
}

interface Code {
  readonly modules: number;
  native(look: BarLook, align: Align, context: PlanContext): PlanStep | undefined;
  draw(look: BarLook): Bitmap;
}

function ean13Code(text: string): Code | string {
  const digits = completeEan13(text);
  if (digits === undefined) return "no EAN-13: not 12 or 13 digits, or the check digit is wrong";
  const modules = EAN13_MODULES;
  return {
    modules,
    native: (look, align, { abilities }) =>
      abilities.ean13(look) ? { type: "ean13", digits, look, modules, align } : undefined,
    draw: ({ moduleDots, heightDots }) => ean13Bitmap(digits, moduleDots, heightDots),
  };
}

function code128Code(text: string): Code | string {
  const packed = planCode128(text, true);
  const plain = planCode128(text, false);
  if (packed === undefined || plain === undefined) return "no Code 128: it holds ASCII only";
  return {
    modules: modulesOf(packed),
    native: (look, align, { abilities }) => {
      const fitting = [packed, plain].filter(
        (stretches) => modulesOf(stretches) * look.moduleDots <= abilities.widthDots,
      );
      const stretches = abilities.code128(fitting, look);
      if (stretches === undefined) return undefined;
      return { type: "code128", stretches, look, modules: modulesOf(stretches), align };
    },
    draw: ({ moduleDots, heightDots }) => code128Bitmap(packed, moduleDots, heightDots),
  };
}

function drawn(
  what: string,
  draw: () => Bitmap,
  { text, align }: { readonly text: string; readonly align: Align },
  context: PlanContext,
): readonly PlanStep[] {
  if (!context.abilities.pictures)
    return instead(text, `no ${what}: this printer prints neither codes nor pictures`, context);
  context.sheet.report("drawn", `${what} drawn as a picture`);
  return [{ type: "picture", bitmap: draw(), align }];
}

/** What the code would have said, in letters. */
function instead(text: string, why: string, context: PlanContext): readonly PlanStep[] {
  context.sheet.report("dropped", why);
  return textLines(text, "left", context);
}

const textLines = (text: string, align: Align, { sheet }: PlanContext): readonly PlanStep[] =>
  layoutText({ type: "text", runs: [{ text }], align }, sheet).map((line) => ({ type: "line", line }));
