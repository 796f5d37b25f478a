import { i18n } from "@lingui/core";
import { Plus } from "lucide-react";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { CustomEvaluator, PanelMember } from "@/shared/api/types";
import { nameOfAuthor } from "@/shared/lib/interview-words";
import { humanised } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { useOpener } from "@/shared/ui/form-section";
import { Icon } from "@/shared/ui/icon";
import { Loaded } from "@/shared/ui/loaded";
import { Note } from "@/shared/ui/note";
import { Empty, Failure } from "@/shared/ui/states";
import { Switch } from "@/shared/ui/switch";
import { EvaluatorForm } from "./parts/evaluator-form";
import { SettingsPage } from "./parts/settings-page";
import { useChange, usePanels } from "./queries";

/** The evaluators and perspectives that read the answers of a panel interview. */
export function Panel() {
  const panels = usePanels();
  const form = useOpener();
  const [added, setAdded] = useState<CustomEvaluator | null>(null);
  return (
    <SettingsPage
      title={i18n._("Panel")}
      needs="interview:update"
      under={i18n._(
        "In a panel interview, evaluators and perspectives read every answer and propose follow-up questions.",
      )}
      aside={
        <div ref={form.button}>
          <Button
            look={form.isOpen ? "outline" : "primary"}
            icon={<Icon of={Plus} small />}
            aria-expanded={form.isOpen}
            onClick={form.open}
          >
            {i18n._("Add an evaluator")}
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
      <Loaded of={panels} what={i18n._("The panel")} rows={5}>
        {({ evaluators, perspectives }) => (
          <div className="grid gap-9">
            <Group
              name={i18n._("Evaluators")}
              none={i18n._("No evaluators")}
              members={evaluators}
            />
            <Group
              name={i18n._("Perspectives")}
              none={i18n._("No perspectives")}
              members={perspectives}
            />
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
      title={i18n._(
        "{name}, version {version}: {criteria, plural, one {# criterion} other {# criteria}}.",
        { name, version, criteria: criteria.length },
      )}
    >
      {criteria.map((criterion) => criterion.name).join(", ")}.
      {unscorable.length
        ? ` ${i18n._(
            "Without a model, these cannot be scored: {names}. Describe their levels in other words.",
            { names: unscorable.join(", ") },
          )}`
        : null}
    </Note>
  );
}

/** The built-in members, by the names that the API has for them. */
const listNames = (): Record<string, string> => ({
  relevance: i18n._("Relevance"),
  exaggeration: i18n._("Exaggeration"),
  structured_thinking: i18n._("Structured thinking"),
  rubric: i18n._("Rubric"),
  product: i18n._("Product"),
  sales: i18n._("Sales"),
  engineering: i18n._("Engineering"),
  design: i18n._("Design"),
});

interface GroupProps {
  name: string;
  none: string;
  members: PanelMember[];
}

function Group({ name, none, members }: GroupProps) {
  if (members.length === 0) return <Empty title={none} />;
  const evaluatedBy = [...new Set(members.map((member) => member.evaluatedBy))];
  return (
    <section aria-labelledby={name}>
      <h2 id={name}>{name}</h2>
      {evaluatedBy.length === 1 ? (
        <p className="text-small text-text3">
          {i18n._("Evaluated by {name}", { name: nameOfAuthor(evaluatedBy[0] ?? "") })}
        </p>
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
    ...(isNamingEvaluator
      ? [i18n._("evaluated by {name}", { name: nameOfAuthor(member.evaluatedBy) })]
      : []),
  ];
  const change = useChange((calls, isOn: boolean) => calls.switchPanelMember(member, isOn));
  const isOn = change.isPending ? change.variables : member.isEnabled;
  return (
    <li className="border-b border-line py-2.5">
      <Switch
        name={
          member.isBuiltIn
            ? (listNames()[member.name] ?? humanised(member.name))
            : i18n._("{name} (yours, version {version})", {
                name: member.name,
                version: member.version,
              })
        }
        under={member.description}
        isOn={isOn}
        onChange={(next) => change.mutate(next)}
      />
      {facts.length ? <p className="pl-7.5 text-small text-text3">{facts.join(" · ")}</p> : null}
      {change.error ? (
        <div className="mt-2">
          <Failure
            problem={asProblem(change.error)}
            what={i18n._("{name} was not switched.", { name: member.name })}
          />
        </div>
      ) : null}
    </li>
  );
}
