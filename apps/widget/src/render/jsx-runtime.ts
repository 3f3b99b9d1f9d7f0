/**
 * What JSX becomes in the browser, in the place of Preact's (tools/build.mjs). Components are functions of what they are given and
 * nothing else, so they are called at once, and what remains is elements and text. What is inside an element comes behind its
 * attributes: that is smaller than an attribute of its own, hundreds of times.
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
