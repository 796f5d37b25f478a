import { i18n } from "@lingui/core";
import { useState } from "react";
import { chooseLanguage, listLanguages, nameOfLanguage } from "@/shared/i18n/language";
import { readTheme, setTheme, type Theme } from "@/shared/lib/preferences";

/** How the console looks and which language it speaks, on this device. */
export function Appearance() {
  const [theme, choose] = useState(readTheme);
  const themes: [Theme, string][] = [
    ["system", i18n._("System")],
    ["light", i18n._("Light")],
    ["dark", i18n._("Dark")],
  ];
  return (
    <>
      <Choice
        name="theme"
        legend={i18n._("Theme")}
        options={themes}
        chosen={theme}
        onChoose={(value) => {
          setTheme(value);
          choose(value);
        }}
      />
      <Choice
        name="language"
        legend={i18n._("Language")}
        options={listLanguages().map((each) => [each, nameOfLanguage(each)])}
        chosen={i18n.locale}
        onChoose={(language) => void chooseLanguage(language)}
      />
    </>
  );
}

interface ChoiceProps<Value extends string> {
  name: string;
  legend: string;
  options: [Value, string][];
  chosen: Value;
  onChoose: (value: Value) => void;
}

function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { name, legend, options, chosen, onChoose } = props;
  return (
    <fieldset className="mt-4">
      <legend className="font-[550]">{legend}</legend>
      <div className="mt-2 flex flex-wrap gap-2">
        {options.map(([value, label]) => (
          <label
            key={value}
            lang={name === "language" ? value : undefined}
            className="choice flex min-h-11 items-center gap-2 rounded-control border border-edge px-3"
          >
            <input
              type="radio"
              name={name}
              className="size-4.5"
              checked={chosen === value}
              onChange={() => onChoose(value)}
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
