/** The shop's own papers and logos. */
import type { Connection } from "../database.ts";
import type { Tx } from "../tx.ts";

export interface TemplateRow {
  readonly name: string;
  readonly version: number;
  /** Null: the built-in one. */
  readonly text: string | null;
  readonly actor: string;
  readonly atMs: number;
}
export interface LogoRow {
  readonly name: string;
  readonly widthDots: number;
  readonly heightDots: number;
  readonly bytes: number;
  readonly atMs: number;
}

const TEMPLATE = "SELECT name, version, text, actor, at_ms AS atMs FROM print_template WHERE name = ?";
const NEWEST = `${TEMPLATE} ORDER BY version DESC LIMIT 1`;

/** The newest version; undefined: the shop never had one of its own. */
export const currentTemplate = (tx: Pick<Tx, "prepare">, name: string): TemplateRow | undefined =>
  tx.prepare(NEWEST).get(name) as TemplateRow | undefined;

export function templateReads(db: Connection) {
  const newest = db.prepare<[string], TemplateRow>(NEWEST);
  const version = db.prepare<[string, number], TemplateRow>(`${TEMPLATE} AND version = ?`);
  const versions = db.prepare<[string, number, number], TemplateRow>(
    `${TEMPLATE} AND version < ? ORDER BY version DESC LIMIT ?`,
  );
  const logos = db.prepare<[], LogoRow>(
    `SELECT name, width_dots AS widthDots, height_dots AS heightDots, length(png) AS bytes, at_ms AS atMs
     FROM logo ORDER BY name`,
  );
  const logo = db.prepare<[string], Buffer>("SELECT png FROM logo WHERE name = ?").pluck();
  const any = db.prepare("SELECT EXISTS (SELECT 1 FROM print_template)").pluck();
  return {
    hasPrintTemplates: (): boolean => any.get() === 1,
    printTemplate: (name: string): TemplateRow | undefined => newest.get(name),
    printTemplateVersion: (name: string, number: number): TemplateRow | undefined =>
      version.get(name, number),
    /** Newest first. */
    printTemplateVersions: (name: string, limit: number, before: number | null): readonly TemplateRow[] =>
      versions.all(name, before ?? Number.MAX_SAFE_INTEGER, limit),
    logos: (): readonly LogoRow[] => logos.all(),
    /** PNG. */
    logo: (name: string): Uint8Array | undefined => logo.get(name) as unknown as Uint8Array | undefined,
  };
}
