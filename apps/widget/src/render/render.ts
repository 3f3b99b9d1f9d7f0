import type { ComponentChild } from 'preact';
import type { Props, View } from './jsx-runtime';

/** A rendered element or text. */
interface Rendered {
  /** Empty for a text node. */
  tag: string;
  text: string;
  props: Props;
  /** Identifies it among its siblings between renderings: its key, or else its position, empty positions counted, and its tag. */
  id: string;
  node: Node | null;
  inside: View;
  children: Rendered[];
}

const NO_PROPS: Props = {};
const SVG = 'http://www.w3.org/2000/svg';
const trees = new WeakMap<Node, Rendered[]>();

/** Flattens nested lists, drops empty values and joins adjacent texts, which are one node in HTML. */
function flatten(view: View, list: Rendered[] = [], around = '', place = 0): Rendered[] {
  const id = `${around},${place}`;
  if (Array.isArray(view)) view.forEach((child: View, index) => flatten(child, list, id, index));
  else if (view && typeof view === 'object') {
    const { tag, props, children, key } = view as Exclude<typeof view, readonly View[]>;
    const own = key === undefined ? id : `${around}=${key}`;
    list.push({ tag, text: '', props, id: own + tag, node: null, inside: children, children: [] });
  } else if (typeof view === 'number' || (typeof view === 'string' && view)) {
    const last = list.at(-1);
    const text = String(view);
    if (last?.tag === '') last.text += text;
    else list.push({ tag: '', text, props: NO_PROPS, id, node: null, inside: null, children: [] });
  }
  return list;
}

const htmlOf = (value: unknown): string => (value as { __html: string }).__html;

/** HTML as the browser serializes it: `<br />` becomes `<br>`. A template does not load what is in it. */
function serialized(html: string): string {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.innerHTML;
}

/** @param before all previous properties, which may lack this one; null if a server rendered the element */
function setProp(element: Element, name: string, value: unknown, before: Props | null): void {
  if (name === 'ref') return;
  // Every class is a part too: the host page can style it from outside the shadow root.
  if (name === 'class') setProp(element, 'part', (value as string | undefined)?.replaceAll('aw-', ''), before);
  if (name === 'dangerouslySetInnerHTML') {
    // Children that replace HTML are already rendered.
    if (!value) return;
    const html = htmlOf(value);
    const old = before?.[name];
    const stays = before ? old && htmlOf(old) === html : serialized(html) === element.innerHTML;
    if (!stays) element.innerHTML = html;
  } else if (name.startsWith('on')) {
    // Returns nothing: a handler of this kind that returns false would cancel the event.
    (element as unknown as Record<string, unknown>)[name.toLowerCase()] = value
      ? (event: Event) => void (value as (event: Event) => unknown)(event)
      : null;
  } else if (value !== undefined && (name === 'value' || name === 'checked')) {
    // The reader may have changed it since.
    const field = element as unknown as Record<string, unknown>;
    if (field[name] !== value) field[name] = value;
  } else if (value == null || (value === false && name[4] !== '-')) {
    // A new element has none. Of a long thread, most of the time goes into attributes.
    if (before !== NO_PROPS) element.removeAttribute(name);
  } else {
    const text = value === true && name[4] !== '-' ? '' : (value as string | number | boolean).toString();
    if (before === NO_PROPS || element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}

/** Updates an element from its previous properties to its new ones. */
function setProps(element: Element, before: Props | null, props: Props): void {
  // Elements rendered by a server may have other attributes.
  const had = before ? Object.keys(before) : element.getAttributeNames();
  const names = Object.keys(props);
  for (const name of had) {
    const stays = before ? name in props : names.some((one) => one.toLowerCase() === name.toLowerCase());
    if (!stays) setProp(element, name, undefined, before);
  }
  for (const name of names) {
    const value = props[name];
    if (!before || before[name] !== value || name === 'value' || name === 'checked')
      setProp(element, name, value, before);
  }
}

const tagOf = (node: Node): string => (node instanceof Element ? node.localName : node instanceof Text ? '' : '!');

class Rendering {
  private readonly refs: (() => void)[] = [];

  /** Calls the refs of elements that had none, once everything is in the document. */
  finish(): void {
    for (const call of this.refs) call();
  }

  /** @param before null if the children, if any, were rendered by a server */
  children(parent: Element | ShadowRoot, before: Rendered[] | null, after: Rendered[], namespace: string | null): void {
    const known = new Map(before?.map((shown) => [shown.id, shown]));
    const foreign = before ? [] : [...parent.childNodes];
    for (const shown of after) {
      const old = known.get(shown.id) ?? null;
      known.delete(shown.id);
      const found = foreign.findIndex((node) => tagOf(node) === shown.tag);
      const node = old?.node ?? (found < 0 ? null : foreign.splice(found, 1)[0]) ?? null;
      this.one(shown, node, old, namespace);
    }
    // Remove first: then what stays is already in order, is not moved and keeps the focus.
    for (const node of [...foreign, ...[...known.values()].map((old) => old.node)]) node?.parentNode?.removeChild(node);
    let next = parent.firstChild;
    for (const { node } of after) {
      if (node === next) next = next?.nextSibling ?? null;
      else if (node) parent.insertBefore(node, next);
    }
  }

  private one(shown: Rendered, node: Node | null, old: Rendered | null, outer: string | null): void {
    const { tag, text, props } = shown;
    if (tag === '') {
      shown.node = node ?? document.createTextNode(text);
      if (shown.node.nodeValue !== text) shown.node.nodeValue = text;
      return;
    }
    if (old?.props === props && old.inside === shown.inside) {
      // The same view as before.
      shown.node = old.node;
      shown.children = old.children;
      return;
    }
    const namespace = tag === 'svg' ? SVG : outer;
    const element = (node ??
      (namespace ? document.createElementNS(namespace, tag) : document.createElement(tag))) as Element;
    shown.node = element;
    if (!('dangerouslySetInnerHTML' in props)) {
      shown.children = flatten(shown.inside);
      const before = old && !('dangerouslySetInnerHTML' in old.props) ? old.children : null;
      this.children(element, node ? before : [], shown.children, namespace);
    }
    // The reader may have typed into a field that the server rendered.
    const typed = !old && node && 'value' in props && (element as HTMLInputElement).value;
    setProps(element, old ? old.props : node ? null : NO_PROPS, typed ? { ...props, value: typed } : props);
    if (typed) element.dispatchEvent(new Event('input'));
    const { ref } = props as { ref?: (element: Element) => void };
    if (ref && !old?.props.ref) this.refs.push(() => ref(element));
  }
}

/**
 * Renders a view into a root. Changes as little as possible of what was rendered there before: nothing is written that has not
 * changed, so that focus and selection survive. Adopts markup rendered by a server.
 */
export function render(view: ComponentChild, root: Element | ShadowRoot): void {
  const after = flatten(view as View);
  const rendering = new Rendering();
  rendering.children(root, trees.get(root) ?? null, after, null);
  trees.set(root, after);
  rendering.finish();
}
