/** A button in a row of actions. */
export const actOf = (label: string, run: () => void) => (
  <button type="button" class="aw-act" onClick={run}>
    {label}
  </button>
);
