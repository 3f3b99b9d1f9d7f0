import type { ModerationNumbers, NumbersOfDay } from '@afterword/contracts';
import { call, sitePath } from '../api/call';
import { duration } from '../format';
import { Failure } from '../parts/failure';
import { useLoaded } from '../parts/use-loaded';
import { href } from '../router';
import { number, say, sayCount } from '../words';
import { DayChart } from './day-chart';

const PERIODS = ['7', '30', '90'] as const;

interface NumbersViewProps {
  site: string;
  query: Readonly<Record<string, string>>;
}

/** What came, what was held and decided, and how long it waited. */
export function NumbersView({ site, query }: NumbersViewProps) {
  const period = PERIODS.find((days) => days === query.days) ?? '30';
  const path = sitePath(site, 'moderation/numbers', { days: period });
  const { value, error, reload } = useLoaded(path, (signal) => call<ModerationNumbers>('GET', path, { signal }));
  return (
    <>
      <nav class="periods" aria-label={say('numbersPeriod')}>
        {PERIODS.map((days) => (
          <a
            key={days}
            href={href(site, 'numbers', { query: { days } })}
            aria-current={days === period ? 'page' : undefined}
          >
            {sayCount('numbersDays', Number(days))}
          </a>
        ))}
      </nav>
      {error ? <Failure error={error} onRetry={reload} /> : !value && <p class="quiet">{say('loading')}</p>}
      {value && <Numbers numbers={value} />}
    </>
  );
}

type Counted = Omit<NumbersOfDay, 'date'>;

function Numbers({ numbers: { days, total, isComplete } }: { numbers: ModerationNumbers }) {
  const dates = days.map(({ date }) => date);
  const of = (name: keyof Counted) => days.map((one) => one[name]);
  const time = (seconds: number | null) => (seconds === null ? '–' : duration(seconds));
  const tiles: [label: string, value: string][] = [
    [say('commentsPosted'), number(total.comments)],
    [say('held'), number(total.held)],
    [say('approved'), number(total.approved)],
    [say('rejected'), number(total.rejected)],
    [say('spam'), number(total.spam)],
    [say('removed'), number(total.removed)],
    [say('reportsMade'), number(total.reports)],
    [say('median'), time(total.medianSeconds)],
    [say('p90'), time(total.p90Seconds)],
  ];
  return (
    <>
      <dl class="tiles">
        {tiles.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">{say('numbersHint')}</p>
      {!isComplete && <p class="quiet">{say('numbersCut')}</p>}
      <DayChart
        title={say('commentsByDay')}
        dates={dates}
        format={number}
        series={[
          { label: say('commentsPosted'), tone: 'edge', values: of('comments') },
          { label: say('held'), tone: 'accent', values: of('held') },
        ]}
      />
      <DayChart
        title={say('decisionsByDay')}
        dates={dates}
        format={number}
        isStacked
        series={[
          { label: say('approved'), tone: 'good', values: of('approved') },
          { label: say('rejected'), tone: 'gold', values: of('rejected') },
          { label: say('removed'), tone: 'ink', values: of('removed') },
          { label: say('spam'), tone: 'accent', values: of('spam') },
        ]}
      />
      <DayChart
        title={say('waitByDay')}
        dates={dates}
        format={duration}
        series={[
          { label: say('p90'), tone: 'edge', values: of('p90Seconds') },
          { label: say('median'), tone: 'ink', values: of('medianSeconds') },
        ]}
      />
      <DayChart
        title={say('reportsByDay')}
        dates={dates}
        format={number}
        series={[{ label: say('reportsMade'), tone: 'gold', values: of('reports') }]}
      />
    </>
  );
}
