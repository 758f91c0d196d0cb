/** Logos by name: whoever keeps them puts the picture in the place of the name before a document is encoded. */
import type { PrintDocument } from "../core/receipt.ts";

/** PNG or JPEG; undefined: none is stored under this name. */
export type ResolveLogo = (name: string) => Uint8Array | undefined;

/** The same document with its known logos as pictures; an unknown one stays, and is reported when it is encoded. */
export function withLogos(document: PrintDocument, resolve: ResolveLogo): PrintDocument {
  if (!document.some(({ type }) => type === "logo")) return document;
  return document.map((block) => {
    if (block.type !== "logo") return block;
    const { name, type: _logo, ...place } = block;
    const picture = resolve(name);
    return picture === undefined
      ? block
      : { type: "image", png: Buffer.from(picture).toString("base64"), ...place };
  });
}
