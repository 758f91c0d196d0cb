/**
 * Makes a mutant's program: a copy of the plain build in which the edited files are transpiled anew, as that build would have done it.
 * Types are not checked: a wrong program is wanted.
 */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import ts from "typescript";
import { ROOT } from "../help/shop/plain-build.ts";
import type { Edit } from "./mutant.ts";

/** @returns the folder of the build @throws Error an edit no longer fits the source */
export function buildWith(edits: readonly Edit[], plain: string, folder: string): string {
  const dist = join(folder, "dist");
  mkdirSync(folder, { recursive: true });
  cpSync(plain, dist, { recursive: true });
  // The program reads its version here, and finds its packages below.
  cpSync(join(ROOT, "package.json"), join(folder, "package.json"));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  for (const [file, text] of editedSources(edits)) {
    const target = join(dist, file.replace(/\.ts$/, ".js"));
    refuseOtherBuild(file, readFileSync(target, "utf8"));
    writeFileSync(target, transpiled(file, text));
  }
  return dist;
}

/** A build of other sources, or made in another way, would have other changes than the mutant's. */
function refuseOtherBuild(file: string, built: string): void {
  const withoutMap = built.replace(/\n\/\/# sourceMappingURL=.*$/, "");
  if (transpiled(file, readFileSync(join(ROOT, file), "utf8")).trim() !== withoutMap.trim()) {
    throw new Error(`${file} was changed while the mutants ran`);
  }
}

function transpiled(file: string, text: string): string {
  const { outputText, diagnostics } = ts.transpileModule(text, {
    compilerOptions: buildOptions(),
    fileName: join(ROOT, file),
    reportDiagnostics: true,
  });
  const [wrong] = diagnostics ?? [];
  if (wrong) throw new Error(`${file}: ${ts.flattenDiagnosticMessageText(wrong.messageText, "\n")}`);
  return outputText;
}

/** The source after the edits, by file. Several of one file follow each other. @throws Error one does not fit */
export function editedSources(edits: readonly Edit[]): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const { file, find, replace } of edits) {
    const text = sources.get(file) ?? readFileSync(join(ROOT, file), "utf8");
    const times = text.split(find).length - 1;
    if (times !== 1) {
      throw new Error(
        `${file} was changed: what the mutant edits stands there ${times} times, not once. Bring ${basename(file)} and the mutant together again:\n${find}`,
      );
    }
    sources.set(
      file,
      text.replace(find, () => replace),
    );
  }
  return sources;
}

function buildOptions(): ts.CompilerOptions {
  const file = join(ROOT, "scripts/tsconfig.build.json");
  const read = ts.readConfigFile(file, ts.sys.readFile);
  const { options, errors } = ts.parseJsonConfigFileContent(read.config, ts.sys, dirname(file));
  const [wrong] = errors;
  if (read.error || wrong) throw new Error(`${file} cannot be read`);
  // By itself a file does not know that its package is one of ES modules.
  return { ...options, module: ts.ModuleKind.ESNext, sourceMap: false };
}
