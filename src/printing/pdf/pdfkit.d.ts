/** Of pdfkit what is used here; the published types leave out objects of one's own (`ref`). */
declare module "pdfkit" {
  import type { Readable } from "node:stream";

  export interface PdfReference {
    /** Writes the object; with data it is a stream, compressed. */
    end(data?: Uint8Array | string): void;
  }
  export interface PdfStructure {
    add(child: PdfStructure | PdfContent): PdfStructure;
    end(): void;
  }
  export interface PdfContent {
    readonly refs: readonly PdfReference[];
  }
  // biome-ignore lint/style/noDefaultExport: it is theirs
  export default class PDFDocument extends Readable {
    constructor(options: {
      readonly autoFirstPage: false;
      /** Empty: none of the standard fonts, whose metrics are files. */
      readonly font: "";
      readonly tagged: true;
      readonly pdfVersion: "1.7";
      readonly lang: string;
      readonly displayTitle: true;
      readonly info: {
        readonly Title: string;
        readonly Producer: string;
        readonly Creator: string;
        readonly CreationDate: Date;
      };
    });
    readonly page: {
      readonly fonts: Record<string, PdfReference>;
      readonly xobjects: Record<string, PdfReference>;
    };
    addPage(options: { readonly size: readonly [number, number]; readonly margin: 0 }): this;
    addContent(operators: string): this;
    /** The dictionary may still grow until the reference is ended. Strings become names. */
    ref(dictionary: object): PdfReference;
    struct(
      type: string,
      options?: { readonly alt?: string },
      children?: readonly (PdfStructure | PdfContent)[],
    ): PdfStructure;
    addStructure(structure: PdfStructure): this;
    markStructureContent(type: string): PdfContent;
    markContent(type: "Artifact"): this;
    endMarkedContent(): this;
    end(): void;
  }
}
