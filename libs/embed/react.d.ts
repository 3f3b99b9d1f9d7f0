/** The elements in React's JSX: `import type {} from '@afterword/embed/react'`. */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { AfterwordCountAttributes, AfterwordPageAttributes, AfterwordThreadAttributes } from './index.js';

type Props<Attributes> = DetailedHTMLProps<HTMLAttributes<HTMLElement> & Attributes, HTMLElement>;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'afterword-bar': Props<AfterwordPageAttributes>;
      'afterword-thread': Props<AfterwordThreadAttributes>;
      'afterword-count': Props<AfterwordCountAttributes>;
    }
  }
}
