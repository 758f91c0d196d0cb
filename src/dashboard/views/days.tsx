/** Which business day is shown. Without a choice: today, and it moves on with the shop. */
import { useEffect, useState } from "preact/hooks";
import { read } from "../live/api.ts";
import type { DayPage } from "../live/api-types.ts";
import { EVERYTHING, onNews } from "../live/shop.ts";
import { Icon } from "../parts/icons.tsx";
import { dayText } from "../words/format.ts";

export interface Days {
  /** The day that is shown; null: not known yet. */
  readonly day: string | null;
  readonly today: string | null;
  /** Today and every day with orders, newest first. */
  readonly known: readonly string[];
  readonly pick: (day: string) => void;
}

const HEARD: ReadonlySet<string> = new Set([EVERYTHING, "order.captured", "business_day.closed"]);

export function useDays(): Days {
  const [page, setPage] = useState<DayPage | null>(null);
  const [picked, setPicked] = useState<string | null>(null);
  useEffect(() => {
    // Without an answer the page keeps what it knows: the line's state is told in the header.
    const load = (): Promise<void> =>
      read<DayPage>("/v1/business-days?limit=60").then(setPage, () => undefined);
    void load();
    return onNews(({ type }) => void (HEARD.has(type) && load()));
  }, []);
  const today = page?.today ?? null;
  return {
    day: picked ?? today,
    today,
    known: page === null ? [] : knownDays(page),
    pick: (day) => setPicked(day === today ? null : day),
  };
}

/** A till may send an order of a day that has not begun here: it is listed as well. */
const knownDays = ({ today, items }: DayPage): readonly string[] =>
  [...new Set([today, ...items.map(({ businessDay }) => businessDay)])].sort().reverse();

export function DayPicker({ days }: { readonly days: Days }) {
  const index = days.day === null ? -1 : days.known.indexOf(days.day);
  const step = (by: number): (() => void) | null => {
    const target = index < 0 ? undefined : days.known[index + by];
    return target === undefined ? null : () => days.pick(target);
  };
  return (
    <div class="day-picker">
      <StepButton label="Day before" icon="left" onClick={step(1)} />
      <label class="select">
        <span class="hidden">Business day</span>
        <select value={days.day ?? ""} onChange={(event) => days.pick(event.currentTarget.value)}>
          {days.known.map((day) => (
            <option key={day} value={day}>
              {day === days.today ? `Today, ${dayText(day)}` : dayText(day)}
            </option>
          ))}
        </select>
      </label>
      <StepButton label="Day after" icon="right" onClick={step(-1)} />
    </div>
  );
}

interface StepButtonProps {
  readonly label: string;
  readonly icon: "left" | "right";
  readonly onClick: (() => void) | null;
}

function StepButton({ label, icon, onClick }: StepButtonProps) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      disabled={onClick === null}
      onClick={() => onClick?.()}
    >
      <Icon name={icon} />
    </button>
  );
}
