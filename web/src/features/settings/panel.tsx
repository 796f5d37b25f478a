import { Plus } from "lucide-react";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { CustomEvaluator, PanelMember } from "@/shared/api/types";
import { count, humanised } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { useOpener } from "@/shared/ui/form-section";
import { Icon } from "@/shared/ui/icon";
import { Loaded } from "@/shared/ui/loaded";
import { Note } from "@/shared/ui/note";
import { Empty, Failure } from "@/shared/ui/states";
import { EvaluatorForm } from "./parts/evaluator-form";
import { SettingsPage } from "./parts/settings-page";
import { Switch } from "./parts/switch";
import { useChange, usePanels } from "./queries";

/** The evaluators and perspectives that read the answers of a panel interview. */
export function Panel() {
  const panels = usePanels();
  const form = useOpener();
  const [added, setAdded] = useState<CustomEvaluator | null>(null);
  return (
    <SettingsPage
      title="Panel"
      needs="interview:update"
      under="In a panel interview, evaluators and perspectives read every answer and propose follow-up questions."
      aside={
        <div ref={form.button}>
          <Button
            look={form.isOpen ? "outline" : "primary"}
            icon={<Icon of={Plus} small />}
            aria-expanded={form.isOpen}
            onClick={form.open}
          >
            Add an evaluator
          </Button>
        </div>
      }
    >
      {form.isOpen ? (
        <EvaluatorForm
          onClose={form.close}
          onAdded={(evaluator) => {
            form.close();
            setAdded(evaluator);
          }}
        />
      ) : null}
      <div role="status" className="mb-6 empty:mb-0">
        {added ? <Added evaluator={added} /> : null}
      </div>
      <Loaded of={panels} what="The panel" rows={5}>
        {({ evaluators, perspectives }) => (
          <div className="grid gap-9">
            <Group name="Evaluators" members={evaluators} />
            <Group name="Perspectives" members={perspectives} />
          </div>
        )}
      </Loaded>
    </SettingsPage>
  );
}

function Added({ evaluator }: { evaluator: CustomEvaluator }) {
  const { name, version, criteria, unscorable } = evaluator;
  return (
    <Note
      tone={unscorable.length ? "amber" : "tide"}
      title={`${name}, version ${version}: ${count(criteria.length, "criterion", "criteria")}.`}
    >
      {criteria.map((criterion) => criterion.name).join(", ")}.
      {unscorable.length
        ? ` Without a model, these cannot be scored: ${unscorable.join(", ")}. Describe their levels in other words.`
        : null}
    </Note>
  );
}

function Group({ name, members }: { name: string; members: PanelMember[] }) {
  if (members.length === 0) return <Empty title={`No ${name.toLowerCase()}`} />;
  const evaluatedBy = [...new Set(members.map((member) => member.evaluatedBy))];
  return (
    <section aria-labelledby={name}>
      <h2 id={name}>{name}</h2>
      {evaluatedBy.length === 1 ? (
        <p className="text-small text-text3">Evaluated by {evaluatedBy[0]}</p>
      ) : null}
      <ul className="mt-2 border-t border-line">
        {members.map((member) => (
          <Row key={member.name} member={member} isNamingEvaluator={evaluatedBy.length > 1} />
        ))}
      </ul>
    </section>
  );
}

function Row({ member, isNamingEvaluator }: { member: PanelMember; isNamingEvaluator: boolean }) {
  const facts = [
    ...member.criteria,
    ...(isNamingEvaluator ? [`evaluated by ${member.evaluatedBy}`] : []),
  ];
  const change = useChange((calls, isOn: boolean) => calls.switchPanelMember(member, isOn));
  const isOn = change.isPending ? change.variables : member.isEnabled;
  return (
    <li className="border-b border-line py-2.5">
      <Switch
        name={
          member.isBuiltIn
            ? humanised(member.name)
            : `${member.name} (yours, version ${member.version})`
        }
        under={member.description}
        isOn={isOn}
        onChange={(next) => change.mutate(next)}
      />
      {facts.length ? <p className="pl-7.5 text-small text-text3">{facts.join(" · ")}</p> : null}
      {change.error ? (
        <div className="mt-2">
          <Failure problem={asProblem(change.error)} what={`${member.name} was not switched.`} />
        </div>
      ) : null}
    </li>
  );
}
