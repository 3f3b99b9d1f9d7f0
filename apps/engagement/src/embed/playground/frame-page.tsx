/** A minimal page with the widget's background. */
export const FRAME_STYLE =
  'body{margin:0;padding:1rem 1.25rem;font:1rem/1.5 system-ui,sans-serif;background:var(--afterword-paper,light-dark(#fdfcf9,#151412));color:var(--afterword-ink,light-dark(#1d1b18,#ece8e1))}h1{font-size:1.25rem;margin:0}article p{margin:.25rem 0 0;max-width:38rem;text-wrap:pretty}[hidden]{display:none}';

/** A minimal publisher's page, with passages to comment on. The playground's script inserts the elements. */
export const FramePage = () => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width,initial-scale=1" />
      <meta name="robots" content="noindex" />
      <title>A page of yours</title>
      <style dangerouslySetInnerHTML={{ __html: FRAME_STYLE }} />
      <script type="module" src="/embed.js" />
    </head>
    <body>
      <main aria-label="Preview">
        <article>
          <h1>A page of yours</h1>
          <p>
            This stands where your article does. Select a passage of it, and the thread offers to quote it. Everything
            below is the widget, as your readers will have it.
          </p>
        </article>
        <p id="count" hidden>
          {'Counted on this page: '}
        </p>
        <div id="bar" hidden />
        <div id="thread" hidden />
      </main>
    </body>
  </html>
);
