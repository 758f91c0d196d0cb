import { Icon, TONE_ICONS } from "../parts/icons.tsx";
import type { TrackStep } from "../words/track.ts";

/** Read aloud: "Captured 12:05, Receipt proven, Square sent". */
export function TrackView({ steps }: { readonly steps: readonly TrackStep[] }) {
  return (
    <ol class="track" aria-label="Way through the gateway">
      {steps.map(({ name, said }) => (
        <li key={name} data-tone={said.tone}>
          <span class="track-dot">
            <Icon name={TONE_ICONS[said.tone]} />
          </span>
          <span class="track-words">
            <span class="track-name">{name}</span> <span class="track-said">{said.text}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
