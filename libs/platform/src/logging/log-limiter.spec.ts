import { LogLimiter } from './log-limiter';

describe('LogLimiter', () => {
  let now: number;
  let limiter: LogLimiter;
  let logged: object[];

  beforeEach(() => {
    now = 0;
    limiter = new LogLimiter(() => now);
    logged = [];
  });

  const say = (message: string) => limiter.run(message, (fields) => logged.push({ message, ...fields }));

  it('logs the same message once a minute, with how many were left out', () => {
    for (let time = 0; time < 5; time += 1) say('engagement/page.snapshot: no such table');
    expect(logged).toEqual([{ message: 'engagement/page.snapshot: no such table' }]);
    now = 60_000;
    say('engagement/page.snapshot: no such table');
    expect(logged[1]).toEqual({ message: 'engagement/page.snapshot: no such table', suppressed: 4 });
    now = 120_000;
    say('engagement/page.snapshot: no such table');
    expect(logged[2]).toEqual({ message: 'engagement/page.snapshot: no such table' });
  });

  it('logs different messages each for itself', () => {
    for (const message of ['no such table', 'no such column', 'no such table']) say(message);
    expect(logged).toEqual([{ message: 'no such table' }, { message: 'no such column' }]);
  });

  it('takes messages that differ in numbers and ids for the same', () => {
    say('page 7 of 0192f0c1-5d4e-7c3a-8b11-2f3e4d5c6b7a');
    say('page 12 of 0192f0c1-ffff-7c3a-8b11-2f3e4d5c6b7a');
    expect(logged).toHaveLength(1);
  });

  it('forgets messages in the end, however many different ones there are', () => {
    const letters = (number: number) => String(number).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));
    for (let number = 0; number < 1_001; number += 1) say(letters(number));
    say(letters(1_000));
    expect(logged).toHaveLength(1_001);
    say(letters(0));
    expect(logged).toHaveLength(1_002);
  });
});
