/** Money, times and sizes as a person in the shop reads them: in the browser's language, by Intl. */

/** The currency's own number of decimals (ISO 4217): 1250 is €12.50, but ¥1,250. */
export function money(minorUnits: number, currency: string, locale?: string): string {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minorUnits / 10 ** decimals);
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const dateAndClock = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const HOUR_MS = 3_600_000;

/** "12:03" within the last hours, "Tue 12:03" within the week, else with the date. */
export function timeText(at: number | string, nowMs: number): string {
  const date = new Date(at);
  const ageMs = nowMs - date.getTime();
  if (ageMs < 16 * HOUR_MS) return clock.format(date);
  return (ageMs < 6 * 24 * HOUR_MS ? dayAndClock : dateAndClock).format(date);
}

/** "40 s", "4 min", "3 h 5 min", "2 days": short, rounded down. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}

/** "2026-11-24" as "Tue, 24 Nov": a day is no instant and has no time zone. */
export function dayText(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const utc = new Date(Date.UTC(year, month - 1, date));
  return new Intl.DateTimeFormat(undefined, {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  }).format(utc);
}

/** "41 GB", "380 MB": decimal, as disks are sold. */
export function bytesText(bytes: number): string {
  const gigabytes = bytes / 1e9;
  if (gigabytes >= 10) return `${Math.round(gigabytes)} GB`;
  if (gigabytes >= 1) return `${gigabytes.toFixed(1)} GB`;
  return `${Math.round(bytes / 1e6)} MB`;
}

/** "1 order", "3 orders" */
export const count = (amount: number, one: string, many = `${one}s`): string =>
  `${amount} ${amount === 1 ? one : many}`;

/** A sentence begins with a capital letter. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
