import { useCallback, useEffect, useState } from 'preact/hooks';

export type Loaded<Value> = { value: Value | null; error: unknown; reload: () => void; set: (value: Value) => void };

/** Loads something when the view opens or `key` changes; an answer that comes too late is dropped. */
export function useLoaded<Value>(key: string, load: (signal: AbortSignal) => Promise<Value>): Loaded<Value> {
  const [state, setState] = useState<{ key: string; value: Value | null; error: unknown }>({
    key,
    value: null,
    error: null,
  });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const loading = new AbortController();
    load(loading.signal).then(
      (value) => !loading.signal.aborted && setState({ key, value, error: null }),
      (error: unknown) =>
        !loading.signal.aborted &&
        setState((before) => ({ key, value: before.key === key ? before.value : null, error })),
    );
    return () => loading.abort();
  }, [key, turn]);
  const isOf = state.key === key;
  return {
    value: isOf ? state.value : null,
    error: isOf ? state.error : null,
    reload: useCallback(() => setTurn((before) => before + 1), []),
    set: (value) => setState({ key, value, error: null }),
  };
}
