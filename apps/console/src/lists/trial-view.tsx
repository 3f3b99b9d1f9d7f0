import { say } from '../words';
import { Trial } from './trial';

/** A page to try texts on. */
export const TrialView = ({ site }: { site: string }) => (
  <>
    <p class="lead">{say('trialHint')}</p>
    <Trial site={site} hasPage />
  </>
);
