import { resolve } from 'node:path';
import type { ServiceConfig } from '@afterword/platform';
import { uiStyles } from '@afterword/ui';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { directionOf } from './languages';
import { theme } from './theme';
import { readThemeFolder } from './theme-folder';
import type { ThemeLink } from './theme-settings';

export interface Logo {
  /** `data:` URLs. */
  src: string;
  /** Shown in place of it in the dark scheme. */
  dark: string | null;
  /** CSS pixels. */
  width: number;
  height: number;
}

/** What the publication shows of itself on every page. */
export interface Publication {
  name: string;
  tagline: string | null;
  /** Language of the name, the tagline, the navigation and the footer. */
  language: string;
  direction: 'ltr' | 'rtl';
  logo: Logo | null;
  /** `data:` URL. */
  icon: string;
  navigation: readonly ThemeLink[];
  footer: { text: string | null; links: readonly ThemeLink[] };
  /** All CSS. Pages inline it, to render without another request; the Content-Security-Policy names its hash. */
  styles: string;
}

/** Inlined, so that browsers do not request /favicon.ico. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M13 5H8v22h5" fill="none" stroke="#b3261e" stroke-width="3.5"/><circle cx="21" cy="16" r="4" fill="#b3261e"/></svg>',
)}`;

const NAVIGATION: readonly ThemeLink[] = [
  { title: 'Topics', url: '/topics' },
  { title: 'Archive', url: '/archive' },
  { title: 'Search', url: '/search' },
];

const builtIn: Publication = {
  name: 'The Margin',
  tagline: null,
  language: 'en',
  direction: 'ltr',
  logo: null,
  icon: ICON,
  navigation: NAVIGATION,
  footer: { text: null, links: [] },
  styles: theme + uiStyles,
};

const known = new Map<string, Publication>();

/**
 * The publication as its theme describes it. Read once, when the service starts.
 * @throws ConfigError
 */
export function publicationOf({ themeFolder }: Pick<ServiceConfig, 'themeFolder'>): Publication {
  if (themeFolder === null) return builtIn;
  const folder = resolve(themeFolder);
  let publication = known.get(folder);
  if (!publication) known.set(folder, (publication = load(folder)));
  return publication;
}

function load(folder: string): Publication {
  const { settings, css, dataUrl } = readThemeFolder(folder);
  const { name, tagline = null, language, logo, icon, navigation = NAVIGATION, footer, imprint, privacy } = settings;
  return {
    name,
    tagline,
    language,
    direction: directionOf(language),
    logo: logo
      ? { src: dataUrl(logo.file), dark: logo.dark ? dataUrl(logo.dark) : null, width: logo.width, height: logo.height }
      : null,
    icon: icon === undefined ? ICON : dataUrl(icon),
    navigation,
    footer: {
      text: footer.text ?? null,
      links: [...footer.links, ...[imprint, privacy].filter((link) => link !== undefined)],
    },
    styles: theme + uiStyles + css,
  };
}

/** The publication whose page is rendered. */
export const PublicationContext = createContext(builtIn);

export const usePublication = (): Publication => useContext(PublicationContext);
