import type { FunctionComponent } from 'preact';
import { Unreachable } from '../api/call';
import { say } from '../words';
import { Failure } from './failure';
import { useLoaded } from './use-loaded';

/** A view that few people open, and seldom: its script comes with the first look at it. */
export function lazyView<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props> {
  let loaded: FunctionComponent<Props> | null = null;
  return function LazyView(props) {
    const { value, error, reload } = useLoaded('script', async () => (loaded ??= await load().catch(unreachable)));
    const View = loaded ?? value;
    if (View) return <View {...props} />;
    return error === null ? <p class="quiet">{say('loading')}</p> : <Failure error={error} onRetry={reload} />;
  };
}

function unreachable(cause: unknown): never {
  throw new Unreachable('', { cause });
}
