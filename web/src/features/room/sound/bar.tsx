import { i18n } from "@lingui/core";
import {
  Clock,
  Keyboard,
  type LucideIcon,
  Mic,
  MicOff,
  RotateCcw,
  SkipForward,
} from "lucide-react";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { useRoomKind } from "../kind";
import { useAskFirst } from "../parts/answer-box";
import type { RoomControls } from "../use-session";

interface BarProps {
  controls: RoomControls;
  isDisconnected: boolean;
  isMuted: boolean;
  onMoment: () => void;
  onType: (() => void) | null;
  onMute: (() => void) | null;
}

/** What is always at hand. A moment to think is the loudest. */
export function Bar({ controls, isDisconnected, isMuted, onMoment, onType, onMute }: BarProps) {
  const { whole, isPart } = useRoomKind();
  const [asking, ask] = useAskFirst(controls);
  return (
    // On a page of its own there is room beside the column, so that longer words stay in one line.
    <div className={`@container mt-8 phone:mt-3 ${isPart ? "" : "desk:-mx-16"}`}>
      <div
        role="toolbar"
        aria-label={i18n._("Controls for {whole}", { whole })}
        className="flex flex-wrap justify-center gap-2 @max-[38rem]:gap-1.5"
      >
        <BarButton icon={Clock} look="moment" isOff={isDisconnected} isDockEnd onClick={onMoment}>
          {i18n._("Take a moment")}
        </BarButton>
        <BarButton icon={RotateCcw} isOff={isDisconnected} onClick={controls.repeat}>
          {i18n._("Repeat")}
        </BarButton>
        {onType ? (
          <BarButton icon={Keyboard} onClick={onType}>
            {i18n._("Type")}
          </BarButton>
        ) : null}
        {onMute ? (
          <BarButton icon={isMuted ? Mic : MicOff} onClick={onMute}>
            {isMuted ? i18n._("Unmute") : i18n._("Mute")}
          </BarButton>
        ) : null}
        <BarButton icon={SkipForward} isOff={isDisconnected} onClick={() => ask("skip")}>
          {i18n._("Skip")}
        </BarButton>
        {asking}
      </div>
    </div>
  );
}

interface BarButtonProps {
  icon: LucideIcon;
  look?: "moment" | "plain";
  isOff?: boolean;
  /** On a phone this one has to be in the window together with the question. */
  isDockEnd?: boolean;
  onClick: () => void;
  children: string;
}

const PLAIN =
  "w-auto! px-4! @max-[38rem]:min-w-fit @max-[38rem]:flex-auto @max-[38rem]:flex-col @max-[38rem]:gap-1 @max-[38rem]:px-1! @max-[38rem]:py-2 @max-[38rem]:text-[0.8125rem]";
const MOMENT = "w-auto! px-4! @max-[38rem]:w-full! bg-claysoft! border-clay! text-claytext!";

/** One control of the room: beside its word where there is room, above it where there is little. */
function BarButton({ icon, look = "plain", isOff, isDockEnd, onClick, children }: BarButtonProps) {
  return (
    <Button
      size="large"
      data-dock-end={isDockEnd ? "" : undefined}
      icon={<Icon of={icon} />}
      aria-disabled={isOff === true}
      className={look === "moment" ? MOMENT : PLAIN}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}
