import { AfterwordBar } from './bar-element';
import { AfterwordCount } from './count-element';
import { AfterwordThread } from './thread-element';

const elements: Record<string, CustomElementConstructor> = {
  'afterword-bar': AfterwordBar,
  'afterword-thread': AfterwordThread,
  'afterword-count': AfterwordCount,
};

/** Defines the custom elements. Safe to call twice: a page may include the script twice. */
export function defineAll(): void {
  for (const [name, element] of Object.entries(elements)) {
    if (!customElements.get(name)) customElements.define(name, element);
  }
}
