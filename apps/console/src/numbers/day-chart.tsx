import { day } from '../format';
import { say } from '../words';

export interface Series {
  label: string;
  /** Its colour and pattern: `data-tone` in console.css. */
  tone: 'ink' | 'accent' | 'gold' | 'good' | 'edge';
  /** One for each day; null where there is nothing to say. */
  values: readonly (number | null)[];
}

interface DayChartProps {
  title: string;
  dates: readonly string[];
  series: readonly Series[];
  /** Whether the values of a day are parts of one bar; otherwise each is drawn over the one before. */
  isStacked?: boolean;
  format: (value: number) => string;
}

/** A day is so wide, with its gap, and the chart so high, in units of the picture, which is stretched. */
const STEP = 10;
const GAP = 2;
const HEIGHT = 100;

/** Bars by day, with what they show as a table below. */
export function DayChart({ title, dates, series, isStacked = false, format }: DayChartProps) {
  const valuesOf = (index: number) => series.map(({ values }) => values[index] ?? 0);
  const heights = dates.map((_, index) =>
    isStacked ? valuesOf(index).reduce((sum, value) => sum + value, 0) : Math.max(...valuesOf(index)),
  );
  const most = Math.max(...heights, 0);
  const scale = HEIGHT / most;
  const text = (value: number | null | undefined) => (value == null ? '–' : format(value));
  if (most === 0)
    return (
      <section class="chart">
        <h2>{title}</h2>
        <p class="quiet">{say('numbersNothing')}</p>
      </section>
    );
  return (
    <figure class="chart">
      <figcaption>
        <h2>{title}</h2>
        <ul class="legend">
          {series.map(({ label, tone }) => (
            <li key={label}>
              <span data-tone={tone} aria-hidden="true" /> {label}
            </li>
          ))}
        </ul>
      </figcaption>
      <div class="plot" aria-hidden="true">
        <span class="most">{format(most)}</span>
        <svg viewBox={`0 0 ${dates.length * STEP} ${HEIGHT}`} preserveAspectRatio="none">
          {dates.map((date, index) => {
            let top = HEIGHT;
            return (
              <g key={date}>
                <title>
                  {`${day(date)} · ${series.map(({ label, values }) => `${label}: ${text(values[index])}`).join(' · ')}`}
                </title>
                <rect class="reach" x={index * STEP} y={0} width={STEP} height={HEIGHT} />
                {series.map(({ label, tone, values }) => {
                  const height = (values[index] ?? 0) * scale;
                  const y = isStacked ? (top -= height) : HEIGHT - height;
                  return (
                    <rect
                      key={label}
                      data-tone={tone}
                      x={index * STEP + GAP / 2}
                      y={y}
                      width={STEP - GAP}
                      height={height}
                    />
                  );
                })}
              </g>
            );
          })}
        </svg>
        <span class="dates">
          <span>{day(dates[0] ?? '')}</span>
          <span>{day(dates.at(-1) ?? '')}</span>
        </span>
      </div>
      <details class="fold">
        <summary>
          {say('asTable')}
          <span class="hidden">: {title}</span>
        </summary>
        <div class="scroll" tabIndex={0} role="region" aria-label={title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say('day')}</th>
                {series.map(({ label }) => (
                  <th key={label} scope="col">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {dates.map((date, index) => (
                <tr key={date}>
                  <th scope="row">{day(date)}</th>
                  {series.map(({ label, values }) => (
                    <td key={label}>{text(values[index])}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
