/**
 * The JSX runtime of the browser, used in place of Preact's (tools/build.mjs). Components are pure functions of their properties,
 * so they are called immediately; only elements and texts remain. Children are passed as arguments after the attributes (classic
 * JSX), which is smaller than a `children` property on every element.
 */
export interface ElementView {
  tag: string;
  props: Props;
  children: readonly View[];
  key: string | number | undefined;
}

export type View = ElementView | string | number | boolean | null | undefined | readonly View[];
export type Props = Readonly<Record<string, unknown>>;

type Component = (props: Props & { readonly children: readonly View[] }) => View;
type Attributes = Props & Pick<ElementView, 'key'>;

export function jsx(type: string | Component, attributes: Attributes | null, ...children: View[]): View {
  const { key, ...props } = attributes ?? { key: undefined };
  if (typeof type === 'string') return { tag: type, props, children, key };
  const view = type({ ...props, children });
  // The key of a component is the key of what it shows.
  return key !== undefined && view && typeof view === 'object' && 'tag' in view ? { ...view, key } : view;
}

export const Fragment: Component = ({ children }) => children;
