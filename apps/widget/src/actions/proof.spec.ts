import { createChallenge, verifySolution } from 'altcha-lib/v1';
import type { Challenge } from '@afterword/contracts';
import { solve } from './proof';

it('gives what the service takes for solved', async () => {
  const hmacKey = 'a key of the service';
  const challenge = await createChallenge({ hmacKey, maxnumber: 2_000, params: { site: 'demo' } });
  expect(await verifySolution(await solve({ ...challenge, maxnumber: 2_000 } as Challenge), hmacKey)).toBe(true);
});

it('ends where there is no solution', async () => {
  const challenge = {
    algorithm: 'SHA-256',
    challenge: 'none',
    salt: 'salt',
    signature: 'none',
    maxnumber: 50,
  } as const;
  const payload = JSON.parse(atob(await solve(challenge))) as { number: number };
  expect(payload.number).toBe(50);
});
