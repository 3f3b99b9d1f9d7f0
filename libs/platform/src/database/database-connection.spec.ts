import { Client } from 'pg';
import { completeDatabaseUrl, connectionOf, databaseUrlProblem } from './database-connection';
import { databaseUrlOf } from './database-url';

describe('the address of a database', () => {
  it.each([
    'postgres://u:p@db:5432/afterword',
    'postgresql://db',
    'postgres://u:p@db/afterword?sslmode=require',
    'postgres://u:p@db/afterword?sslmode=verify-full&sslrootcert=system',
    'postgres://u:p@db/afterword?sslmode=require&channel_binding=require',
    'postgres:///afterword?host=/var/run/postgresql',
    'postgres://u@/afterword?host=/var/run/postgresql&port=5433',
    'postgres://%2Fvar%2Frun%2Fpostgresql/afterword',
    'postgres://db/afterword?options=-c%20work_mem%3D8MB&application_name=paper',
  ])('is taken: %s', (url) => {
    expect(databaseUrlProblem(completeDatabaseUrl(url))).toBeNull();
  });

  it.each([
    ['mysql://db', 'postgres://'],
    ['db:5432', 'postgres://'],
    ['postgres://a,b/afterword', 'several hosts'],
    ['postgres://u:p@a:5432,b:5432/afterword', 'several hosts'],
    ['postgres://db/afterword?sslmode=prefer', 'sslmode'],
    ['postgres://db/afterword?sslmode=verify-ca', 'sslrootcert'],
    ['postgres://db/afterword?sslmode=require&sslrootcert=/nowhere.pem', 'sslrootcert with a file that cannot be read'],
    ['postgres://db/afterword?pgbouncer=true', '"pgbouncer"'],
    ['postgres://db/afterword?schema=paper', '"schema"'],
    ['postgres://db/afterword?service=paper', '"service"'],
  ])('is refused by name: %s', (url, words) => {
    expect(databaseUrlProblem(completeDatabaseUrl(url))).toContain(words);
  });

  it('leads to a socket', () => {
    const clientOf = (url: string) => new Client(connectionOf(databaseUrlOf(completeDatabaseUrl(url), 'content')));
    for (const url of [
      'postgres:///paper?host=/run/pg',
      'postgres://u@/paper?host=/run/pg',
      'postgres://u@%2Frun%2Fpg/paper',
    ])
      expect(clientOf(url)).toMatchObject({ host: '/run/pg', database: 'paper_content' });
  });
});
