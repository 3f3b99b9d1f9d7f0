import type { ComponentChild } from 'preact';
import type { Props, View } from './jsx-runtime';

/** An element or a text, where it stands among its siblings, and what shows it. */
interface Shown {
  /** Empty for a text. */
  tag: string;
  text: string;
  props: Props;
  /** What makes it the same as one that was shown before: its key, else its place, counted with what is left out. */
  id: string;
  node: Node | null;
  inside: View;
  children: Shown[];
}

const NO_PROPS: Props = {};
const SVG = 'http://www.w3.org/2000/svg';
const trees = new WeakMap<Node, Shown[]>();

/** A list as its parent will have it: without lists in lists and without nothings; texts side by side are one, as in HTML. */
function flatten(view: View, id = '', list: Shown[] = []): Shown[] {
  if (Array.isArray(view)) view.forEach((child: View, index) => flatten(child, `${id},${index}`, list));
  else if (view && typeof view === 'object') {
    const { tag, props, children, key } = view as Exclude<typeof view, readonly View[]>;
    const own = key === undefined ? id : `${id.replace(/\d+$/, '')}=${key}`;
    list.push({ tag, text: '', props, id: own, node: null, inside: children, children: [] });
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
    element.removeAttribute(name);
  } else {
    const text = value === true && name[4] !== '-' ? '' : String(value as string);
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}

/** Updates an element from its previous properties to its new ones. */
function setProps(element: Element, before: Props | null, props: Props): void {
  // A server's element may have attributes that are not wanted.
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
  private readonly appeared: (() => void)[] = [];

  /** What is new is told to those who asked, once it is in its place. */
  finish(): void {
    for (const tell of this.appeared) tell();
  }

  /** Null before: what is there, if anything, was rendered by a server. */
  children(parent: Element | ShadowRoot, before: Shown[] | null, after: Shown[], namespace: string | null): void {
    const known = new Map(before?.map((shown) => [shown.id + shown.tag, shown]));
    const foreign = before ? [] : [...parent.childNodes];
    for (const shown of after) {
      const old = known.get(shown.id + shown.tag) ?? null;
      known.delete(shown.id + shown.tag);
      const found = foreign.findIndex((node) => tagOf(node) === shown.tag);
      const node = old?.node ?? (found < 0 ? null : foreign.splice(found, 1)[0]) ?? null;
      this.one(shown, node, old, namespace);
    }
    // Who goes goes first, so that who stays need not be moved and keeps the focus.
    for (const node of [...foreign, ...[...known.values()].map((old) => old.node)]) node?.parentNode?.removeChild(node);
    let next = parent.firstChild;
    for (const { node } of after) {
      if (node === next) next = next?.nextSibling ?? null;
      else if (node) parent.insertBefore(node, next);
    }
  }

  private one(shown: Shown, node: Node | null, old: Shown | null, outer: string | null): void {
    const { tag, text, props } = shown;
    if (tag === '') {
      shown.node = node ?? document.createTextNode(text);
      if (shown.node.nodeValue !== text) shown.node.nodeValue = text;
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
    // A reader may have begun to write in a server's field.
    const typed = !old && node && 'value' in props && (element as HTMLInputElement).value;
    setProps(element, old ? old.props : node ? null : NO_PROPS, typed ? { ...props, value: typed } : props);
    if (typed) element.dispatchEvent(new Event('input'));
    const { ref } = props as { ref?: (element: Element) => void };
    if (ref && !old) this.appeared.push(() => ref(element));
  }
}

/**
 * Shows a view in a root. What was shown there before becomes what is shown now by as few changes as it takes; markup of a
 * server is taken over.
 */
export function render(view: ComponentChild, root: Element | ShadowRoot): void {
  const after = flatten(view as View);
  const rendering = new Rendering();
  rendering.children(root, trees.get(root) ?? null, after, null);
  trees.set(root, after);
  rendering.finish();
}
