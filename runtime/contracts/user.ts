import { defineContract } from './contract.ts';

/** Who made a post. */
export const user = defineContract({
  kind: 'user',
  version: 1,
  source: 'user_data',
  raw: {
    ind: { is: 'key' },
    first_name: { is: 'text' },
    last_name: { is: 'text' },
    age: { is: 'whole', min: 0, max: 130 },
    date_joined: { is: 'timestamp' },
  },
  clean: {
    ind: { from: 'ind' },
    user_name: { words: ['first_name', 'last_name'] },
    age: { from: 'age' },
    date_joined: { from: 'date_joined' },
  },
});
