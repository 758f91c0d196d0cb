import type { Status } from "../live/api-types.ts";
import { linkTo, VIEWS, type View } from "../live/place.ts";
import { Icon, type IconName } from "./icons.tsx";

const NAMES: { readonly [V in View]: { readonly name: string; readonly icon: IconName } } = {
  orders: { name: "Orders", icon: "orders" },
  prints: { name: "Prints", icon: "printer" },
  outbox: { name: "Outbox", icon: "outbox" },
  compare: { name: "Compare", icon: "compare" },
};

export function Tabs({ view, status }: { readonly view: View; readonly status: Status }) {
  const counts = openCounts(status);
  return (
    <nav class="tabs" aria-label="Views">
      {VIEWS.map((each) => (
        <a key={each} href={linkTo(each)} aria-current={each === view ? "page" : undefined}>
          <Icon name={NAMES[each].icon} />
          {NAMES[each].name}
          <Count amount={counts[each] ?? 0} />
        </a>
      ))}
    </nav>
  );
}

function Count({ amount }: { readonly amount: number }) {
  if (amount === 0) return null;
  return (
    <span class="count">
      {amount}
      <span class="hidden"> not done yet</span>
    </span>
  );
}

function openCounts({ queues, destinations }: Status): Partial<Record<View, number>> {
  const prints = queues.reduce(
    (sum, { waiting, running, unconfirmed }) => sum + waiting + running + unconfirmed,
    0,
  );
  const sends = destinations.reduce((sum, { waiting, needsPerson }) => sum + waiting + needsPerson, 0);
  return { prints, outbox: prints + sends };
}
