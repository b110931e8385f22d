// What GraphiQL's editors need so that a keyboard or a screen reader is enough.
import { useEffect } from "react";

const LEAVE_WITH_TAB = { Tab: false, "Shift-Tab": false };

/** What is too long for its pane can be focused, and so scrolled with the arrow keys. */
function keepReachable(editor) {
  const { height, clientHeight, width, clientWidth } = editor.getScrollInfo();
  editor.getScrollerElement().tabIndex = height > clientHeight || width > clientWidth ? 0 : -1;
}

function name(editor, label) {
  editor.setOption("screenReaderLabel", label);
  const scroller = editor.getScrollerElement();
  scroller.setAttribute("role", "region");
  scroller.setAttribute("aria-label", label);
}

/** Names an editor, lets the Tab key leave it (which would otherwise indent), and keeps long text reachable. */
export function useEditorAccess(editor, label) {
  useEffect(() => {
    if (!editor) return undefined;
    name(editor, label);
    editor.addKeyMap(LEAVE_WITH_TAB);
    editor.on("update", keepReachable);
    const watcher = new ResizeObserver(() => keepReachable(editor));
    watcher.observe(editor.getScrollerElement());
    return () => {
      watcher.disconnect();
      editor.off("update", keepReachable);
      editor.removeKeyMap(LEAVE_WITH_TAB);
    };
  }, [editor, label]);
}

function mend() {
  // "Set active" hides which query of the history the button is for.
  document.querySelectorAll(".graphiql-history-item-label").forEach((button) => button.removeAttribute("aria-label"));
  document.querySelectorAll(".CodeMirror-hints").forEach((list) => list.setAttribute("aria-label", "Suggestions"));
  document.querySelectorAll(".CodeMirror-lint-tooltip").forEach((tip) => tip.setAttribute("role", "status"));
}

/** Mends the names and roles of what GraphiQL adds to the page later on. */
export function keepMended() {
  new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
}
