import type { HTMLAttributes } from 'preact';

interface AfterwordAttributes extends HTMLAttributes<HTMLElement> {
  site: string;
  page: string;
  title?: string;
  url?: string;
}

declare module 'preact' {
  // Preact's types are extended as Preact declares them.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace JSX {
    interface IntrinsicElements {
      'afterword-bar': AfterwordAttributes;
      'afterword-thread': AfterwordAttributes;
    }
  }
}
