import { type ReactNode, useId, useLayoutEffect, useRef } from "react";

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
}

/** A question over the page. Escape closes it, and focus goes back to where it was. */
export function Dialog({ isOpen, ...rest }: DialogProps) {
  return isOpen ? <OpenDialog {...rest} /> : null;
}

function OpenDialog({ onClose, title, children }: Omit<DialogProps, "isOpen">) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Closing, not only vanishing, is what hands the focus back.
    return () => element?.close();
  }, []);
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
  return <div className="mt-5 flex flex-wrap justify-end gap-2.5 phone:*:grow">{children}</div>;
}
