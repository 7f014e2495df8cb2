/** A person of the sandbox, with what the tests need to know. */
export interface Person {
  /** Part of the label on the consent page. */
  choice: string;
  /** How the app greets them. */
  name: RegExp;
  id: string;
  servers: number;
  connections: number;
}

/** Has everything: animated images, many kinds of servers and connections. */
export const MIRA: Person = {
  choice: 'Mira Lindqvist',
  name: /Mira Lindqvist/,
  id: '268473310986240001',
  servers: 12,
  connections: 8,
};

/** Has the example data of Discord's documentation. */
export const NELLY: Person = {
  choice: 'Nelly',
  name: /Nelly/,
  id: '80351110224678912',
  servers: 1,
  connections: 1,
};

/** Is in 200 servers, the maximum for an account. */
export const ODALYS: Person = { choice: 'Odalys Reyes', name: /Odalys/, id: '187406016902594560', servers: 200, connections: 2 };

/** Is in no server and has no connection. */
export const NOOR: Person = { choice: 'Noor Haddad', name: /Noor/, id: '1187654321098765312', servers: 0, connections: 0 };

/** Has hostile names everywhere. */
export const BOBBY: Person = { choice: 'Bobby Tables', name: /svg onload/, id: '700000000000000007', servers: 21, connections: 8 };

/** Has fields and values that Discord may add later. */
export const INES: Person = { choice: 'Ines Futura', name: /Ines/, id: '1240000000000000256', servers: 1, connections: 1 };

/** Has no avatar and no display name. */
export const PIM: Person = { choice: 'Pim de Boer', name: /pim/i, id: '431544605209788416', servers: 2, connections: 1 };

/** Has every kind of connection. */
export const KAITO: Person = { choice: 'Kaito Mori', name: /かいと/, id: '318624907514118144', servers: 1, connections: 27 };

/** Has an unverified email address. A test that ends every sign-in of a person uses Vera or Ines, because no other test signs them in. */
export const VERA: Person = { choice: 'Vera Sol', name: /Vera/, id: '952341870236794880', servers: 1, connections: 1 };
