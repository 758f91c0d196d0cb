/** Duties not yet done: towards whom, why they wait, and what a person may decide. */
import { useState } from "preact/hooks";
import type { Duty, Status } from "../live/api-types.ts";
import { useCell } from "../live/cell.ts";
import { linkTo } from "../live/place.ts";
import type { News } from "../live/position.ts";
import { EVERYTHING, status } from "../live/shop.ts";
import { useList } from "../live/use-list.ts";
import { Chip, Empty, ListBody, Mark, ViewTitle } from "../parts/parts.tsx";
import { type DutyGroup, dutyName, groupDuties } from "../words/duties.ts";
import { count, timeText } from "../words/format.ts";
import { errorText } from "../words/words.ts";
import { DutyActions } from "./duty-actions.tsx";

const touchesOutbox = ({ type }: News): string | null =>
  type === "outbox.updated" || type === "order.captured" || type === "sync.updated" ? EVERYTHING : null;

export function OutboxView({ nowMs }: { readonly nowMs: number }) {
  const known = useCell(status);
  const list = useList<Duty>({
    path: "/v1/outbox",
    idOf: ({ id }) => id,
    changedBy: touchesOutbox,
    itemPath: null,
    belongs: () => true,
  });
  return (
    <section class="view" aria-labelledby="outbox-title">
      <header class="view-head">
        <ViewTitle
          id="outbox-title"
          title="Outbox"
          sum={list.items.length === 0 ? "" : `${count(list.items.length, "duty", "duties")} not done yet`}
        />
      </header>
      <ListBody
        list={list}
        empty={
          <Empty icon="check" title="Nothing waits">
            Every receipt is printed and every order has arrived.
          </Empty>
        }
      >
        {known === null ? null : <Groups duties={list.items} status={known} nowMs={nowMs} />}
      </ListBody>
    </section>
  );
}

interface GroupsProps {
  readonly duties: readonly Duty[];
  readonly status: Status;
  readonly nowMs: number;
}

function Groups({ duties, status: known, nowMs }: GroupsProps) {
  return (
    <div class="stack">
      {groupDuties(duties, known, nowMs).map((group) => (
        <Group key={`${group.target} ${group.why.tone} ${group.duties[0]?.id}`} group={group} nowMs={nowMs} />
      ))}
    </div>
  );
}

/** A cloud that was away for an evening leaves hundreds of the same: the oldest are shown, the rest on demand. */
const SHOWN = 4;

function Group({ group, nowMs }: { readonly group: DutyGroup; readonly nowMs: number }) {
  const [isOpen, setOpen] = useState(false);
  const { duties, target, why, isDevice } = group;
  const shown = isOpen ? duties : duties.slice(0, SHOWN);
  return (
    <section class="card group" data-tone={why.tone} aria-label={target}>
      <header class="group-head">
        <Mark tone={why.tone} icon={isDevice ? "printer" : "cloud"} />
        <div>
          <h3>{target}</h3>
          <p class="said">{why.text}.</p>
        </div>
        <span class="muted small group-count">{duties.length === 1 ? "" : duties.length}</span>
      </header>
      <ul class="rows">
        {shown.map((duty) => (
          <DutyRow key={duty.id} duty={duty} target={target} nowMs={nowMs} />
        ))}
      </ul>
      {duties.length > SHOWN ? (
        <button type="button" class="link group-more" onClick={() => setOpen(!isOpen)}>
          {isOpen ? "Show fewer" : `Show all ${duties.length}`}
        </button>
      ) : null}
    </section>
  );
}

interface DutyRowProps {
  readonly duty: Duty;
  readonly target: string;
  readonly nowMs: number;
}

function DutyRow({ duty, target, nowMs }: DutyRowProps) {
  const { order, lastError, attempts } = duty;
  return (
    <li class="duty" data-duty={duty.id}>
      <p class="duty-name">
        {order === null ? (
          <strong>{dutyName(duty)}</strong>
        ) : (
          <a href={linkTo("orders", order)}>{dutyName(duty)}</a>
        )}
        <span class="muted small">
          {" "}
          since {timeText(duty.createdAt, nowMs)}
          {attempts > 0 ? ` · ${count(attempts, "try", "tries")}` : ""}
        </span>
        {duty.sending ? <Chip said={{ tone: "busy", text: "now" }} /> : null}
      </p>
      {lastError === null ? null : (
        <p class="muted small duty-error">
          {timeText(lastError.at, nowMs)}: {errorText(lastError)}{" "}
          <span class="detail">{lastError.message}</span>
        </p>
      )}
      <DutyActions duty={duty} target={target} />
    </li>
  );
}
