// A real OpenID Connect provider, for the tests. Its arguments are the folder that it is installed in and the address
// that it may send people back to; it prints its issuer URL.
import { createServer } from 'node:http';

const [, , folder, back] = process.argv;
const { default: Provider } = await import(`${folder}/node_modules/oidc-provider/lib/index.js`);

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'fixpath', client_secret: 'a secret', redirect_uris: [back] }],
    claims: { openid: ['sub'], profile: ['preferred_username'], groups: ['groups'] },
    scopes: ['openid', 'profile', 'groups'],
    pkce: { required: () => true },
    cookies: { keys: ['of the tests'] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: `Name of ${id}`, groups: id === 'boss' ? ['kb-admins'] : [] }),
    }),
  });
  server.on('request', provider.callback());
  console.log(issuer);
});
