interface LinkButtonProps {
  onClick: () => void;
  isOff?: boolean;
  children: string;
}

/** Something that can be done, quieter than a button. */
export function LinkButton({ onClick, isOff = false, children }: LinkButtonProps) {
  return (
    <button
      type="button"
      aria-disabled={isOff || undefined}
      className="min-h-11 px-2 text-tidetext underline underline-offset-3 aria-disabled:text-text3"
      onClick={() => {
        if (!isOff) onClick();
      }}
    >
      {children}
    </button>
  );
}
