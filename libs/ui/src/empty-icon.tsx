import { Icon } from './icons';

/** Drawn where there are no comments. */
export const EmptyIcon = () => (
  <Icon size={64}>
    <path d="M13 13h26a6 6 0 0 1 6 6v13a6 6 0 0 1-6 6H26l-9 8v-8h-4a6 6 0 0 1-6-6V19a6 6 0 0 1 6-6Z" />
    <path d="M50 25h1a6 6 0 0 1 6 6v11a6 6 0 0 1-6 6h-3v7l-8-7h-6" opacity=".6" />
  </Icon>
);
