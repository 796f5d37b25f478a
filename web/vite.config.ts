import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { lingui } from "@lingui/vite-plugin";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin, Rolldown } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const gateway = process.env["VIVAVOCE_GATEWAY"] ?? "http://127.0.0.1:3009";

/** Over it, only .gz: browsers accept brotli by https only, and both would take a sixth of the wheel. */
const MOST_BYTES_FOR_BROTLI = 500_000;

/** Puts a .br and a .gz beside each built file that gets smaller by it; the gateway sends those. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    writeBundle({ dir }, bundle) {
      for (const file of Object.values(bundle)) {
        if (!dir || !/\.(css|html|js|json|svg)$/.test(file.fileName)) continue;
        const plain = Buffer.from(file.type === "chunk" ? file.code : file.source);
        const packed: [string, Buffer][] = [["gz", gzipSync(plain, { level: 9 })]];
        if (plain.length <= MOST_BYTES_FOR_BROTLI) packed.push(["br", brotliCompressSync(plain)]);
        for (const [ending, bytes] of packed)
          if (bytes.length < plain.length)
            writeFileSync(join(dir, `${file.fileName}.${ending}`), bytes);
      }
    },
  };
}

/** Below it, files that different pages share are merged: each one costs a round trip of its own. */
const SMALL_BYTES = 10_000;

/** What no page of a candidate may load, not even later. */
const NEVER_FOR_CANDIDATES = /\/node_modules\/(@tanstack|cmdk)\/|\/src\/features\/(?!room\/)/;

/** The texts of the screens in English, as much as all the code that the console begins with. */
const IS_TEXTS = /\/src\/locales\//;

const CANDIDATE = here("./src/candidate.tsx");
const CONSOLE = here("./src/main.tsx");
const API_DOCS = here("./src/api-docs/main.ts");

type Graph = Pick<Rolldown.PluginContext, "getModuleInfo">;

/** Every module that an entry needs before it draws anything, or with `isLater` at any time. */
function modulesOf(entry: string, graph: Graph, isLater = false): Set<string> {
  const found = new Set<string>();
  const open = [entry];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    const module = graph.getModuleInfo(id);
    open.push(
      ...(module?.importedIds ?? []),
      ...(isLater ? (module?.dynamicallyImportedIds ?? []) : []),
    );
  }
  return found;
}

interface Needs {
  candidate: Set<string>;
  candidateLater: Set<string>;
  console: Set<string>;
  apiDocs: Set<string>;
}

/**
 * The files of the pages. What a first page needs is one file for both products and one for each: a file is a
 * request, and a slow line takes six at a time. What later pages share is merged when it is small, but none of
 * the console into a file that a candidate loads.
 */
function pageFiles(): Rolldown.CodeSplittingGroup[] {
  let known: Needs | null = null;
  const group = (
    name: string,
    has: (id: string, needs: Needs) => boolean,
    more: Partial<Rolldown.CodeSplittingGroup>,
  ): Rolldown.CodeSplittingGroup => ({
    name: (id, graph) => {
      known ??= {
        candidate: modulesOf(CANDIDATE, graph),
        candidateLater: modulesOf(CANDIDATE, graph, true),
        console: modulesOf(CONSOLE, graph),
        apiDocs: modulesOf(API_DOCS, graph),
      };
      return id !== CANDIDATE && id !== CONSOLE && has(id, known) ? name : null;
    },
    debugName: name,
    ...more,
  });
  const later = {
    minShareCount: 2,
    entriesAware: true,
    entriesAwareMergeThreshold: SMALL_BYTES,
  };
  return [
    group("first", (id, needs) => needs.candidate.has(id) && needs.console.has(id), {
      priority: 4,
    }),
    group("candidate", (id, needs) => needs.candidate.has(id), { priority: 3 }),
    group(
      "common",
      (id, { candidateLater, apiDocs, console }) =>
        console.has(id) && (candidateLater.has(id) || apiDocs.has(id)),
      { priority: 3 },
    ),
    group("console-texts", (id, needs) => needs.console.has(id) && IS_TEXTS.test(id), {
      priority: 3,
    }),
    group("console", (id, needs) => needs.console.has(id), { priority: 2 }),
    group("shared", (id, needs) => needs.candidateLater.has(id), later),
    group("pages", (id, needs) => !needs.candidateLater.has(id), later),
  ];
}

/** Fails the build where a page of a candidate would load a part of the console. */
function candidateApart(): Plugin {
  return {
    name: "candidate-apart",
    apply: "build",
    generateBundle(_options, bundle) {
      const open = Object.values(bundle).flatMap((file) =>
        file.type === "chunk" && file.facadeModuleId === here("./interview.html")
          ? [file.fileName]
          : [],
      );
      const seen = new Set<string>();
      for (let name = open.pop(); name !== undefined; name = open.pop()) {
        const file = bundle[name];
        if (seen.has(name) || file?.type !== "chunk") continue;
        seen.add(name);
        const wrong = file.moduleIds.find((id) => NEVER_FOR_CANDIDATES.test(id));
        if (wrong) this.error(`Candidates would load ${wrong}: it is in ${name}, which they load.`);
        open.push(...file.imports, ...file.dynamicImports);
      }
      if (seen.size === 0) this.error("interview.html is not among what was built.");
    },
  };
}

export default defineConfig({
  plugins: [react(), lingui(), tailwindcss(), candidateApart(), compressed()],
  resolve: { alias: { "@": here("./src") } },
  build: {
    outDir: here("../src/vivavoce/_web"),
    emptyOutDir: true,
    // light-dark() and oklch stand in these; older targets would unfold every token twice.
    target: ["chrome123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Without it every shared icon becomes a file of its own: a page would ask for sixty files of 200 bytes.
    rolldownOptions: {
      // Three products: a candidate never loads the console, and neither loads what the API's page needs.
      input: {
        index: here("./index.html"),
        interview: here("./interview.html"),
        "api-docs": here("./api-docs.html"),
      },
      output: {
        chunkFileNames: ({ name }) =>
          `assets/${/^(shared|pages)~/.exec(name)?.[1] ?? "[name]"}-[hash].js`,
        codeSplitting: {
          groups: [
            { name: "react", test: /\/node_modules\/(react|react-dom|scheduler)\//, priority: 6 },
            ...pageFiles(),
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      "/api": gateway,
      "/ws": { target: gateway, ws: true },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    setupFiles: "vitest.setup.ts",
    testTimeout: 60_000,
  },
});
