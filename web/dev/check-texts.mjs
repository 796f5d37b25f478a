// Checks that the catalogs of src/locales hold every text of the code, none besides, and all of them translated.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../src/locales", import.meta.url));
const lingui = fileURLToPath(new URL("../node_modules/.bin/lingui", import.meta.url));
const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".po"));
const read = () => new Map(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
/** The date changes with every extraction, and says nothing. */
const content = (text) => text.replace(/^"POT-Creation-Date: .*\n/m, "");

const before = read();
execFileSync(lingui, ["extract", "--clean"], { cwd: join(folder, "../.."), stdio: "pipe" });
const after = read();
const faults = [];
for (const name of names) {
  writeFileSync(join(folder, name), before.get(name));
  if (content(before.get(name)) !== content(after.get(name)))
    faults.push(`src/locales/${name} is out of date. Run: npm run texts`);
  const missing = [...after.get(name).matchAll(/^msgid ((?:"[^\n]+"\n)+)msgstr ""\n(?!")/gm)];
  for (const [, text] of missing) faults.push(`src/locales/${name} has no translation of ${text}`);
}
for (const fault of faults) console.error(fault.trimEnd());
process.exit(faults.length > 0 ? 1 : 0);
