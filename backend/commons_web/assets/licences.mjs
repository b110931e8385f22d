// Gathers the licence texts of the npm packages whose files ended up in the bundles.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const RULE = "=".repeat(78);

/** The package folders (…/node_modules/name or …/node_modules/@scope/name) that the bundled files come from. */
function packageFolders(inputs, base) {
  const folders = inputs.map((input) => /^(?:.*[\\/])?node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(input)?.[0]);
  return [...new Set(folders.filter(Boolean).map((folder) => resolve(base, folder)))];
}

function licenceText(folder, { license, author }) {
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  if (files.length) return files.sort().map((name) => readFileSync(join(folder, name), "utf8").trim()).join("\n\n");
  const holder = author?.name ?? author?.replace(/\s*[<(].*/, "");
  return `The package carries no licence file. Its package.json names the licence ${license}${holder ? `, author ${holder}` : ""}.`;
}

function entry(folder) {
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return { id: `${about.name} ${about.version} (${about.license})`, text: licenceText(folder, about) };
}

/** One text: every bundled package with its version, its licence and the licence's wording. */
export function licences(inputs, base) {
  const folders = packageFolders(inputs, base).filter((folder) => existsSync(join(folder, "package.json")));
  const entries = folders.map(entry).sort((a, b) => (a.id < b.id ? -1 : 1));
  const blocks = entries.map(({ id, text }) => `${RULE}\n${id}\n${RULE}\n\n${text}\n`);
  return `The browser bundles contain code from these ${entries.length} packages.\n\n${blocks.join("\n")}`;
}
