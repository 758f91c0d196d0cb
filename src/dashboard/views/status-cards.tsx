/** Each device and each destination: may it work, since when, and what waits for it. */
import type { ComponentChildren } from "preact";
import type { Destination, Device, DeviceQueue, Status } from "../live/api-types.ts";
import { useCell } from "../live/cell.ts";
import { now } from "../live/shop.ts";
import { Icon, type IconName, KIND_ICONS } from "../parts/icons.tsx";
import { count, durationText, timeText } from "../words/format.ts";
import { queueOf } from "../words/glance.ts";
import { destinationSaid, deviceSaid, retrySaid, type Said, vendorName } from "../words/words.ts";

export function StatusCards({ status }: { readonly status: Status }) {
  const nowMs = useCell(now);
  return (
    <>
      <CardGroup title="Devices" isEmpty={status.devices.length === 0} empty="No device is set up yet.">
        {status.devices.map((device) => (
          <DeviceCard key={device.id} device={device} queue={queueOf(status, device.id)} nowMs={nowMs} />
        ))}
      </CardGroup>
      <CardGroup
        title="Destinations"
        isEmpty={status.destinations.length === 0}
        empty="No vendor is connected; orders stay in the shop."
      >
        {status.destinations.map((destination) => (
          <DestinationCard key={destination.vendor} destination={destination} nowMs={nowMs} />
        ))}
      </CardGroup>
    </>
  );
}

interface CardGroupProps {
  readonly title: string;
  readonly isEmpty: boolean;
  readonly empty: string;
  readonly children: ComponentChildren;
}

function CardGroup({ title, isEmpty, empty, children }: CardGroupProps) {
  return (
    <section class="card-group" aria-label={title}>
      <h2 class="eyebrow">{title}</h2>
      {isEmpty ? <p class="muted small">{empty}</p> : <ul class="cards">{children}</ul>}
    </section>
  );
}

interface CardProps {
  readonly id: string;
  readonly icon: IconName;
  readonly name: string;
  readonly said: Said;
  readonly details: readonly string[];
}

function StatusCard({ id, icon, name, said, details }: CardProps) {
  return (
    <li class="status-card card" data-tone={said.tone} data-id={id}>
      <span class="mark" data-tone={said.tone}>
        <Icon name={icon} />
      </span>
      <div>
        <h3>{name}</h3>
        <p class="said">{said.text}</p>
        {details.length === 0 ? null : <p class="muted small">{details.join(" · ")}</p>}
      </div>
    </li>
  );
}

interface DeviceCardProps {
  readonly device: Device;
  readonly queue: DeviceQueue | undefined;
  readonly nowMs: number;
}

function DeviceCard({ device, queue, nowMs }: DeviceCardProps) {
  return (
    <StatusCard
      id={device.id}
      icon={KIND_ICONS[device.kind]}
      name={device.name}
      said={deviceSaid(device, nowMs)}
      details={[...queueTexts(queue), ...(device.warning === null ? [] : [device.warning])]}
    />
  );
}

function queueTexts(queue: DeviceQueue | undefined): readonly string[] {
  if (queue === undefined) return [];
  const texts: string[] = [];
  if (queue.running > 0) texts.push("printing now");
  if (queue.waiting > 0) {
    texts.push(`${count(queue.waiting, "job")} waiting`, `oldest for ${durationText(queue.oldestWaitingMs)}`);
  }
  if (queue.unconfirmed > 0) texts.push(`${queue.unconfirmed} not confirmed`);
  return texts;
}

function DestinationCard({
  destination,
  nowMs,
}: {
  readonly destination: Destination;
  readonly nowMs: number;
}) {
  return (
    <StatusCard
      id={destination.vendor}
      icon="cloud"
      name={vendorName(destination.vendor)}
      said={destinationSaid(destination, nowMs)}
      details={destinationTexts(destination, nowMs)}
    />
  );
}

function destinationTexts(destination: Destination, nowMs: number): readonly string[] {
  const { waiting, inFlight, needsPerson, lagMs, reachability, sinceMs } = destination;
  const texts: string[] = [];
  if (inFlight > 0) texts.push(`${inFlight} being sent`);
  if (waiting > 0) texts.push(`${count(waiting, "order")} waiting`);
  if (waiting > 0 && lagMs > 0) texts.push(`oldest for ${durationText(lagMs)}`);
  if (needsPerson > 0) texts.push(`${needsPerson} to decide`);
  const retry = retrySaid(destination, nowMs);
  if (retry !== null) texts.push(retry);
  if (texts.length === 0 && reachability === "reachable") {
    texts.push(`all delivered, reachable since ${timeText(sinceMs, nowMs)}`);
  }
  return texts;
}
