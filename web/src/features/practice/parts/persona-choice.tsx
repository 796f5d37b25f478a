import { i18n } from "@lingui/core";
import { useId } from "react";
import type { Persona } from "../shapes";

interface PersonaChoiceProps {
  personas: Persona[];
  value: Persona["persona_id"];
  onChange: (id: Persona["persona_id"]) => void;
}

/** The four manners of asking. The questions and how they are read stay the same. */
export function PersonaChoice({ personas, value, onChange }: PersonaChoiceProps) {
  const name = useId();
  return (
    <fieldset>
      <legend className="font-[550]">{i18n._("Interviewer")}</legend>
      <div className="mt-2 grid gap-2.5 pad:grid-cols-2">
        {personas.map((persona) => (
          <label
            key={persona.persona_id}
            className="cursor-pointer rounded-control border border-edge bg-surface px-3.5 py-3 has-checked:border-text has-checked:shadow-[inset_0_0_0_1px_var(--text)] has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus"
          >
            <input
              type="radio"
              name={name}
              className="sr-only"
              checked={persona.persona_id === value}
              onChange={() => onChange(persona.persona_id)}
            />
            <span className="block font-semibold">{persona.name}</span>
            <span className="block text-small text-text3">{persona.style}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
