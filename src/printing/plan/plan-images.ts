/** Pictures of a document as dots, kept while they come again. */
import type { Block } from "../../core/receipt.ts";
import { type Bitmap, rasterPicture } from "../raster.ts";
import type { Sheet } from "../text/layout.ts";
import { TOLD } from "../told.ts";

type ImageBlock = Extract<Block, { type: "image" }>;
/** undefined: there is none, and why was reported. */
export type Pictures = (block: ImageBlock, report: Sheet["report"]) => Bitmap | undefined;

/** A shop has a logo or two; their dots are kept, since drawing one takes longer than all the text around it. */
const KEPT_PICTURES = 8;
/** Base64 characters; larger ones are photos that come once. */
const LARGEST_KEPT = 262_144;

export function createPictures(maxWidthDots: number): Pictures {
  const kept: { readonly block: ImageBlock; readonly bitmap: Bitmap }[] = [];
  return (block, report) => {
    const known = kept.find((one) => isSame(one.block, block));
    if (known !== undefined) return known.bitmap;
    const { dither = "floyd-steinberg", widthDots } = block;
    const picture = Buffer.from(sourceOf(block), "base64");
    const rastered = rasterPicture(picture, { dither, maxWidthDots, widthDots });
    if (rastered.type === "refused") {
      report("dropped", TOLD.badPicture(rastered.reason));
      return undefined;
    }
    if (sourceOf(block).length <= LARGEST_KEPT) {
      if (kept.length >= KEPT_PICTURES) kept.shift();
      kept.push({ block, bitmap: rastered.bitmap });
    }
    return rastered.bitmap;
  };
}

/** Text of another length is another text: most comparisons end there. */
const isSame = (a: ImageBlock, b: ImageBlock): boolean =>
  a.widthDots === b.widthDots && a.dither === b.dither && sourceOf(a) === sourceOf(b);

const sourceOf = ({ png, jpeg }: ImageBlock): string => png ?? jpeg ?? "";
