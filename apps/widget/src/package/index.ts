import { setService } from '../service';

/**
 * Entry of the npm package (libs/embed, whose index.d.ts has the types). Importing it uses no browser API, so that servers can
 * import it too; everything else is loaded when the elements are defined.
 */
export async function defineElements({ service }: { service: string }): Promise<void> {
  if (typeof customElements === 'undefined') return;
  setService(service);
  const { defineAll } = await import('../define');
  defineAll();
}
