import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const gateway = process.env["VIVAVOCE_GATEWAY"] ?? "http://127.0.0.1:3009";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": here("./src") } },
  build: {
    outDir: here("../src/vivavoce/_web"),
    emptyOutDir: true,
    // light-dark() and oklch stand in these; older targets would unfold every token twice.
    target: ["chrome123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
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
