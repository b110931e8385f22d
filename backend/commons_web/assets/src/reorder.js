// Stands in for framer-motion, of which GraphiQL uses only the dragging of tabs: 130 kB that no keyboard can operate.
// It also mends the tabs' semantics: a tab role around two buttons hides both from assistive technology, so the row
// becomes a list of buttons whose current one says so.
import { Children, cloneElement } from "react";

function Group({ values, onReorder, axis, role, ...rest }) {
  return <ul {...rest} />;
}

function Item({ value, role, children, "aria-selected": selected, ...rest }) {
  const [button, ...others] = Children.toArray(children);
  return (
    <li {...rest}>
      {cloneElement(button, { "aria-current": selected ? "true" : undefined })}
      {others}
    </li>
  );
}

export const Reorder = { Group, Item };
