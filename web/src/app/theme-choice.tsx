import { useState } from "react";
import { readTheme, setTheme, type Theme } from "@/shared/lib/preferences";

const THEMES: { value: Theme; label: string }[] = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export function ThemeChoice() {
  const [theme, choose] = useState(readTheme);
  return (
    <fieldset className="mt-4">
      <legend className="font-[550]">Theme</legend>
      <div className="mt-2 flex flex-wrap gap-2">
        {THEMES.map(({ value, label }) => (
          <label
            key={value}
            className="choice flex min-h-11 items-center gap-2 rounded-control border border-edge px-3"
          >
            <input
              type="radio"
              name="theme"
              className="size-4.5"
              checked={theme === value}
              onChange={() => {
                setTheme(value);
                choose(value);
              }}
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
