interface LinkPage {
  /** The site's name. */
  site: string;
  email: string | null;
  /** Whether the button was pressed. */
  isDone: boolean;
}

const WORDS = {
  confirm: {
    title: 'Confirm your address',
    ask: ({ site, email }: LinkPage) => `Get mail about comments on ${site} at ${email ?? 'this address'}?`,
    button: 'Confirm',
    done: ({ site }: LinkPage) => `Done. You get mail about comments on ${site} from now on.`,
  },
  unsubscribe: {
    title: 'Unsubscribe',
    ask: ({ site }: LinkPage) => `Stop all mail about comments on ${site}?`,
    button: 'Unsubscribe',
    done: ({ site }: LinkPage) => `Done. You get no more mail about comments on ${site}.`,
  },
} as const;

/** What a link of a mail leads to. The form goes back to the same address. */
export function linkPage(purpose: keyof typeof WORDS, page: LinkPage): string {
  const { title, ask, button, done } = WORDS[purpose];
  const text = page.isDone ? done(page) : ask(page);
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark"><title>${title}</title>` +
    `<style>body{font:18px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem}` +
    `button{font:inherit;padding:.5rem 1.25rem;min-height:44px}</style></head>` +
    `<body><main><h1>${title}</h1><p dir="auto">${escape(text)}</p>` +
    (page.isDone ? '' : `<form method="post"><button type="submit">${button}</button></form>`) +
    `</main></body></html>`
  );
}

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
