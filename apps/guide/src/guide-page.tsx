import type { GuidePage, GuideSection } from './contents';
import { addressOf } from './addresses';
import type { RenderedPage } from './render-markdown';

export interface GuidePageProps {
  page: GuidePage;
  rendered: RenderedPage;
  sections: GuideSection[];
  /** The names of built files. */
  files: { style: string; script: string; search: string };
}

/** Inlined, so that browsers do not request /favicon.ico. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M13 5H8v22h5" fill="none" stroke="#b3261e" stroke-width="3.5"/><circle cx="21" cy="16" r="4" fill="#b3261e"/></svg>',
)}`;

/** A page of the guide: the contents, the text, what is on the page, and the ways on and back. */
export function GuideDocument({ page, rendered, sections, files }: GuidePageProps) {
  const order = sections.flatMap(({ pages }) => pages);
  const place = order.findIndex(({ path }) => path === page.path);
  const [before, after] = [order[place - 1], order[place + 1]];
  const headings = rendered.headings.filter(({ level }) => level === 2);
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>{page.path === '' ? 'Afterword: the guide' : `${rendered.title} · Afterword`}</title>
        <link rel="icon" href={ICON} />
        <link rel="stylesheet" href={files.style} />
        <script type="module" src={files.script} data-index={files.search} />
      </head>
      <body>
        <a class="skip" href="#text">
          To the text
        </a>
        <header>
          <a class="name" href={addressOf('')}>
            Afterword
          </a>
          <search hidden>
            <label>
              <span class="unseen">Search the guide</span>
              <input type="search" placeholder="Search" aria-controls="found" autocomplete="off" />
            </label>
            <div id="found" role="status" />
          </search>
          <a href="/docs">
            API<span class="more"> reference</span>
          </a>
        </header>
        <Contents sections={sections} here={page.path} />
        <main id="text">
          <article dangerouslySetInnerHTML={{ __html: rendered.html }} />
          {(before ?? after) && (
            <nav class="ways" aria-label="Next and previous page">
              {before && (
                <a rel="prev" href={addressOf(before.path)}>
                  <span>Before</span> {before.title}
                </a>
              )}
              {after && (
                <a rel="next" href={addressOf(after.path)}>
                  <span>Next</span> {after.title}
                </a>
              )}
            </nav>
          )}
        </main>
        {headings.length > 1 && page.path !== '' && (
          <nav class="here" aria-labelledby="here">
            <h2 id="here">On this page</h2>
            <ul>
              {headings.map(({ id, text }) => (
                <li key={id}>
                  <a href={`#${id}`}>{text}</a>
                </li>
              ))}
            </ul>
          </nav>
        )}
      </body>
    </html>
  );
}

/** Folded on a phone, where the text comes first. */
function Contents({ sections, here }: { sections: GuideSection[]; here: string }) {
  return (
    <nav class="contents" aria-label="Contents">
      <details>
        <summary>Contents</summary>
        {sections.map(({ title, pages }) => (
          <section key={title}>
            <h2>{title}</h2>
            <ul>
              {pages.map(({ path, title: name }) => (
                <li key={path}>
                  <a href={addressOf(path)} aria-current={path === here ? 'page' : undefined}>
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </details>
    </nav>
  );
}
