import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// One script and one stylesheet with fixed names: the committed build changes only where its source does.
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "built",
    emptyOutDir: true,
    modulePreload: false,
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      output: {
        entryFileNames: "page.js",
        chunkFileNames: "[name].js",
        assetFileNames: "page[extname]",
      },
    },
  },
  server: { proxy: { "/page": { target: "http://127.0.0.1:3000", ws: true } } },
});
