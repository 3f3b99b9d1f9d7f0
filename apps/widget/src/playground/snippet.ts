export const ELEMENTS = ['bar', 'thread', 'count'] as const;
export type ElementName = (typeof ELEMENTS)[number];

/** The attributes and the elements that have them, in the order of docs/embed.md. */
export const ATTRIBUTES = {
  site: ELEMENTS,
  page: ELEMENTS,
  title: ['bar', 'thread'],
  url: ['bar', 'thread'],
  metric: ['count'],
  sso: ELEMENTS,
  lang: ELEMENTS,
  permalinks: ['bar', 'thread'],
  question: ['thread'],
  article: ['thread'],
  invitation: ['thread'],
} as const satisfies Record<string, readonly ElementName[]>;
export type AttributeName = keyof typeof ATTRIBUTES;

/** Options of the playground. */
export interface Choices {
  /** ENGAGEMENT_URL. */
  service: string;
  elements: readonly ElementName[];
  /** An attribute that is empty or missing is left out. */
  attributes: Readonly<Partial<Record<AttributeName, string>>>;
  /** Empty: that of the surrounding page. */
  colorScheme: string;
  /** Custom properties that differ from the defaults. */
  properties: Readonly<Record<string, string>>;
}

/** Attributes of an element, in the order of the documentation. */
export function attributesOf(name: ElementName, { attributes }: Choices): Record<string, string> {
  const own = Object.entries(ATTRIBUTES).filter(([, elements]) => elements.some((one) => one === name));
  const written = own.map(([attribute]) => [attribute, attributes[attribute as AttributeName] ?? '']);
  return Object.fromEntries(written.filter(([, value]) => value !== '')) as Record<string, string>;
}

/** The HTML to copy. Tokens are per reader, so only a placeholder is included. */
export function snippetOf(choices: Choices): string {
  const { service, elements } = choices;
  return [
    `<script type="module" src="${escape(service)}/embed.js"></script>`,
    ...elements.map((name) => {
      const attributes = attributesOf(name, choices);
      if ('sso' in attributes) attributes.sso = 'THE READER’S TOKEN';
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
