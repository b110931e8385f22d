// htmx for the pages. Every page works without it; it only saves whole-page loads.
import htmx from "htmx.org";

Object.assign(htmx.config, {
  includeIndicatorStyles: false, // it would inject a <style> element, which the content security policy refuses
  allowEval: false,
  allowScriptTags: false,
  selfRequestsOnly: true,
  historyCacheSize: 0, // "back" asks the server again: no page of a signed-in person stays in the browser's storage
  historyRestoreAsHxRequest: false, // and gets the whole page, not a fragment
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true }, // a form sent back with what to mend
    { code: "[45]..", swap: false, error: true },
  ],
});
