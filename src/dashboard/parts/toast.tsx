/** What became of a button press, for a few seconds; read aloud to who cannot see it. */
import { messageOf } from "../live/api.ts";
import { createCell, useCell } from "../live/cell.ts";
import type { Said } from "../words/words.ts";
import { Icon } from "./icons.tsx";

const SHOWN_MS = 6_000;
const toast = createCell<Said | null>(null);
let timer: number | undefined;

export function say(said: Said): void {
  window.clearTimeout(timer);
  toast.set(said);
  timer = window.setTimeout(() => toast.set(null), SHOWN_MS);
}

/** Does it and says so; a refusal is said in the gateway's own words. True: done. */
export async function doAndSay(work: () => Promise<unknown>, done: string): Promise<boolean> {
  try {
    await work();
    say({ tone: "good", text: done });
    return true;
  } catch (error) {
    say({ tone: "bad", text: messageOf(error) });
    return false;
  }
}

export function Toast() {
  const said = useCell(toast);
  return (
    <div class="toast-place" role="status" aria-live="polite">
      {said === null ? null : (
        <p class="toast" data-tone={said.tone}>
          <Icon name={said.tone === "good" ? "check" : "alert"} />
          {said.text}
        </p>
      )}
    </div>
  );
}
