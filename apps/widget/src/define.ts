import { AfterwordBar } from './bar-element';
import { AfterwordCount } from './count-element';
import { AfterwordThread } from './thread-element';

const elements: Record<string, CustomElementConstructor> = {
  'afterword-bar': AfterwordBar,
  'afterword-thread': AfterwordThread,
  'afterword-count': AfterwordCount,
};

/** Defines the elements. A page may hold the script twice. */
export function defineAll(): void {
  for (const [name, element] of Object.entries(elements)) {
    if (!customElements.get(name)) customElements.define(name, element);
  }
}
