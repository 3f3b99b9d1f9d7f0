/**
 * What JSX becomes in the browser, in the place of `preact/jsx-runtime` (tools/build.mjs). Components are functions of what they are
 * given and nothing else, so they are called at once, and what remains is elements and text.
 */
export interface ElementView {
  tag: string;
  props: Props;
  key: string | number | undefined;
}

export type View = ElementView | string | number | boolean | null | undefined | readonly View[];
export type Props = Readonly<Record<string, unknown>> & { readonly children?: View };

type Component = (props: Props) => View;

export function jsx(type: string | Component, props: Props, key?: string | number): View {
  if (typeof type === 'string') return { tag: type, props, key };
  const view = type(props);
  // The key of a component is the key of what it shows.
  return key !== undefined && view && typeof view === 'object' && 'tag' in view ? { ...view, key } : view;
}

export { jsx as jsxs };
export const Fragment: Component = ({ children }) => children;
