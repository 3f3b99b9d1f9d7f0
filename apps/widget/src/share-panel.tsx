import type { Share } from '@afterword/contracts';
import { english, Notice } from '@afterword/ui';
import { useEffect, useRef, useState } from 'preact/hooks';
import { failureOf } from './client';
import type { PanelProps } from './panel';
import { SHARE_INTENTS } from './share-intents';

/** One share for each time a reader opens the panel of a page: the link that it made serves all channels. */
const made = new Map<string, Promise<Share>>();

/** Makes a short link at once, copies it where the browser allows, and offers the channels. */
export function SharePanel({ store, announce }: PanelProps) {
  const [link, setLink] = useState<string | null>(null);
  const [copied, setCopied] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);

  async function make() {
    setFailed(null);
    try {
      let share = made.get(store.path);
      if (!share) {
        share = store.share('copy', crypto.randomUUID());
        made.set(store.path, share);
        announce('share', { ...store.address, channel: 'copy' });
      }
      const { url } = await share;
      setLink(url);
      await copy(url);
    } catch (error) {
      made.delete(store.path);
      const { kind } = failureOf(error);
      setFailed(english.failed[kind === 'unauthorized' || kind === 'not-allowed' ? 'other' : kind]);
    }
  }
  useEffect(() => {
    void make();
  }, []);

  async function copy(url: string) {
    try {
      await navigator.clipboard.writeText(url);
      setCopied(true);
    } catch {
      // Not allowed here: the link is selected, and the reader copies it.
      field.current?.select();
    }
  }

  const title = document.title;
  return (
    <div class="aw-panel" role="group" aria-label={english.sharePanel}>
      {link !== null && (
        <>
          <div class="aw-row">
            <input
              ref={field}
              class="aw-field aw-wide"
              readOnly
              value={link}
              aria-label={english.shareLink}
              onFocus={({ currentTarget }) => currentTarget.select()}
            />
            <button type="button" class="aw-primary" onClick={() => void copy(link)}>
              {english.copy}
            </button>
            <span class="aw-hint" role="status">
              {copied && english.copied}
            </span>
          </div>
          <div class="aw-row">
            {'share' in navigator && (
              <button
                type="button"
                class="aw-act"
                onClick={() => void navigator.share({ url: link, title }).catch(() => undefined)}
              >
                {english.nativeShare}
              </button>
            )}
            {SHARE_INTENTS.map(({ channel, name, address }) => (
              <a key={channel} class="aw-act" href={address(link, title)} target="_blank" rel="noopener noreferrer">
                {name}
              </a>
            ))}
          </div>
        </>
      )}
      {failed !== null && <Notice messages={english} text={failed} onRetry={() => void make()} />}
    </div>
  );
}
