export const ELEMENTS = ['bar', 'thread', 'count'] as const;
export type ElementName = (typeof ELEMENTS)[number];

/** Options of the playground. */
export interface Choices {
  /** ENGAGEMENT_URL. */
  service: string;
  site: string;
  /** Empty: the page's address is used. */
  page: string;
  elements: readonly ElementName[];
  metric: string;
  /** Empty: the language of the surrounding page. */
  language: string;
  /** Empty: that of the surrounding page. */
  colorScheme: string;
  /** Custom properties that differ from the defaults. */
  properties: Readonly<Record<string, string>>;
  signedIn: boolean;
}

/** Attributes of an element, in the order of the documentation. */
export function attributesOf(name: ElementName, choices: Choices): Record<string, string> {
  const { site, page, metric, language } = choices;
  return {
    site,
    ...(page !== '' && { page }),
    ...(name === 'count' && { metric }),
    ...(language !== '' && { lang: language }),
  };
}

/** The HTML to copy. Tokens are per reader, so only a placeholder is included. */
export function snippetOf(choices: Choices): string {
  const { service, elements, signedIn } = choices;
  return [
    `<script type="module" src="${escape(service)}/embed.js"></script>`,
    ...elements.map((name) => {
      const attributes = attributesOf(name, choices);
      if (signedIn && name !== 'count') attributes.sso = 'THE READER’S TOKEN';
      const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`);
      return `<afterword-${name}${written.join('')}></afterword-${name}>`;
    }),
    ...styleOf(choices),
  ].join('\n');
}

function styleOf({ elements, colorScheme, properties }: Choices): string[] {
  const declarations = Object.entries({ ...(colorScheme !== '' && { 'color-scheme': colorScheme }), ...properties });
  if (declarations.length === 0 || elements.length === 0) return [];
  const selector = elements.map((name) => `afterword-${name}`).join(', ');
  return [
    '<style>',
    `  ${selector} {`,
    ...declarations.map(([name, value]) => `    ${name}: ${value};`),
    '  }',
    '</style>',
  ];
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
