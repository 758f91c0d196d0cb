/** What a document becomes on its way to bytes. */
import type { Block, Line, Sheet } from "../../../src/sdk.ts";
import type { Profile } from "../profiles.ts";

/** What comes next on the paper. After `unknown` the printer may be in any mode. */
export type Step =
  | { readonly type: "line"; readonly line: Line }
  | { readonly type: "command"; readonly bytes: ArrayLike<number> }
  | { readonly type: "unknown"; readonly bytes: ArrayLike<number> };

export type ImageEncoder = (
  block: Extract<Block, { type: "image" }>,
  report: Sheet["report"],
) => readonly Step[];

/** What encoding a block needs. */
export interface EncodeContext {
  readonly profile: Profile;
  readonly sheet: Sheet;
  readonly images: ImageEncoder;
}
