import { Controller, Get, Global, Module, Post } from '@nestjs/common';
import { CONFIG, loadConfig } from '../config/config';
import { createService } from '../http/run-service';
import { RateLimitsModule } from '../rate-limits/rate-limits.module';
import { Access, ruleOf } from './access';
import { AccessModule } from './access.module';

const config = loadConfig('content', {
  DATABASE_URL: 'postgresql://127.0.0.1/nowhere',
  ADMIN_TOKEN: 'an-operator-token-for-tests',
  LOG_LEVEL: 'silent',
});

@Controller('things')
class Things {
  @Access('operator')
  @Get('secret')
  secret() {
    return {};
  }
}

@Controller('things')
class MoreThings {
  @Post('forgotten')
  forgotten() {
    return {};
  }
}

@Global()
@Module({ providers: [{ provide: CONFIG, useValue: config }], exports: [CONFIG] })
class ConfigModule {}

@Module({ imports: [ConfigModule, RateLimitsModule, AccessModule.forRoot()], controllers: [Things] })
class Good {}

@Module({ imports: [Good], controllers: [MoreThings] })
class Forgetful {}

describe('a service', () => {
  it('does not start with a route that says nothing of who may call it, and names the route', async () => {
    const app = await createService(config, Forgetful);
    await expect(app.init()).rejects.toThrow('POST /things/forgotten does not say who may call it');
    await app.close();
  });

  it('refuses in its guards what has no rule', () => {
    // oxlint-disable-next-line typescript/unbound-method -- metadata is kept by the function
    expect(() => ruleOf(MoreThings.prototype.forgotten)).toThrow('does not say who may call it');
  });

  it.each([
    ['no token', {}, 401],
    ['an unknown token', { authorization: 'Bearer unknown' }, 401],
    ['an empty token', { authorization: 'Bearer' }, 401],
    ['another scheme', { authorization: 'Basic YTpi' }, 401],
    ['the token of the operator', { authorization: `Bearer ${config.adminToken}` }, 200],
    ['the scheme in lower case', { authorization: `bearer ${config.adminToken}` }, 200],
  ])('answers an operator’s route, asked with %s', async (_what, headers, status) => {
    const app = await createService(config, Good);
    await app.init();
    const answer = await app.inject({ url: '/things/secret', headers });
    expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([
      status,
      status === 401 ? 'Bearer' : undefined,
    ]);
    await app.close();
  });
});
