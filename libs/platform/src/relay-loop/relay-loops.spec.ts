import { Global, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CONFIG, type Role } from '../config/config';
import { RelayLoops } from './relay-loops';
import { RelayLoopsModule } from './relay-loops.module';

@Injectable()
class Ticker {
  readonly ticked: string[] = [];
  private resolve: () => void = () => undefined;
  readonly first = new Promise<void>((resolve) => (this.resolve = resolve));

  constructor(loops: RelayLoops) {
    for (const role of ['worker', 'api'] as const) {
      loops.create({ name: 'spec', role, tick: () => this.tick(role), busyMs: 1, idleMs: 3_600_000 });
    }
  }

  private tick(role: Role): Promise<number> {
    this.ticked.push(role);
    this.resolve();
    return Promise.resolve(0);
  }
}

async function application(...roles: Role[]) {
  @Global()
  @Module({ providers: [{ provide: CONFIG, useValue: { roles: new Set(roles) } }], exports: [CONFIG] })
  class ConfigModule {}
  @Module({ imports: [ConfigModule, RelayLoopsModule], providers: [Ticker] })
  class SpecModule {}
  const app = await NestFactory.createApplicationContext(SpecModule, { logger: false, abortOnError: false });
  return { app, ticker: app.get(Ticker) };
}

describe('RelayLoops', () => {
  it.each<Role>(['worker', 'api'])('runs the loops of the role %s and no others', async (role) => {
    const { app, ticker } = await application(role);
    await ticker.first;
    await app.close();
    expect(ticker.ticked).toEqual([role]);
  });

  it('runs nothing on the command line, which has no role', async () => {
    const { app, ticker } = await application();
    await app.close();
    expect(ticker.ticked).toEqual([]);
  });
});
