/** @napi-rs/canvas, where it runs: letters of any script, and JPEG. Many megabytes that most shops never need. */
import { createRequire } from "node:module";
import { lazily } from "../lib/lazily.ts";

export type CanvasLibrary = typeof import("@napi-rs/canvas");

/** `require`, for whoever encodes cannot wait. undefined: there is no build of it for this processor. */
export const canvasLibrary = lazily((): CanvasLibrary | undefined => {
  try {
    return createRequire(import.meta.url)("@napi-rs/canvas");
  } catch {
    // Letters are substituted then, as on a machine without fonts.
    return undefined;
  }
});
