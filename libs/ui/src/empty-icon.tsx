import { Icon } from './icons';

/** Drawn where there are no comments. */
export const EmptyIcon = () => (
  <Icon size={64}>
    <path d="M7 13h38v25H26l-9 8v-8H7Z" />
    <path d="M50 25h7v23h-9v7l-8-7h-6" opacity=".6" />
  </Icon>
);
