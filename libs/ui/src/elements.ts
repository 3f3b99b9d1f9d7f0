import type { HTMLAttributes } from 'preact';

interface AfterwordAttributes extends HTMLAttributes<HTMLElement> {
  site: string;
  page: string;
  title?: string;
  url?: string;
}

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'afterword-bar': AfterwordAttributes;
      'afterword-thread': AfterwordAttributes;
    }
  }
}
