/** A person of the sandbox, as the tests need to know them. */
export interface Person {
  /** Part of the label on the consent page. */
  choice: string;
  /** How the app greets them. */
  name: RegExp;
  id: string;
  servers: number;
  connections: number;
}

/** Everything set: animated images, servers of every kind, connections of every kind. */
export const MIRA: Person = {
  choice: 'Mira Lindqvist',
  name: /Mira Lindqvist/,
  id: '268473310986240001',
  servers: 12,
  connections: 8,
};

/** The example objects of Discord's documentation. */
export const NELLY: Person = {
  choice: 'Nelly',
  name: /Nelly/,
  id: '80351110224678912',
  servers: 1,
  connections: 1,
};
