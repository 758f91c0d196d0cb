/** What a document becomes on its way to bytes. */
import type { Block, Line, PrintDocument, Sheet } from "../../../src/sdk.ts";
import type { Profile } from "../profile.ts";

/** What comes next on the paper. After `unknown` the printer may be in any mode. */
export type Step =
  | { readonly type: "line"; readonly line: Line }
  | { readonly type: "command"; readonly bytes: ArrayLike<number> }
  | { readonly type: "unknown"; readonly bytes: ArrayLike<number> };

export type ImageEncoder = (
  block: Extract<Block, { type: "image" }>,
  report: Sheet["report"],
) => readonly Step[];

/** Lines whose letters this printer lacks. */
export interface LineDrawing {
  /** Some font of the machine has it, and the job has room for it. */
  canDraw(grapheme: string): boolean;
  /** The line as it stands when all its letters are in tables, else as a picture. */
  stepsOf(line: Line, tell: Sheet["report"]): readonly Step[];
  begin(document: PrintDocument): void;
}

/** What encoding a block needs. */
export interface EncodeContext {
  readonly profile: Profile;
  readonly sheet: Sheet;
  readonly images: ImageEncoder;
  readonly drawing: LineDrawing;
}
