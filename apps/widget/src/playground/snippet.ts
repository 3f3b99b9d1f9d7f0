export const ELEMENTS = ['bar', 'thread', 'count'] as const;
export type ElementName = (typeof ELEMENTS)[number];

/** What is tried in the playground. */
export interface Choices {
  /** ENGAGEMENT_URL. */
  service: string;
  site: string;
  /** Empty: the page is the address that it is on. */
  page: string;
  elements: readonly ElementName[];
  metric: string;
  /** Empty: the language of the page around it. */
  language: string;
  /** Empty: that of the page around it. */
  colorScheme: string;
  /** Custom properties that differ from ours. */
  properties: Readonly<Record<string, string>>;
  signedIn: boolean;
}

/** The attributes of an element, in the order in which the documentation names them. */
export function attributesOf(name: ElementName, choices: Choices): Record<string, string> {
  const { site, page, metric, language } = choices;
  return {
    site,
    ...(page !== '' && { page }),
    ...(name === 'count' && { metric }),
    ...(language !== '' && { lang: language }),
  };
}

/** What to copy into a page to have it as it is in the playground. A token is made for each reader, so it is only hinted at. */
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
