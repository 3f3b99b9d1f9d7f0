import { Controller, ForbiddenException, Get, Logger, Module, ServiceUnavailableException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { knownError, ProblemFilter } from './problem.filter';
import { requestIdOf } from './request-id';

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

describe('an answer that says what went wrong', () => {
  @Controller()
  class Failing {
    @Get('unexpected')
    unexpected() {
      throw new Error('unexpected');
    }
    @Get('refused')
    refused() {
      throw new ForbiddenException();
    }
  }
  @Module({ controllers: [Failing] })
  class FailingModule {}

  it('names the request as the log does, where it is the fault of the service', async () => {
    const said = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    const adapter = new FastifyAdapter({ genReqId: requestIdOf });
    const app = await NestFactory.create<NestFastifyApplication>(FailingModule, adapter, { logger: false });
    app.useGlobalFilters(new ProblemFilter());
    await app.listen(0, '127.0.0.1');
    const id = '0123456789abcdef0123456789abcdef';
    const ask = async (path: string) => {
      const { status, headers } = await fetch((await app.getUrl()) + path, { headers: { 'x-request-id': id } });
      return [status, headers.get('x-request-id')];
    };
    try {
      expect(await ask('/unexpected')).toEqual([500, id]);
      expect(said.mock.calls).toEqual([[expect.objectContaining({ requestId: id }), 'A request failed unexpectedly']]);
      expect(await ask('/refused')).toEqual([403, null]);
    } finally {
      said.mockRestore();
      await app.close();
    }
  });
});
