// Bundles src/ with esbuild into hashed, minified and compressed files with a manifest.
// Usage: node build.mjs <node_modules> <out>. build.py calls this; it installs node_modules first.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { licences } from "./licences.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const [modules, out] = process.argv.slice(2).map((path) => resolve(path));
const { build } = createRequire(join(modules, "from-here.js"))("esbuild");

// GraphiQL's style sheet embeds two font families as data: addresses (360 kB); the pages use the reader's own fonts.
// And it fetches pictures whose addresses stand in a response, from whichever host: nothing may come from elsewhere.
const trimmed = {
  name: "trimmed-graphiql",
  setup({ onLoad }) {
    onLoad({ filter: /graphiql[\\/]react[\\/].*[\\/]image-preview\.js$/ }, () => ({
      contents: "export const ImagePreview = { shouldRender: () => false };",
    }));
    onLoad({ filter: /graphiql[\\/]dist[\\/]style\.css$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(/@font-face\s*\{[^}]*\}/g, ""),
      loader: "css",
    }));
  },
};

/** Ends the build with one line for each fault; a warning (a misspelt style rule) is a fault too. */
function refuse(faults) {
  for (const { text, location } of faults) {
    console.error(`error: ${location ? `${location.file}:${location.line}: ` : ""}${text}`);
  }
  process.exit(1);
}

const { outputFiles, metafile, warnings } = await build({
  absWorkingDir: here,
  entryPoints: ["src/site.css", "src/site.js", "src/explorer.css", "src/explorer.js"],
  nodePaths: [modules],
  alias: { "framer-motion": join(here, "src", "reorder.js") },
  plugins: [trimmed],
  outdir: out,
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  format: "iife",
  target: ["chrome109", "firefox115", "safari16"],
  define: { "process.env.NODE_ENV": '"production"' },
  jsx: "automatic",
  loader: { ".js": "jsx", ".svg": "dataurl" },
  legalComments: "none",
  logLevel: "silent",
}).catch(({ errors, message }) => refuse(errors ?? [{ text: message }]));
if (warnings.length) refuse(warnings);

function hashedName(path, contents) {
  const digest = createHash("sha256").update(contents).digest("hex").slice(0, 12);
  return `${basename(path, extname(path))}-${digest}${extname(path)}`;
}

function brotli(contents) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: contents.length,
  };
  return brotliCompressSync(contents, { params });
}

mkdirSync(out, { recursive: true });
const manifest = {};
const copied = ["icon.svg"].map((name) => ({ path: name, contents: readFileSync(join(here, "src", name)) }));
for (const { path, contents } of [...outputFiles, ...copied]) {
  const name = hashedName(path, contents);
  manifest[basename(path)] = name;
  writeFileSync(join(out, name), contents);
  writeFileSync(join(out, `${name}.br`), brotli(contents));
  writeFileSync(join(out, `${name}.gz`), gzipSync(contents, { level: 9 }));
}
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
writeFileSync(join(out, "THIRD-PARTY-LICENCES.txt"), licences(Object.keys(metafile.inputs), here));
