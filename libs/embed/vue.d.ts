/** The elements in Vue's templates: `import type {} from '@afterword/embed/vue'`. */
import type { HTMLAttributes } from 'vue';
import type {
  AfterwordCountAttributes,
  AfterwordEventMap,
  AfterwordPageAttributes,
  AfterwordThreadAttributes,
} from './index.js';

type Listeners = {
  [Name in keyof AfterwordEventMap as `on${Capitalize<Name>}`]?: (event: AfterwordEventMap[Name]) => void;
};
type Element<Attributes> = new () => { $props: Omit<HTMLAttributes, keyof Attributes> & Attributes & Listeners };

declare module 'vue' {
  interface GlobalComponents {
    'afterword-bar': Element<AfterwordPageAttributes>;
    'afterword-thread': Element<AfterwordThreadAttributes>;
    'afterword-count': Element<AfterwordCountAttributes>;
  }
}
