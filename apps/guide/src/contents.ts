/** A page of the guide. */
export interface GuidePage {
  /** Its Markdown file, from the folder `docs`: `recipes/hugo.md`. */
  file: string;
  /** Its place below `/docs/guide/`, without an extension: `recipes/hugo`. Empty for the front page. */
  path: string;
  /** What the contents call it. */
  title: string;
}

export interface GuideSection {
  title: string;
  pages: GuidePage[];
}

/** The front page, which is the contents, too: on a forge one reads it as it is. */
export const FRONT_PAGE: GuidePage = { file: 'README.md', path: '', title: 'Guide' };

/**
 * The sections and pages of the guide, in their order, as `docs/README.md` has them: a heading of the second level for each section,
 * and below it a list with a link to each page.
 */
export function contentsOf(frontPage: string): GuideSection[] {
  const sections: GuideSection[] = [];
  for (const line of frontPage.split('\n')) {
    const [, title] = /^## (.+)$/.exec(line) ?? [];
    if (title !== undefined) sections.push({ title, pages: [] });
    const [, name, file] = /^[*-] \[([^\]]+)\]\(([^):#]+\.md)\)/.exec(line) ?? [];
    if (name === undefined || file === undefined) continue;
    const path = file.replace(/\/README\.md$|\.md$/, '');
    sections.at(-1)?.pages.push({ file, path, title: name });
  }
  return sections.filter(({ pages }) => pages.length > 0);
}
