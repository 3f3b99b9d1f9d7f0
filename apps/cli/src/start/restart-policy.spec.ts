import { RestartPolicy } from './restart-policy';

describe('RestartPolicy', () => {
  let now: number;
  let policy: RestartPolicy;

  beforeEach(() => {
    now = 0;
    policy = new RestartPolicy(() => now);
    policy.ready();
  });

  it('pauses longer each time, and gives up after five starts that were not ready', () => {
    const pauses = Array.from({ length: 6 }, () => policy.ended());
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, undefined]);
  });

  it('never gives up on a program that becomes ready, and pauses up to ten seconds', () => {
    const pauses = Array.from({ length: 10 }, () => {
      policy.ready();
      return policy.ended();
    });
    expect(pauses.at(-1)).toBe(10_000);
  });

  it('pauses briefly again after a minute without an end', () => {
    for (let time = 0; time < 3; time += 1) policy.ended();
    now = 60_000;
    expect(policy.ended()).toBe(250);
  });
});
