import { type FormEvent, type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

/** A form that a button opens: where the focus goes when it opens, and back when it closes. */
export function useOpener() {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLDivElement>(null);
  const close = () => {
    // The button may stand in what the open form replaces.
    flushSync(() => setOpen(false));
    button.current?.querySelector("button")?.focus();
  };
  return { isOpen, open: () => setOpen(true), close, button };
}

interface FormSectionProps {
  title: string;
  onSubmit: () => void;
  /** Why the gateway refused the form, if it did. The first refused field takes the focus. */
  refusal: unknown;
  children: ReactNode;
}

/** A titled form on the page; its first field has the focus when it opens. */
export function FormSection({ title, onSubmit, refusal, children }: FormSectionProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const focusRefused = useCallback(
    () => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus(),
    [],
  );
  useEffect(() => {
    if (refusal) focusRefused();
  }, [refusal, focusRefused]);
  return (
    <section className="mb-7 rounded-card border border-line bg-surface p-5">
      <h2>{title}</h2>
      <form
        ref={form}
        noValidate
        className="mt-4 grid max-w-[34rem] gap-4.5"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          // What is refused before sending is on the page at once; typing never moves the focus.
          flushSync(onSubmit);
          focusRefused();
        }}
      >
        {children}
      </form>
    </section>
  );
}
