// Runs the GraphQL over HTTP audits of the `graphql-http` package. Usage: node audit.mjs <address of the endpoint>
import { auditServer } from "graphql-http";

const results = await auditServer({ url: process.argv[2], fetchFn: fetch });
const told = ({ id, name, status, reason }) => ({ id, name, status, reason });
console.log(JSON.stringify(results.map(told)));
