/** RFC 3339 ranges, both ends inclusive. */
import { badRequest } from "./errors.ts";

export interface TimeRange {
  readonly start_at?: string;
  readonly end_at?: string;
}

/** @throws SquareError 400 INVALID_TIME_RANGE: it ends before it starts. */
export function checkRange(range: TimeRange, field: string): void {
  if (range.start_at === undefined || range.end_at === undefined) return;
  if (Date.parse(range.start_at) <= Date.parse(range.end_at)) return;
  throw badRequest("INVALID_TIME_RANGE", "the range ends before it starts", field);
}

export function inRange(time: string, range: TimeRange): boolean {
  const at = Date.parse(time);
  return (
    (range.start_at === undefined || at >= Date.parse(range.start_at)) &&
    (range.end_at === undefined || at <= Date.parse(range.end_at))
  );
}
