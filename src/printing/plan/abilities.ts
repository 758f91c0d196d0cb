/** What a planned print job is made of, and what a printer must say of itself to be planned for. */
import type { Align, Block } from "../../core/receipt.ts";
import type { Stretch } from "../codes/code128.ts";
import type { Correction } from "../codes/qr-capacity.ts";
import type { Bitmap } from "../raster.ts";
import type { Line, Sheet } from "../text/layout.ts";

export interface BarLook {
  readonly heightDots: number;
  readonly moduleDots: number;
  /** Readable text below the bars. */
  readonly text: boolean;
}

export type PlanStep =
  | { readonly type: "line"; readonly line: Line }
  | { readonly type: "picture"; readonly bitmap: Bitmap; readonly align: Align }
  | {
      readonly type: "qr";
      readonly data: Uint8Array;
      readonly moduleDots: number;
      readonly correction: Correction;
      readonly modules: number;
      readonly align: Align;
    }
  | {
      readonly type: "ean13";
      /** 13, with the right check digit. */
      readonly digits: string;
      readonly look: BarLook;
      readonly modules: number;
      readonly align: Align;
    }
  | {
      readonly type: "code128";
      readonly stretches: readonly Stretch[];
      readonly look: BarLook;
      readonly modules: number;
      readonly align: Align;
    }
  | { readonly type: "feed"; readonly lines: number }
  | { readonly type: "cut"; readonly mode: "partial" | "full" }
  | { readonly type: "drawer"; readonly pin: 2 | 5; readonly pulseMs: number }
  | { readonly type: "raw"; readonly bytes: Uint8Array };

/** What a printer can do itself. */
export interface Abilities {
  readonly widthDots: number;
  readonly cellDots: { readonly A: number; readonly B: number };
  readonly text: Pick<Sheet, "isPlain" | "rules"> & {
    fit(text: string, onSubstitute: (from: string, to: string) => void): string;
  };
  /** Largest letters, times the normal cell. */
  readonly mostTimes: number;
  readonly pictures: boolean;
  readonly cutter: boolean;
  /** Lines to feed instead of a cut, so that the last line passes the tear bar. */
  readonly tearOffLines: number;
  readonly drawer: boolean;
  qr(moduleDots: number, data: Uint8Array): boolean;
  ean13(look: BarLook): boolean;
  /** The stretches to send, packed or plain; undefined: none that it can print. */
  code128(candidates: readonly (readonly Stretch[])[], look: BarLook): readonly Stretch[] | undefined;
}

export type Pictures = (
  block: Extract<Block, { type: "image" }>,
  report: Sheet["report"],
) => Bitmap | undefined;

/** What planning a block needs. */
export interface PlanContext {
  readonly abilities: Abilities;
  readonly sheet: Sheet;
  readonly pictures: Pictures;
}
