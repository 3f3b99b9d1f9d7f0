import { Client } from 'pg';
import { completeDatabaseUrl, connectionOf, databaseUrlProblem, serversOf } from './database-connection';
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
    'postgres://u:p@a:5432,b:5433/afterword?target_session_attrs=read-write',
    'postgres://u:p@a,[::1]:5433,c/afterword?sslmode=require',
    'postgres:///afterword?host=a,b&port=5433',
    'postgres://db/afterword?options=-c%20work_mem%3D8MB&application_name=paper',
  ])('is taken: %s', (url) => {
    expect(databaseUrlProblem(completeDatabaseUrl(url))).toBeNull();
  });

  it.each([
    ['mysql://db', 'postgres://'],
    ['db:5432', 'postgres://'],
    ['postgres://a:1,b:2,c:3/afterword?target_session_attrs=standby', 'finds a standby; use read-write'],
    ['postgres://u:p@a:5432,b:no/afterword', 'a port that is not a number'],
    ['postgres://a,,c/afterword', 'a host without a name'],
    ['postgres://db/afterword?host=a,b,c&port=1,2', '3 hosts and 2 ports'],
    ['postgres://db/afterword?host=/run/pg,b', 'a socket among several hosts'],
    ['postgres://db/afterword?port=1,2', 'several ports for one host'],
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

  it('names its servers, however several are spelled', () => {
    expect(
      [
        'postgres://u:p@a:5432,b:5433/paper?target_session_attrs=read-write',
        'postgres://a,[::1]:5433/paper',
        'postgres:///paper?host=a,b&port=5433',
        'postgres://u:p@db/paper',
      ].map((url) => serversOf(databaseUrlOf(completeDatabaseUrl(url), 'content'))),
    ).toEqual(['a:5432, b:5433', 'a:5432, ::1:5433', 'a:5433, b:5433', 'db']);
  });
});
