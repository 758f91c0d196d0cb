import type { Tx } from "./tx.ts";

/** Receipt numbers are gapless within a series. */
export function currentSeries(tx: Tx): string {
  const series = tx.prepare("SELECT value FROM meta WHERE name = 'series'").pluck().get() as
    | string
    | undefined;
  return series ?? "A";
}

/** A → B … Z → ZA: after a restore or a salvage, numbers of the lost part are never given again. */
export function beginSeries(tx: Tx): string {
  const series = currentSeries(tx);
  const last = series.charCodeAt(series.length - 1);
  const next = last < "Z".charCodeAt(0) ? series.slice(0, -1) + String.fromCharCode(last + 1) : `${series}A`;
  tx.prepare(
    "INSERT INTO meta (name, value) VALUES ('series', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  ).run(next);
  return next;
}
