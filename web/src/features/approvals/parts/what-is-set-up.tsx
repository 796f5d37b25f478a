import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { Check, Ellipsis } from "lucide-react";
import type { ReactNode } from "react";
import type { InstallationEngines } from "@/shared/api/types";
import { Status } from "@/shared/ui/status";
import { useEngines } from "../queries";

/** What interviews can use on this installation, for its operator; nothing for others, and nothing while it loads. */
export function WhatIsSetUp() {
  const engines = useEngines().data;
  if (!engines) return null;
  const { models, phone } = engines;
  const calls = phone.find((each) => each.isUsable);
  const model = models[0];
  return (
    <section className="mt-11">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h2>{i18n._("What is set up")}</h2>
        <Link className="text-small" to="/operations/engines">
          {i18n._("All engines")}
        </Link>
      </div>
      <dl className="mt-3 border-t border-line">
        <Fact name={i18n._("Typed interviews")} isThere>
          {i18n._("They need no key and no network.")}
        </Fact>
        <Voice engines={engines} />
        <Fact name={i18n._("Telephone")} isThere={calls !== undefined}>
          {calls?.name ??
            i18n._("No phone provider is set up, so phone interviews cannot be held.")}
        </Fact>
        <Fact name={i18n._("Language model")} isThere={model !== undefined}>
          {model?.model ?? i18n._("Not connected. Built-in rules plan, interview and score.")}
        </Fact>
      </dl>
    </section>
  );
}

/** The first usable engine of a kind: "stt: pocketsphinx" is speech to text by pocketsphinx. */
function engineOf({ speech }: InstallationEngines, kind: "stt" | "tts"): string | undefined {
  const found = speech.find((each) => each.isUsable && each.name.startsWith(`${kind}: `));
  return found?.name.slice(kind.length + 2);
}

function Voice({ engines }: { engines: InstallationEngines }) {
  const recognizer = engineOf(engines, "stt");
  const voice = engineOf(engines, "tts");
  return (
    <Fact name={i18n._("Voice in the browser")} isThere={voice !== undefined}>
      {voice === undefined
        ? i18n._("No speech engine is set up. Candidates type.")
        : recognizer === undefined
          ? i18n._("{voice} reads the questions aloud. Candidates type.", { voice })
          : i18n._("{voice} speaks, {recognizer} transcribes.", { voice, recognizer })}
    </Fact>
  );
}

interface FactProps {
  name: string;
  isThere: boolean;
  children: ReactNode;
}

function Fact({ name, isThere, children }: FactProps) {
  return (
    <div className="grid gap-x-6 border-b border-line py-3 pad:grid-cols-[14rem_minmax(0,1fr)]">
      <dt>
        <Status icon={isThere ? Check : Ellipsis} {...(isThere ? { tone: "leaf" } : {})}>
          {name}
        </Status>
      </dt>
      <dd className="text-text2 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}
