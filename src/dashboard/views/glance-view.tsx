import type { Status } from "../live/api-types.ts";
import { Icon, TONE_ICONS } from "../parts/icons.tsx";
import { Mark } from "../parts/parts.tsx";
import { glanceOf, type Point } from "../words/glance.ts";
import type { Tone } from "../words/words.ts";

/** Status at a glance: one sentence, then what it is made of. */
export function GlanceView({ status, nowMs }: { readonly status: Status; readonly nowMs: number }) {
  const { tone, title, points } = glanceOf(status, nowMs);
  return (
    <section class="glance card" data-tone={tone} aria-label="The shop at a glance">
      <Mark tone={tone} icon={TONE_ICONS[tone]} />
      <div class="glance-words">
        <h2 aria-live="polite">{title}</h2>
        {points.length === 0 ? <p class="muted">{calmText(status)}</p> : <Points points={points} />}
      </div>
    </section>
  );
}

const calmText = ({ ready, destinations }: Status): string =>
  ready && destinations.length > 0
    ? "Orders are taken, printed and delivered."
    : "Orders are taken and printed. No destination is connected.";

function Points({ points }: { readonly points: readonly Point[] }) {
  return (
    <ul class="points">
      {points.map(({ tone, text, href }) => (
        <li key={text} data-tone={tone}>
          <PointText tone={tone} text={text} href={href} />
        </li>
      ))}
    </ul>
  );
}

function PointText({
  tone,
  text,
  href,
}: {
  readonly tone: Tone;
  readonly text: string;
  readonly href: string | null;
}) {
  return (
    <>
      <Icon name={TONE_ICONS[tone]} />
      {href === null ? <span>{text}</span> : <a href={href}>{text}</a>}
    </>
  );
}
