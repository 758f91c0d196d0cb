/** Line icons on a grid of 24, drawn here so that no file has to be fetched. They only repeat what the text beside them says. */
import type { DeviceKind } from "../live/api-types.ts";
import type { Tone } from "../words/words.ts";

const PATHS = {
  check: "M5 12.5l4.5 4.5L19 7.5",
  clock: "M12 7v5l3.5 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
  alert:
    "M12 8.5v4.5m0 3.2v.1M10.6 4.4 2.8 18a1.6 1.6 0 0 0 1.4 2.4h15.6a1.6 1.6 0 0 0 1.4-2.4L13.4 4.4a1.6 1.6 0 0 0-2.8 0z",
  info: "M12 11.5v5m0-8.7v.1M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
  dash: "M6 12h12",
  printer:
    "M7 8V3.5h10V8M7 17H5a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-2M7 14h10v6.5H7z",
  drawer: "M3 8.5h18v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM5.5 8.5 7 5h10l1.5 3.5M10 13.5h4",
  terminal: "M6 3h12v18H6zM9 6.5h6V10H9zM9.5 14h.1M12 14h.1m2.4 0h.1M9.5 17.5h.1m2.4 0h.1m2.4 0h.1",
  scanner:
    "M4 8V5a1 1 0 0 1 1-1h3m8 0h3a1 1 0 0 1 1 1v3m0 8v3a1 1 0 0 1-1 1h-3m-8 0H5a1 1 0 0 1-1-1v-3M3.5 12h17",
  scale: "M4 20h16M6 20l1-9h10l1 9M4 7h16M12 7v4",
  display: "M3 5h18v11H3zM9 20h6m-3-4v4",
  cloud: "M7 18.5a4.5 4.5 0 0 1-.6-8.96 6 6 0 0 1 11.5 1.15A4 4 0 0 1 17.5 18.5z",
  orders: "M6 3h12v18l-3-1.8L12 21l-3-1.8L6 21zM9.5 8h5m-5 4h5",
  outbox: "M12 14V4m0 0L8 8m4-4 4 4M4 14v4a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-4",
  compare: "M7 4v16m0 0-3-3m3 3 3-3M17 20V4m0 0-3 3m3-3 3 3",
  close: "M6 6l12 12M18 6 6 18",
  left: "M14.5 6 8.5 12l6 6",
  right: "M9.5 6l6 6-6 6",
  search: "M16 16l4.5 4.5M18 11a7 7 0 1 1-14 0 7 7 0 0 1 14 0z",
  leave: "M14 4h4a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-4M10 8l-4 4 4 4m-4-4h10",
} as const;
export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

export const KIND_ICONS: { readonly [K in DeviceKind]: IconName } = {
  printer: "printer",
  drawer: "drawer",
  terminal: "terminal",
  scanner: "scanner",
  scale: "scale",
  display: "display",
};

/** Colour is never alone: each tone has its own shape. */
export const TONE_ICONS: { readonly [T in Tone]: IconName } = {
  good: "check",
  busy: "clock",
  calm: "dash",
  look: "info",
  bad: "alert",
};
