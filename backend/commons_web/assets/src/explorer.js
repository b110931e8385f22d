// The API explorer: GraphiQL over this installation's own endpoint, with the examples that the page carries.
// The page gives: <div id="graphiql" data-endpoint="…">, <meta name="csp-nonce" content="…"> and
// <script type="application/json" id="examples">[{"name", "title", "query", "variables"}]</script>.
// The address may ask for ?query=…&variables=… or for ?example=name.
import { useEditorContext } from "@graphiql/react";
import { GraphiQL } from "graphiql";
import { useState } from "react";
import { createPortal, flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { keepMended, useEditorAccess } from "./access.js";

// Read by the two libraries below GraphiQL that write a <style> element (dialogs that stop the page from scrolling).
globalThis.__webpack_nonce__ = document.querySelector('meta[name="csp-nonce"]')?.content;

const EMPTY_TAB = "# Write a query here, or open an example above. Ctrl-Space suggests, Ctrl-Enter runs it.\n";
const mount = document.getElementById("graphiql");
const address = new URLSearchParams(location.search);
const examples = readExamples();
const asked = askedFor(address);
const first = asked ?? (hasTabsFromBefore() ? undefined : examples[0]);

function variablesText(variables) {
  if (typeof variables === "string") return variables;
  return Object.keys(variables ?? {}).length ? JSON.stringify(variables, null, 2) : "";
}

function readExamples() {
  const block = document.getElementById("examples");
  const listed = block ? JSON.parse(block.textContent) : [];
  return listed.map((example) => ({ ...example, variables: variablesText(example.variables) }));
}

function askedFor(params) {
  const query = params.get("query");
  if (query) return { query, variables: params.get("variables") ?? "" };
  return examples.find(({ name }) => name === params.get("example"));
}

/** Whether GraphiQL kept tabs in this browser; storage that is switched off keeps none. */
function hasTabsFromBefore() {
  try {
    return localStorage.getItem("graphiql:tabState") !== null;
  } catch {
    return false;
  }
}

function refusal(reason, remedy) {
  return { errors: [{ message: `${reason} ${remedy}, then run the query again.` }] };
}

async function answerOf(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    const status = `${response.status} ${response.statusText}`.trim();
    return refusal(`The server answered “${status}” without GraphQL.`, "Wait a moment");
  }
}

async function ask(params, { headers } = {}) {
  const request = {
    method: "POST",
    headers: {
      accept: "application/graphql-response+json, application/json;q=0.9",
      "content-type": "application/json",
      ...headers,
    },
    body: JSON.stringify(params),
  };
  const response = await fetch(mount.dataset.endpoint, request).catch(() => undefined);
  return response ? answerOf(response) : refusal("The server can't be reached.", "Check the connection");
}

function openInTab({ tabs, addTab, changeTab, queryEditor, variableEditor }, { query, variables }) {
  const open = tabs.findIndex((tab) => tab.query === query && (tab.variables ?? "") === variables);
  if (open >= 0) {
    changeTab(open);
    return;
  }
  flushSync(addTab); // the editors below must already belong to the new tab
  queryEditor.setValue(query);
  variableEditor.setValue(variables);
}

function Examples({ place }) {
  const editors = useEditorContext({ nonNull: true });
  const [name, setName] = useState(address.get("example") ?? examples[0].name);
  const [status, setStatus] = useState(address.has("example") && !asked ? "No example has that name." : "");

  function open(event) {
    event.preventDefault();
    const example = examples.find((each) => each.name === name) ?? examples[0];
    openInTab(editors, example);
    history.replaceState(null, "", `?${new URLSearchParams({ example: example.name })}`);
    setStatus(`Opened: ${example.title}`);
  }

  // A button opens the example: a list that acts on every change can't be walked through with the arrow keys.
  return createPortal(
    <form onSubmit={open}>
      <label htmlFor="explorer-example">Example</label>
      <select id="explorer-example" value={name} onChange={(event) => setName(event.target.value)}>
        {examples.map((each) => (
          <option key={each.name} value={each.name}>
            {each.title}
          </option>
        ))}
      </select>
      <button type="submit" disabled={!editors.queryEditor || !editors.variableEditor}>
        Open in a tab
      </button>
      <p role="status">{status}</p>
    </form>,
    place,
  );
}

/** The four editors, made usable without a mouse and without sight. */
function EditorAccess() {
  const { queryEditor, variableEditor, headerEditor, responseEditor } = useEditorContext({ nonNull: true });
  useEditorAccess(queryEditor, "Query");
  useEditorAccess(variableEditor, "Variables, as JSON");
  useEditorAccess(headerEditor, "Request headers, as JSON");
  useEditorAccess(responseEditor, "Response");
  return null;
}

function Explorer({ bar }) {
  return (
    <GraphiQL
      fetcher={ask}
      query={first?.query}
      variables={first?.variables}
      defaultTabs={first && [first]}
      defaultQuery={EMPTY_TAB}
      defaultEditorToolsVisibility="variables"
      forcedTheme="system"
      inputValueDeprecation
      schemaDescription
      shouldPersistHeaders={false}
    >
      <GraphiQL.Logo>
        <></>
      </GraphiQL.Logo>
      <EditorAccess />
      {examples.length > 0 && <Examples place={bar} />}
    </GraphiQL>
  );
}

function start() {
  const bar = Object.assign(document.createElement("div"), { className: "explorer-bar" });
  const app = Object.assign(document.createElement("div"), { className: "explorer-app" });
  mount.replaceChildren(bar, app);
  keepMended();
  createRoot(app).render(<Explorer bar={bar} />);
}

start();
