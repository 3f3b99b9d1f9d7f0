import type { ComponentChild } from 'preact';

/** A button in a row of actions, with an icon if it has one. */
export const actOf = (label: string, run: () => void, icon?: ComponentChild) => (
  <button type="button" class="aw-act" onClick={run}>
    {icon}
    {label}
  </button>
);
