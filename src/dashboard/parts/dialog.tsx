/** A window in front of the page: the browser keeps the focus in it, Escape and a click beside it close it. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Icon } from "./icons.tsx";

interface DialogProps {
  readonly title: ComponentChildren;
  /** sheet: beside the list, full height. box: in the middle. */
  readonly form: "sheet" | "box";
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

export function Dialog({ title, form, onClose, children }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const opened = box.current;
    const before = document.activeElement;
    opened?.showModal();
    // What is to be typed comes first, else the title: no button is pressed by accident.
    (opened?.querySelector("input") ?? opened?.querySelector("h2"))?.focus();
    return () => {
      opened?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class={form}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        // The backdrop belongs to the dialog element itself; everything inside is a child.
        if (event.target === box.current) onClose();
      }}
    >
      <div class="dialog-inner">
        <header class="dialog-head">
          <h2 id={titleId} tabIndex={-1}>
            {title}
          </h2>
          <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
