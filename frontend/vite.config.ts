import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  // Relative addresses: the page is served from the binary, from a file server, or from the development server.
  base: "./",
  resolve: {
    alias: [
      {
        find: /^@radix-ui\/react-(dialog|primitive)$/,
        replacement: fileURLToPath(new URL("./src/shell/no-radix.ts", import.meta.url)),
      },
      // React has had this hook since its 18th version; libraries that run on older ones bring a copy each.
      { find: /^use-sync-external-store\/shim(\/index\.js)?$/, replacement: "react" },
      { find: "use-sync-external-store/shim/with-selector", replacement: "use-sync-external-store/with-selector" },
    ],
  },
  build: {
    target: ["es2022", "safari16"],
    // public/.gitkeep is copied back, so the placeholder that the Go package embeds outlives every build.
    emptyOutDir: true,
    // Fonts and pictures stay files: the content security policy allows no data: fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
  },
  server: { strictPort: false },
  test: {
    environment: "happy-dom",
    setupFiles: ["./src/testing/files.ts", "./src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    testTimeout: 20_000,
    css: false,
  },
});
