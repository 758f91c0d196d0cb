/** Small pieces that every view is made of. */
import type { ComponentChildren } from "preact";
import type { Said, Tone } from "../words/words.ts";
import { Icon, type IconName, TONE_ICONS } from "./icons.tsx";

/** A state in words, with its tone's shape and colour. */
export function Chip({ said }: { readonly said: Said }) {
  return (
    <span class="chip" data-tone={said.tone}>
      <Icon name={TONE_ICONS[said.tone]} />
      {said.text}
    </span>
  );
}

export function Mark({ tone, icon }: { readonly tone: Tone; readonly icon: IconName }) {
  return (
    <span class="mark" data-tone={tone}>
      <Icon name={icon} />
    </span>
  );
}

interface ViewTitleProps {
  readonly id: string;
  readonly title: string;
  readonly sum: string;
}

export function ViewTitle({ id, title, sum }: ViewTitleProps) {
  return (
    <div>
      <h2 id={id}>{title}</h2>
      <p class="view-sum">{sum}</p>
    </div>
  );
}

interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** Nothing to show is an answer too: it says why, and what would appear here. */
export function Empty({ icon, title, children }: EmptyProps) {
  return (
    <div class="empty">
      <Mark tone="calm" icon={icon} />
      <p class="empty-title">{title}</p>
      {children === undefined ? null : <p class="muted">{children}</p>}
    </div>
  );
}

interface ListBodyProps {
  readonly list: {
    readonly isLoading: boolean;
    readonly error: string | null;
    readonly items: readonly unknown[];
    readonly more: (() => void) | null;
    readonly reload: () => void;
  };
  readonly empty: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A list's rows, or why there are none. */
export function ListBody({ list, empty, children }: ListBodyProps) {
  if (list.error !== null && list.items.length === 0) {
    return (
      <Empty icon="alert" title="This list cannot be read">
        {list.error}{" "}
        <button type="button" class="link" onClick={list.reload}>
          Try again
        </button>
      </Empty>
    );
  }
  if (list.isLoading) return <Skeleton />;
  if (list.items.length === 0) return <>{empty}</>;
  return (
    <>
      {children}
      {list.more === null ? null : (
        <button type="button" class="button wide" onClick={list.more}>
          Show more
        </button>
      )}
    </>
  );
}

function Skeleton() {
  return (
    <div class="skeleton" role="status">
      <span class="hidden">Reading</span>
      {[0, 1, 2].map((row) => (
        <i key={row} />
      ))}
    </div>
  );
}

/** "Name …… value", as on a receipt. */
export function Fact({
  name,
  children,
}: {
  readonly name: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
