import type { HTMLAttributes } from 'preact';

interface AfterwordAttributes extends HTMLAttributes<HTMLElement> {
  site: string;
  page: string;
  title?: string;
  url?: string;
  permalinks?: string;
}

declare module 'preact' {
  // Preact declares its JSX types as a namespace.
  // oxlint-disable-next-line typescript/no-namespace
  namespace JSX {
    interface IntrinsicElements {
      'afterword-bar': AfterwordAttributes;
      'afterword-thread': AfterwordAttributes;
    }
  }
}
