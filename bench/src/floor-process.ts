import 'reflect-metadata';
import { once } from 'node:events';
import { Body, Controller, Module, Post, Put, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import fastify, { type FastifyReply } from 'fastify';

/** The floor's response: the bytes, type and encoding of the response that it is compared with. */
export interface FloorAnswer {
  body: string;
  headers: Record<string, string>;
}

let answer: { body: Buffer; headers: Record<string, string> } = { body: Buffer.alloc(0), headers: {} };

@Controller()
class FloorController {
  @Put('write')
  put(@Res() reply: FastifyReply) {
    return reply.headers(answer.headers).send(answer.body);
  }

  @Post('write')
  post(@Body() body: object, @Res() reply: FastifyReply) {
    if (typeof body !== 'object') throw new Error('The floor parses what it is sent');
    return reply.status(201).headers(answer.headers).send(answer.body);
  }
}

@Module({ controllers: [FloorController] })
class FloorModule {}

/** The floor servers: bare Fastify for reads, Nest on Fastify for writes. They store nothing. */
async function main(): Promise<void> {
  const reads = fastify();
  reads.get('/read', (_request, reply) => reply.headers(answer.headers).send(answer.body));
  await reads.listen({ port: 0, host: '127.0.0.1' });
  const writes = await NestFactory.create<NestFastifyApplication>(FloorModule, new FastifyAdapter(), { logger: false });
  await writes.listen(0, '127.0.0.1');
  const port = (server: { address(): unknown }) => (server.address() as { port: number }).port;
  process.on('message', ({ body, headers }: FloorAnswer) => {
    answer = { body: Buffer.from(body, 'base64'), headers };
    process.send?.('changed');
  });
  process.send?.({ read: port(reads.server), write: port(writes.getHttpServer()) });
  await once(process, 'disconnect');
  await Promise.all([reads.close(), writes.close()]);
  process.exit(0);
}

void main();
