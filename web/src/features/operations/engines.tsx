import { i18n } from "@lingui/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleOff, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { InstallationEngines, ModelTrial } from "@/shared/api/types";
import { withinSentence } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Loaded } from "@/shared/ui/loaded";
import { Note } from "@/shared/ui/note";
import { Empty, Failure } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import { useOperationsCalls } from "./calls";
import { OperatorPage } from "./operator-page";
import { engineKind, PURPOSES, trialWord } from "./words";

type Model = InstallationEngines["models"][number];
type Component = InstallationEngines["speech"][number];

/** Which engines and models this installation uses, each with a way to try it. */
export function Engines() {
  return (
    <OperatorPage
      title={i18n._("Engines")}
      under={i18n._(
        "The engines for speech, telephone and text that this installation is set up with. A try is a real call and can cost money.",
      )}
    >
      <Listed />
    </OperatorPage>
  );
}

function Listed() {
  const calls = useOperationsCalls();
  const found = useQuery({ queryKey: ["operations", "engines"], queryFn: calls.engines });
  return (
    <Loaded of={found} what={i18n._("The engines")} rows={6}>
      {({ speech, voices, phone, models, modelProblem }) => (
        <div className="grid gap-10">
          <section aria-labelledby="speech">
            <h2 id="speech">{i18n._("Speech")}</h2>
            <Components of={speech} voices={voices} />
          </section>
          <section aria-labelledby="phone">
            <h2 id="phone">{i18n._("Telephone")}</h2>
            <Components of={phone} voices={[]} />
          </section>
          <section aria-labelledby="language-models">
            <h2 id="language-models">{i18n._("Language models")}</h2>
            {modelProblem ? (
              <div className="mt-3">
                <Note tone="amber" title={i18n._("The model is not used.")}>
                  {modelProblem}
                </Note>
              </div>
            ) : null}
            {models.length ? (
              <ul className="mt-2 border-t border-line">
                {models.map((model) => (
                  <ModelRow key={`${model.purpose}-${model.isFallback}`} model={model} />
                ))}
              </ul>
            ) : (
              <div className="mt-3">
                <Empty title={i18n._("No model is configured")}>
                  {i18n._(
                    "Built-in rules plan and score. Set LLM_BASE_URL and LLM_MODEL to use a model.",
                  )}
                </Empty>
              </div>
            )}
          </section>
        </div>
      )}
    </Loaded>
  );
}

/** "stt: deepgram" is an engine for speech to text that is called "deepgram". */
const nameOf = ({ name }: Component) => name.slice(name.indexOf(": ") + 1).trim();

function Components({ of: components, voices }: { of: Component[]; voices: string[] }) {
  return (
    <ul className="mt-2 border-t border-line">
      {components.map((component) => {
        const voice = voices.find((name) => component.name === `tts: ${name}`);
        return (
          <li key={component.name} className="border-b border-line py-3">
            <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
              <div className="min-w-0">
                <p className="flex flex-wrap items-center gap-x-3 font-[550]">
                  {nameOf(component)}
                  <span className="font-normal text-text2 empty:hidden">
                    {engineKind(component.name)}
                  </span>
                  {component.isUsable ? (
                    <Status icon={CircleCheck} tone="leaf">
                      {i18n._("Usable")}
                    </Status>
                  ) : (
                    <Status icon={CircleOff}>{i18n._("Not used")}</Status>
                  )}
                </p>
                <p className="text-small text-text2 first-letter:uppercase [overflow-wrap:anywhere]">
                  {component.detail}
                </p>
              </div>
              {voice ? <VoiceTry engine={voice} /> : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** What the gateway has the voice say. */
const SAMPLE = "Hello. This is the voice that asks the questions of an interview.";

function VoiceTry({ engine }: { engine: string }) {
  const calls = useOperationsCalls();
  const [address, setAddress] = useState("");
  const sample = useMutation({
    mutationFn: () => calls.speakSample(engine),
    onSuccess: (sound) => setAddress(URL.createObjectURL(sound)),
  });
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  return (
    <div className="grid min-w-0 justify-items-start gap-2">
      <Button
        size="small"
        aria-label={i18n._("Try it: the voice {engine}", { engine })}
        busy={sample.isPending && i18n._("Speaking…")}
        onClick={() => sample.mutate()}
      >
        {i18n._("Try it")}
      </Button>
      <div role="status">
        {address && !sample.error ? (
          // biome-ignore lint/a11y/useMediaCaption: one fixed sentence, which is written below it
          <audio
            controls
            src={address}
            aria-label={i18n._("Sample of {engine}", { engine })}
            className="max-w-full"
          />
        ) : null}
        {address && !sample.error ? (
          <p lang="en" className="text-small text-text3">
            “{SAMPLE}”
          </p>
        ) : null}
      </div>
      {sample.error ? (
        <Failure problem={asProblem(sample.error)} what={i18n._("The voice was not heard.")} />
      ) : null}
    </div>
  );
}

function ModelRow({ model }: { model: Model }) {
  const calls = useOperationsCalls();
  const trial = useMutation({
    mutationFn: async () =>
      (await calls.tryModel(model.purpose)).find(
        (result) => result.isFallback === model.isFallback,
      ) ?? null,
  });
  const purpose = PURPOSES[model.purpose];
  const what = model.isFallback ? i18n._("{purpose} (second endpoint)", { purpose }) : purpose;
  return (
    <li className="border-b border-line py-3">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <p className="font-[550]">{what}</p>
          <p className="text-small text-text2 [overflow-wrap:anywhere]">
            {i18n._("{model} at {endpoint}, within {deadlineS} s", {
              model: model.model,
              endpoint: model.endpoint,
              deadlineS: model.deadlineS,
            })}
          </p>
        </div>
        <Button
          size="small"
          aria-label={i18n._("Try it: the model for {purpose}", {
            purpose: withinSentence(what),
          })}
          busy={trial.isPending && i18n._("Calling…")}
          onClick={() => trial.mutate()}
        >
          {i18n._("Try it")}
        </Button>
      </div>
      <div role="status" className="mt-2 empty:hidden">
        {trial.data ? <TrialResult trial={trial.data} /> : null}
        {trial.data === null ? (
          <p className="text-small text-text2">
            {i18n._("This model is no longer configured. Reload the page.")}
          </p>
        ) : null}
      </div>
      {trial.error ? (
        <div className="mt-2">
          <Failure problem={asProblem(trial.error)} what={i18n._("The model was not tried.")} />
        </div>
      ) : null}
    </li>
  );
}

function TrialResult({ trial }: { trial: ModelTrial }) {
  return trial.isOk ? (
    <p>
      <Status icon={CircleCheck} tone="leaf">
        {i18n._("It answered")}
      </Status>{" "}
      <span className="text-small text-text2">{trialWord(trial)}</span>
    </p>
  ) : (
    <p className="[overflow-wrap:anywhere]">
      <Status icon={TriangleAlert} tone="rose">
        {i18n._("It failed")}
      </Status>{" "}
      <span className="text-small text-text2">
        {trial.cause}. {trial.remedy}
      </span>
    </p>
  );
}
