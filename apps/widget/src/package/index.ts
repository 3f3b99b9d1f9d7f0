import { setService } from '../service';

/**
 * The package's entry (libs/embed, whose index.d.ts has its types). It touches nothing of a browser when it is imported, so that a
 * server can import it too; everything else is loaded when the elements are defined.
 */
export async function defineElements({ service }: { service: string }): Promise<void> {
  if (typeof customElements === 'undefined') return;
  setService(service);
  const { defineAll } = await import('../define');
  defineAll();
}
