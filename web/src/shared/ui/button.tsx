import type { ButtonHTMLAttributes, ReactNode } from "react";

type Look = "primary" | "outline" | "quiet" | "danger";
type Size = "console" | "large" | "small";

const LOOKS: Record<Look, string> = {
  primary: "border-act bg-act text-onact hover:opacity-90",
  outline:
    "border-edge bg-surface text-text hover:bg-sunken aria-disabled:border-line aria-disabled:text-text3",
  quiet: "border-transparent text-text2 hover:bg-sunken",
  danger: "border-edge bg-surface text-rosetext hover:bg-rosesoft",
};
const SIZES: Record<Size, string> = {
  console: "press min-h-11 desk:min-h-10 px-4 py-2 gap-2 rounded-control",
  large: "min-h-13 px-6 py-3 gap-2.5 rounded-large w-full pad:w-auto",
  small: "press min-h-11 desk:min-h-8 px-2.5 py-1 gap-1.5 rounded-lg text-small",
};

/** The classes of a button, for links that look like one. */
export function buttonLook(look: Look = "outline", size: Size = "console"): string {
  return `inline-flex items-center justify-center border text-center font-[550] no-underline transition-colors duration-100 ${LOOKS[look]} ${SIZES[size]}`;
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  size?: Size;
  /** What the button says while its work runs; it stays focusable and takes no second press. */
  busy?: string | false | undefined;
  icon?: ReactNode;
}

export function Button({
  look = "outline",
  size = "console",
  busy,
  icon,
  children,
  className = "",
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  const isIdle = Boolean(busy) || rest["aria-disabled"] === true;
  return (
    <button
      {...rest}
      type={isIdle ? "button" : type}
      aria-disabled={isIdle || undefined}
      className={`${buttonLook(look, size)} ${className}`}
      onClick={(event) => {
        if (isIdle) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {icon}
      {busy || children}
    </button>
  );
}
