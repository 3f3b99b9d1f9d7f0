import { readerToken } from './readers';
import { rawGet } from './reads';
import type { Figure } from './report';
import { SITE, type Stage } from './stage';

const SLUG = 'the-ferryman-s-ledger';

const percentile = (values: readonly number[], part: number) => {
  const ordered = [...values].sort((a, b) => a - b);
  return ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * part))] ?? NaN;
};

/** Measures the time from the response to a like until content's HTML shows it. */
export async function measureLink(
  stage: Stage,
  { likes, queue, goals }: { likes: number; queue: string; goals: { p50: number; p99: number } },
): Promise<Figure[]> {
  const article = `${stage.content.origin}/articles/${SLUG}`;
  const shown = async () => {
    const { bytes } = await rawGet(article, {});
    return Number(/"LikeAction"[^}]*?"userInteractionCount":(\d+)/.exec(bytes.toString())?.[1]);
  };
  const taken: number[] = [];
  for (let reader = 0; reader < likes; reader += 1) {
    const before = await shown();
    const response = await fetch(`${stage.engagement.origin}/v1/sites/${SITE}/pages/${SLUG}/reactions/like`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${readerToken(reader)}` },
    });
    if (!response.ok) throw new Error(`A like answers ${response.status}`);
    await response.arrayBuffer();
    const acknowledged = performance.now();
    while ((await shown()) <= before) {
      if (performance.now() - acknowledged > 10_000) throw new Error('A like was not shown within ten seconds');
    }
    taken.push(performance.now() - acknowledged);
  }
  const name = (part: string) => `like acknowledged → seen in content's HTML, ${part}, ${queue}`;
  const note = `${likes} likes, one after the other`;
  return [
    { name: name('p50'), unit: 'ms', goal: { atMost: goals.p50 }, values: [percentile(taken, 0.5)], note },
    { name: name('p99'), unit: 'ms', goal: { atMost: goals.p99 }, values: [percentile(taken, 0.99)], note },
  ];
}
