import type { InvitedStaff, Staff, StaffInvitation, StaffList } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { call } from '../api/call';
import { announce } from '../parts/announce';
import { Failure } from '../parts/failure';
import { Age } from '../parts/time';
import { useLoaded } from '../parts/use-loaded';
import { time } from '../format';
import type { Role } from '../session/session';
import { say } from '../words';

const ROLES: readonly Role[] = ['moderator', 'admin'];

/** The people who moderate a site: invite them, change their roles, let them go. */
export function StaffView({ site }: { site: string }) {
  const { value, error, reload } = useLoaded(`staff/${site}`, (signal) =>
    call<StaffList>('GET', '/v1/admin/staff', { signal }),
  );
  const [invitation, setInvitation] = useState<{ email: string; link: StaffInvitation } | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('moderator');
  const run = (work: Promise<void>) => {
    setFailure(null);
    work.then(reload).catch(setFailure);
  };
  const invite = async () => {
    const person = await call<InvitedStaff>('POST', '/v1/admin/staff', {
      body: { email: email.trim(), roles: [{ site, role }] },
    });
    setEmail('');
    if (person.invitation) setInvitation({ email: person.email, link: person.invitation });
    announce(say('invited', { email: person.email }));
  };
  const change = async (person: Staff, to: string) => {
    const others = person.roles.filter((one) => one.site !== site);
    const roles = to === '' ? others : [...others, { site, role: to }];
    await call('PATCH', `/v1/admin/staff/${person.id}`, { body: { roles } });
    announce(say('saved'));
  };
  const again = async (person: Staff) => {
    setInvitation({
      email: person.email,
      link: await call<StaffInvitation>('POST', `/v1/admin/staff/${person.id}/invitations`),
    });
  };
  const people = (value?.items ?? []).filter(({ roles }) => roles.some((one) => one.site === site));
  return (
    <>
      <form
        class="search"
        onSubmit={(event) => {
          event.preventDefault();
          run(invite());
        }}
      >
        <label class="field grow">
          <span>{say('email')}</span>
          <input
            type="email"
            required
            maxLength={320}
            value={email}
            onInput={(event) => setEmail(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>{say('role')}</span>
          <select value={role} onChange={(event) => setRole(event.currentTarget.value as Role)}>
            {ROLES.map((one) => (
              <option key={one} value={one}>
                {say(one)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="primary">
          {say('invite')}
        </button>
      </form>
      {invitation && (
        <div class="panel" role="status">
          <p>{say('invitationFor', { email: invitation.email, time: time(invitation.link.expiresAt) })}</p>
          <div class="row">
            <input
              class="grow"
              readOnly
              aria-label={say('invitationLink')}
              value={invitation.link.url}
              onFocus={(event) => event.currentTarget.select()}
            />
            <button
              type="button"
              onClick={() =>
                void navigator.clipboard.writeText(invitation.link.url).then(() => announce(say('copied')))
              }
            >
              {say('copy')}
            </button>
          </div>
        </div>
      )}
      {failure !== null && <Failure error={failure} />}
      {error !== null && <Failure error={error} onRetry={reload} />}
      <ul class="rows">
        {people.map((person) => (
          <li key={person.id}>
            <div>
              <b>{person.name}</b> <span class="quiet">{person.email}</span>
              <p class="quiet">
                {person.status === 'invited' ? (
                  say('notSignedInYet')
                ) : person.lastSeenAt !== null ? (
                  <>
                    {say('lastSeen')} <Age at={person.lastSeenAt} />
                  </>
                ) : null}
              </p>
            </div>
            <div class="row">
              <select
                aria-label={`${say('role')}: ${person.name}`}
                value={person.roles.find((one) => one.site === site)?.role ?? ''}
                onChange={(event) => run(change(person, event.currentTarget.value))}
              >
                {ROLES.map((one) => (
                  <option key={one} value={one}>
                    {say(one)}
                  </option>
                ))}
                <option value="">{say('noRoleHere')}</option>
              </select>
              <button type="button" class="link" onClick={() => run(again(person))}>
                {say('newInvitation')}
              </button>
            </div>
          </li>
        ))}
      </ul>
      {value && people.length === 0 && <p class="quiet">{say('noStaff')}</p>}
    </>
  );
}
