import { useState } from "preact/hooks";
import type { Difference, LedgerSums, Report, ReportSummary } from "../live/api-types.ts";
import { linkTo } from "../live/place.ts";
import { useItem } from "../live/use-item.ts";
import { Chip, Empty } from "../parts/parts.tsx";
import { count, dayText, money, sentence, timeText } from "../words/format.ts";
import { vendorName } from "../words/words.ts";

interface ReportCardProps {
  readonly summary: ReportSummary;
  readonly nowMs: number;
  readonly isFirst: boolean;
}

/** One report; the newest is open. */
export function ReportCard({ summary, nowMs, isFirst }: ReportCardProps) {
  const [isOpen, setOpen] = useState(isFirst);
  const { vendor, businessDay, at, agrees } = summary;
  return (
    <li>
      <details class="card report" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <strong>
            {vendorName(vendor)}, {dayText(businessDay)}
          </strong>
          <Chip said={agrees ? { tone: "good", text: "agrees" } : { tone: "look", text: "differs" }} />
          <span class="muted small">compared {timeText(at, nowMs)}</span>
        </summary>
        {isOpen ? <ReportBody id={summary.id} /> : null}
      </details>
    </li>
  );
}

const never = (): boolean => false;

function ReportBody({ id }: { readonly id: string }) {
  const { value: report, error } = useItem<Report>(`/v1/reconciliations/${encodeURIComponent(id)}`, never);
  if (error !== null) return <Empty icon="alert" title={error} />;
  if (report === null) return null;
  return (
    <div class="report-body">
      <SumsTable report={report} />
      <p class="muted small">{count(report.matched, "order agrees", "orders agree")} in every figure.</p>
      {KINDS.map(({ key, title }) => (
        <Differences key={key} title={title(vendorName(report.vendor))} items={report[key]} />
      ))}
    </div>
  );
}

const KINDS: readonly {
  readonly key: "missing" | "extra" | "mismatched" | "doubled" | "refunds" | "notDue";
  readonly title: (vendor: string) => string;
}[] = [
  { key: "missing", title: (vendor) => `Not at ${vendor}` },
  { key: "extra", title: (vendor) => `Only at ${vendor}` },
  { key: "mismatched", title: () => "Other amounts" },
  { key: "doubled", title: (vendor) => `More than once at ${vendor}` },
  { key: "refunds", title: () => "Refunds that differ" },
  { key: "notDue", title: () => "Still open here, sent when closed" },
];

const ROWS: readonly { readonly key: keyof LedgerSums; readonly name: string }[] = [
  { key: "orders", name: "Orders" },
  { key: "total", name: "Total" },
  { key: "tax", name: "of it tax" },
  { key: "tip", name: "Tips" },
  { key: "paid", name: "Paid" },
  { key: "refunded", name: "Given back" },
];

function SumsTable({ report }: { readonly report: Report }) {
  const text = (key: keyof LedgerSums, amount: number): string =>
    key === "orders" ? String(amount) : money(amount, report.currency);
  return (
    <table class="sums">
      <thead>
        <tr>
          <td />
          <th scope="col">Here</th>
          <th scope="col">{vendorName(report.vendor)}</th>
          <th scope="col">Difference</th>
        </tr>
      </thead>
      <tbody>
        {ROWS.map(({ key, name }) => {
          const off = report.theirs[key] - report.ours[key];
          return (
            <tr key={key} data-off={off !== 0}>
              <th scope="row">{name}</th>
              <td>{text(key, report.ours[key])}</td>
              <td>{text(key, report.theirs[key])}</td>
              <td>{off === 0 ? "none" : `${off > 0 ? "+" : ""}${text(key, off)}`}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Differences({ title, items }: { readonly title: string; readonly items: readonly Difference[] }) {
  if (items.length === 0) return null;
  return (
    <section class="part" aria-label={title}>
      <h3 class="eyebrow">
        {title} ({items.length})
      </h3>
      <ul class="stack">
        {items.map((item) => (
          <li key={`${item.orderId} ${item.vendorIds.join(" ")}`} class="state-box">
            <p class="state-head">
              <DifferenceName item={item} />
              <span>{amountsText(item)}</span>
            </p>
            <p>{sentence(item.cause)}.</p>
            <p class="muted small">{sentence(item.action)}.</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function DifferenceName({ item }: { readonly item: Difference }) {
  const name = item.number ?? item.orderId?.slice(-6) ?? item.vendorIds[0] ?? "Order";
  return item.orderId === null ? (
    <strong>{name}</strong>
  ) : (
    <a href={linkTo("orders", item.orderId)}>{name}</a>
  );
}

function amountsText({ ours, theirs }: Difference): string {
  const text = (side: Difference["ours"]): string =>
    side === null ? "none" : money(side.total - side.refunded, side.currency);
  return `${text(ours)} here, ${text(theirs)} there`;
}
