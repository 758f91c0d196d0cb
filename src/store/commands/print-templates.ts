/** The shop's own papers: texts that print them, in versions, and logos. */
import { GatewayError } from "../../core/errors.ts";
import { appendAudit } from "../audit.ts";
import { rememberKey, replayOf } from "../idempotency.ts";
import { currentTemplate } from "../read/print-templates.ts";
import type { Tx } from "../tx.ts";
import type { Asked } from "./context.ts";

export interface SavedTemplate {
  readonly version: number;
  /** The same text as before makes no new version. */
  readonly isNew: boolean;
  readonly replayed: boolean;
}

/** Becomes the next version, and what papers are printed by from now on. */
export function savePrintTemplate(
  tx: Tx,
  input: Asked & { readonly name: string; readonly text: string },
): SavedTemplate {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { version: Number(known), isNew: false, replayed: true };
  const current = currentTemplate(tx, input.name);
  const isNew = current?.text !== input.text;
  const version = isNew ? addVersion(tx, input, input.text) : (current?.version ?? 0);
  rememberKey(tx, input.key, String(version));
  return { version, isNew, replayed: false };
}

/** Back to the built-in one. @throws not_found: it is the built-in one already */
export function deletePrintTemplate(
  tx: Tx,
  input: { readonly name: string; readonly actor: string },
): { readonly version: number } {
  if (typeof currentTemplate(tx, input.name)?.text !== "string") {
    throw new GatewayError("not_found", `the template ${input.name} is the built-in one already`);
  }
  return { version: addVersion(tx, input, null) };
}

function addVersion(
  tx: Tx,
  { name, actor }: { readonly name: string; readonly actor: string },
  text: string | null,
): number {
  const version = (currentTemplate(tx, name)?.version ?? 0) + 1;
  tx.prepare("INSERT INTO print_template (name, version, text, actor, at_ms) VALUES (?, ?, ?, ?, ?)").run(
    name,
    version,
    text,
    actor,
    tx.now.wallMs,
  );
  const action = text === null ? "print_template.delete" : "print_template.save";
  appendAudit(tx, { actor, action, subject: name, detail: { version } });
  return version;
}

export interface SaveLogoInput extends Asked {
  readonly name: string;
  readonly png: Uint8Array;
  readonly widthDots: number;
  readonly heightDots: number;
}

export function saveLogo(
  tx: Tx,
  input: SaveLogoInput,
): { readonly isNew: boolean; readonly replayed: boolean } {
  if (replayOf(tx, input.key) !== undefined) return { isNew: false, replayed: true };
  const isNew = tx.prepare("SELECT 1 FROM logo WHERE name = ?").get(input.name) === undefined;
  tx.prepare(
    `INSERT INTO logo (name, png, width_dots, height_dots, at_ms) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET png = excluded.png, width_dots = excluded.width_dots,
       height_dots = excluded.height_dots, at_ms = excluded.at_ms`,
  ).run(input.name, input.png, input.widthDots, input.heightDots, tx.now.wallMs);
  const detail = { widthDots: input.widthDots, heightDots: input.heightDots };
  appendAudit(tx, { actor: input.actor, action: "logo.save", subject: input.name, detail });
  rememberKey(tx, input.key, input.name);
  return { isNew, replayed: false };
}

/** @throws not_found */
export function deleteLogo(tx: Tx, input: { readonly name: string; readonly actor: string }): null {
  if (tx.prepare("DELETE FROM logo WHERE name = ?").run(input.name).changes === 0) {
    throw new GatewayError("not_found", `there is no logo ${input.name}`);
  }
  appendAudit(tx, { actor: input.actor, action: "logo.delete", subject: input.name, detail: {} });
  return null;
}
