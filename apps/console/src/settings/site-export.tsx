import { useState } from 'preact/hooks';
import { download, sitePath } from '../api/call';
import { Failure } from '../parts/failure';
import { say } from '../words';

/** As the contract names them, whose list would pull in its schemas. */
const FORMATS = ['afterword', 'wxr', 'csv', 'html'] as const;

/** All that belongs to the site as a file, to keep it or to move. */
export function SiteExport({ site }: { site: string }) {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const save = async (format: string) => {
    setFailure(null);
    setBusy(true);
    try {
      await download(sitePath(site, 'export', { format }), `${site}-${format}.zip`);
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  return (
    <section aria-labelledby="site-export">
      <h2 id="site-export">{say('siteExport')}</h2>
      <p class="quiet">{say('siteExportHint')}</p>
      <div class="row">
        {FORMATS.map((format) => (
          <button key={format} type="button" disabled={isBusy} onClick={() => void save(format)}>
            {say(`siteExport_${format}`)}
          </button>
        ))}
      </div>
      {isBusy && <p role="status">{say('siteExportBusy')}</p>}
      {failure !== null && <Failure error={failure} />}
    </section>
  );
}
