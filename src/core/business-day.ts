/** Which day of the shop an instant belongs to: its wall clock, its day start, its daylight saving. */
import { Temporal } from "temporal-polyfill";

/**
 * The business day, YYYY-MM-DD. `instant` is RFC 3339 with offset, `timeZone` an IANA name, `dayStart` "04:00": what is sold
 * before it belongs to the day before. When the clock is set back over the day start, its first passing counts; when it is
 * set forward over it, the day starts with the jump.
 */
export function businessDayOf(instant: string, timeZone: string, dayStart: string): string {
  const minute = Math.floor(Date.parse(instant) / 60_000);
  const key = `${minute} ${timeZone} ${dayStart}`;
  const known = dayOfMinute.get(key);
  if (known !== undefined) return known;
  const day = lookUp(instant, timeZone, dayStart);
  // Clocks change and days start at a whole minute; offsets with seconds ended in 1972.
  if (!(minute > WHOLE_MINUTES_SINCE)) return day;
  if (dayOfMinute.size >= MAX_MINUTES) dayOfMinute.clear();
  dayOfMinute.set(key, day);
  return day;
}

/** Looking up a time zone's rules costs more than all else that an order's rules do; tills sell in the same minute. */
const dayOfMinute = new Map<string, string>();
const MAX_MINUTES = 1_000;
const WHOLE_MINUTES_SINCE = Date.UTC(1973, 0, 1) / 60_000;

function lookUp(instant: string, timeZone: string, dayStart: string): string {
  const moment = Temporal.Instant.from(instant);
  const date = moment.toZonedDateTimeISO(timeZone).toPlainDate();
  const started = Temporal.Instant.compare(moment, startOf(date, timeZone, dayStart)) >= 0;
  return (started ? date : date.subtract({ days: 1 })).toString();
}

/** From its first millisecond to the next day's first: 23 or 25 hours when the clock changes. Wall ms. */
export function businessDayWindow(
  day: string,
  timeZone: string,
  dayStart: string,
): { readonly fromMs: number; readonly toMs: number } {
  const date = Temporal.PlainDate.from(day);
  return {
    fromMs: startOf(date, timeZone, dayStart).epochMilliseconds,
    toMs: startOf(date.add({ days: 1 }), timeZone, dayStart).epochMilliseconds,
  };
}

const startOf = (date: Temporal.PlainDate, timeZone: string, dayStart: string): Temporal.Instant =>
  date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(dayStart) }).toInstant();
