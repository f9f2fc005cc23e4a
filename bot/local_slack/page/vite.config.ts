import react from "@vitejs/plugin-react";
import { type Plugin, defineConfig } from "vite";

// Of the emoji list only names and characters are used: its search words are a third of the page's size.
const emojiNamesOnly: Plugin = {
  name: "emoji-names-only",
  enforce: "pre",
  transform(code, id) {
    if (id.endsWith("emojilib/ordered.json")) return "[]";
    if (!id.endsWith("emojilib/emojis.json")) return;
    const all = Object.entries(JSON.parse(code) as Record<string, { char: string }>);
    return JSON.stringify(Object.fromEntries(all.map(([name, { char }]) => [name, { char }])));
  },
};

// One script and one stylesheet with fixed names: the committed build changes only where its source does.
export default defineConfig({
  base: "/built/",
  plugins: [emojiNamesOnly, react()],
  build: {
    outDir: "built",
    emptyOutDir: true,
    modulePreload: false,
    license: { fileName: "licences.md" }, // of the packages built in, as they ask
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
