export const SECRET = `
  -- A secret of the whole installation, made by whoever needs it first. $1 name, $2 a secret to use if there is none
  insert into installation_secret (name, secret) values ($1::text, $2::bytea)
  on conflict (name) do update set secret = installation_secret.secret
  returning secret`;
