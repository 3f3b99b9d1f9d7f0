import type { ComponentChild } from 'preact';
import { Icon } from '../ui';

/** A button in a row of actions. @param figure what its icon shows, if it has one */
export const actOf = (label: string, run: () => void, figure?: ComponentChild) => (
  <button type="button" class="aw-act" onClick={run}>
    {figure && <Icon>{figure}</Icon>}
    {label}
  </button>
);
