import { type ReactNode, useEffect, useId, useRef } from "react";

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
}

/** A question over the page. Escape closes it, and focus goes back to where it was. */
export function Dialog({ isOpen, onClose, title, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    if (isOpen && element && !element.open) element.showModal();
  }, [isOpen]);
  if (!isOpen) return null;
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onClose={onClose}
      className="floats w-[min(30rem,calc(100vw-2rem))] rounded-card border border-line p-6"
    >
      <h2 id={titleId}>{title}</h2>
      <div className="mt-2">{children}</div>
    </dialog>
  );
}

/** The buttons of a dialog, the safe choice first. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap justify-end gap-2.5">{children}</div>;
}
