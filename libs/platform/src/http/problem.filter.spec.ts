import { ForbiddenException, ServiceUnavailableException } from '@nestjs/common';
import { knownError } from './problem.filter';

describe('knownError', () => {
  it('says when to retry for every 503, whoever threw it', () => {
    const closing = Object.assign(new Error('Server is closing'), { code: 'FST_ERR_CLOSING', statusCode: 503 });
    for (const error of [closing, new ServiceUnavailableException()]) {
      expect(knownError(error)).toMatchObject({ code: 'unavailable', headers: { 'retry-after': '1' } });
    }
  });

  it('takes the code of another status from the table, and none for an unknown error', () => {
    expect(knownError(new ForbiddenException())).toMatchObject({ code: 'forbidden', headers: {} });
    expect(knownError(new Error('unknown'))).toBeNull();
  });
});
