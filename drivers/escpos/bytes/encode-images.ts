/** Pictures → GS v 0 bands. */
import { type Bitmap, type Block, type Dither, rasterPicture, type Sheet } from "../../../src/sdk.ts";
import type { Profile } from "../profile.ts";
import { DLE, isRealTimeFunction, justify, MAX_BAND_ROWS, rasterBand } from "./codec.ts";
import type { ImageEncoder, Step } from "./steps.ts";

type ImageBlock = Extract<Block, { type: "image" }>;

/** A shop has a logo or two; their bytes are kept, since drawing one takes longer than all the text around it. */
const KEPT_IMAGES = 8;
/** Base64 characters; larger ones are photos that come once. */
const LARGEST_KEPT = 262_144;

export function createImageEncoder({ widthDots: maxWidthDots, pictures }: Profile): ImageEncoder {
  const kept: { readonly block: ImageBlock; readonly steps: readonly Step[] }[] = [];
  return (block, report) => {
    if (!pictures) {
      report("dropped", "no picture: this printer prints none");
      return [];
    }
    // Text of another length is another text: most comparisons end there, none reads a logo to make a key of it.
    const known = kept.find((one) => isSame(one.block, block));
    if (known !== undefined) return known.steps;
    const dither = block.dither ?? "floyd-steinberg";
    const steps = drawPicture(block, { dither, maxWidthDots, report });
    if (pictureOf(block).length <= LARGEST_KEPT && steps.length > 0) {
      if (kept.length >= KEPT_IMAGES) kept.shift();
      kept.push({ block, steps });
    }
    return steps;
  };
}

function isSame(a: ImageBlock, b: ImageBlock): boolean {
  return (
    a.widthDots === b.widthDots &&
    a.dither === b.dither &&
    a.align === b.align &&
    pictureOf(a) === pictureOf(b)
  );
}

const pictureOf = ({ png, jpeg }: ImageBlock): string => png ?? jpeg ?? "";

function drawPicture(
  block: ImageBlock,
  options: { readonly dither: Dither; readonly maxWidthDots: number; readonly report: Sheet["report"] },
): readonly Step[] {
  const rastered = rasterPicture(Buffer.from(pictureOf(block), "base64"), {
    ...options,
    widthDots: block.widthDots,
  });
  if (rastered.type === "bitmap") return bitmapSteps(rastered.bitmap, block.align ?? "left");
  options.report("dropped", `no picture: ${rastered.reason}`);
  return [];
}

export function bitmapSteps(bitmap: Bitmap, align: "left" | "center" | "right"): readonly Step[] {
  const stride = Math.ceil(bitmap.widthDots / 8);
  const bits = withoutRealTimeCommands(bitmap.bits);
  const steps: Step[] = [];
  for (let row = 0; row < bitmap.heightDots; row += MAX_BAND_ROWS) {
    const rows = Math.min(MAX_BAND_ROWS, bitmap.heightDots - row);
    steps.push({
      type: "command",
      bytes: rasterBand(bits.subarray(row * stride, (row + rows) * stride), bitmap.widthDots, rows),
    });
  }
  return aligned(steps, align);
}

export function aligned(steps: readonly Step[], align: "left" | "center" | "right"): readonly Step[] {
  if (align === "left") return steps;
  return [{ type: "command", bytes: justify(align) }, ...steps, { type: "command", bytes: justify("left") }];
}

/** One dot moves by one: nobody sees it, and the printer does not take the picture for a command such as "open the drawer". */
function withoutRealTimeCommands(bits: Uint8Array): Uint8Array {
  const safe = Uint8Array.from(bits);
  for (let i = 0; i + 1 < safe.length; i++) {
    if (safe[i] === DLE && isRealTimeFunction(safe[i + 1])) safe[i] = DLE << 1;
  }
  return safe;
}
