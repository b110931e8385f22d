// Lints a schema and the operations written for it. Usage: node lint.mjs <schema> <folder of operations>
// Prints [{ file, line, rule, message }].
import plugin from "@graphql-eslint/eslint-plugin";
import { ESLint } from "eslint";
import { basename, join } from "node:path";

const [schema, operations] = process.argv.slice(2);

// Types without an id: a client never asks for one of them again, only for the thing that it belongs to.
const PARTS = {
  Citation: "a place in a document, told by code and locator",
  Component: "a part of one version of a practice",
  ConceptCount: "a figure beside a search",
  Country: "told by its ISO 3166-1 code",
  CountryCount: "a figure beside a search",
  Evaluation: "read with its practice; a corrected one takes its place",
  Finding: "a part of an evaluation",
  LocalizedText: "a text and its language",
  Narrative: "the account in one version of a practice",
  PageInfo: "Relay's own",
  Place: "told by its codes and its locality",
  PracticeFacets: "figures beside a search",
  PracticePartner: "a name in one version of a practice, not yet an organization of its own",
  PracticeVersion: "told by its practice and its number",
  RateLimit: "the client's own, and another one at each request",
  Subdivision: "told by its ISO 3166-2 code",
};

const named = (rules) => Object.fromEntries(Object.entries(rules).map(([rule, how]) => [`@graphql-eslint/${rule}`, how]));

const schemaRules = {
  ...plugin.configs["flat/schema-recommended"].rules,
  ...plugin.configs["flat/schema-relay"].rules,
  ...named({
    "require-deprecation-date": "error",
    "strict-id-in-types": [
      "error",
      { exceptions: { types: Object.keys(PARTS), suffixes: ["Connection", "Edge", "Payload", "Error"] } },
    ],
    // The lists of a practice and of a vocabulary are short and read whole: only what can grow is a connection.
    "relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false }],
  }),
};

const operationRules = {
  ...plugin.configs["flat/operations-recommended"].rules,
  ...named({
    // For caches of clients, which add the id by themselves; the examples are read by people.
    "require-selections": "off",
  }),
};

// graphql-config keeps the first settings that it sees, so both kinds of file get the same.
const languageOptions = {
  parser: plugin.parser,
  parserOptions: { graphQLConfig: { schema, documents: join(operations, "*.graphql") } },
};
const linted = (files, rules) => ({ files, languageOptions, plugins: { "@graphql-eslint": plugin }, rules });

const eslint = new ESLint({
  cwd: "/",
  overrideConfigFile: true,
  overrideConfig: [linted([`**/${basename(schema)}`], schemaRules), linted([`**/${basename(operations)}/*.graphql`], operationRules)],
});
const results = await eslint.lintFiles([schema, join(operations, "*.graphql")]);
const problems = results.flatMap(({ filePath, messages }) =>
  messages.map(({ line, ruleId, message }) => ({ file: basename(filePath), line, rule: ruleId, message })),
);
console.log(JSON.stringify({ files: results.map(({ filePath }) => basename(filePath)), problems, parts: Object.keys(PARTS) }));
