import { CircleAlert, Info, TriangleAlert, User } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "./icon";

export type Tone = "plain" | "tide" | "clay" | "amber" | "rose";

const TONES: Record<Tone, { look: string; icon: typeof Info }> = {
  plain: { look: "bg-sunken text-text2", icon: Info },
  tide: { look: "bg-tidesoft text-tidetext", icon: Info },
  clay: { look: "bg-claysoft text-claytext", icon: User },
  amber: { look: "bg-ambersoft text-ambertext", icon: CircleAlert },
  rose: { look: "bg-rosesoft text-rosetext", icon: TriangleAlert },
};

interface NoteProps {
  tone?: Tone;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  requestId?: string | undefined;
  icon?: typeof Info;
}

/** What is true in one bold sentence, the rest, and at most two things to do. */
export function Note({ tone = "plain", title, children, actions, requestId, icon }: NoteProps) {
  const { look, icon: usual } = TONES[tone];
  return (
    <div
      role={tone === "rose" ? "alert" : undefined}
      className={`flex gap-2.5 rounded-control px-3.5 py-3 text-[0.967em] ${look}`}
    >
      <span className="mt-1">
        <Icon of={icon ?? usual} />
      </span>
      <div className="min-w-0 flex-1">
        <p>
          <strong className="font-semibold">{title}</strong>
          {children ? <> {children}</> : null}
          {requestId ? <code className="ml-2 text-[0.85em]">{requestId}</code> : null}
        </p>
        {actions ? <div className="mt-2.5 flex flex-wrap gap-2 text-text">{actions}</div> : null}
      </div>
    </div>
  );
}
