import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { lingui } from "@lingui/vite-plugin";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
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

/** What only signed-in people load, by folder and by name: mostly what uses TanStack Query. */
const STAFF_ONLY =
  /\/src\/(features\/((?!room\/)|room\/before-start)|shared\/(ui\/(loaded|download-button|page-head|side-frame)|api\/me)\.)/;

export default defineConfig({
  plugins: [react(), lingui(), tailwindcss(), compressed()],
  resolve: { alias: { "@": here("./src") } },
  build: {
    outDir: here("../src/vivavoce/_web"),
    emptyOutDir: true,
    // light-dark() and oklch stand in these; older targets would unfold every token twice.
    target: ["chrome123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
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
          `assets/${/^(shared|console)~/.exec(name)?.[1] ?? "[name]"}-[hash].js`,
        codeSplitting: {
          // Small files are merged, but none of the console into one that a candidate loads.
          groups: [
            { name: "react", test: /\/node_modules\/(react|react-dom|scheduler)\//, priority: 2 },
            { name: "console-libraries", test: /\/node_modules\/@tanstack\//, priority: 1 },
            {
              name: "shared",
              test: (id) => !STAFF_ONLY.test(id),
              minShareCount: 2,
              entriesAware: true,
              entriesAwareMergeThreshold: SMALL_BYTES,
            },
            {
              name: "console",
              test: STAFF_ONLY,
              minShareCount: 2,
              entriesAware: true,
              entriesAwareMergeThreshold: SMALL_BYTES,
            },
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
