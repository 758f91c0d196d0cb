import { useState } from "preact/hooks";
import { newKey, wish } from "../live/api.ts";
import type { Report } from "../live/api-types.ts";
import { useCell } from "../live/cell.ts";
import { status } from "../live/shop.ts";
import { doAndSay } from "../parts/toast.tsx";
import { dayText } from "../words/format.ts";
import { vendorName } from "../words/words.ts";
import { useDays } from "./days.tsx";

export function CompareForm() {
  const vendors = (useCell(status)?.destinations ?? [])
    .filter(({ connected }) => connected)
    .map(({ vendor }) => vendor);
  const { today } = useDays();
  const [picked, setPicked] = useState<string | null>(null);
  const [day, setDay] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const vendor = picked ?? vendors[0];
  const businessDay = day ?? today;

  const compare = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (vendor === undefined || businessDay === null) return;
    setBusy(true);
    const done = `${vendorName(vendor)} and ${dayText(businessDay)} are compared`;
    await doAndSay(() => wish<Report>("/v1/reconciliations", { vendor, businessDay }, newKey()), done);
    setBusy(false);
  };

  if (vendor === undefined)
    return <p class="muted">There is nobody to compare with: no vendor is connected.</p>;
  return (
    <form class="compare-form card" onSubmit={(event) => void compare(event)}>
      <label class="field">
        Vendor
        <span class="select">
          <select value={vendor} onChange={(event) => setPicked(event.currentTarget.value)}>
            {vendors.map((each) => (
              <option key={each} value={each}>
                {vendorName(each)}
              </option>
            ))}
          </select>
        </span>
      </label>
      <label class="field">
        Business day
        <input
          type="date"
          required
          value={businessDay ?? ""}
          max={today ?? undefined}
          onInput={(event) => setDay(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button primary" disabled={isBusy}>
        {isBusy ? "Comparing" : "Compare now"}
      </button>
    </form>
  );
}
